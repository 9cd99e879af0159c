"""The guards of the engine room."""

from __future__ import annotations

from typing import Any

from cycle_engine.actors import Capacity
from cycle_engine.case import Case
from cycle_engine.rules import rule

Refusal = dict[str, object] | None
AnyCase = Case[Any]
PARTS = frozenset({"pump", "valve", "shaft"})


@rule("sea:engineer", "A ship needs an engineer.", help=Capacity.MANAGER)
def there_is_an_engineer(case: AnyCase) -> Refusal:
    return {} if case.record.engineer is None else None


@rule("sea:course", "There is no course of %(degrees)s degrees.", of_input=True)
def course_is_possible(case: AnyCase) -> Refusal:
    return None if 0 <= case.data.degrees < 360 else {"degrees": case.data.degrees}


@rule("sea:same_course", "The ship is on this course.", of_input=True)
def course_differs(case: AnyCase) -> Refusal:
    return {} if case.data.degrees == case.record.course else None


@rule("sea:awake", "Who sleeps keeps no watch.")
def is_awake(case: AnyCase) -> Refusal:
    return {} if case.record.asleep else None


@rule("sea:part", "This ship has no %(part)s.")
def part_is_known(case: AnyCase) -> Refusal:
    return None if case.record.part in PARTS else {"part": case.record.part}


@rule("sea:repaired", "%(count)s repairs are open.", help=Capacity.RATER, on="voyage.arrive")
def nothing_is_broken(case: AnyCase) -> Refusal:
    facts: Any = case.facts
    count = facts.open_repairs.get(case.record.pk, 0)
    return {"count": count} if count else None
