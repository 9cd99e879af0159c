"""What a change of posts would do, as its manager reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cycle_engine.actors import Capacity
from cycle_engine.errors import type_sentence
from directory.names import Names
from web.office.manager import ManagerPage
from workflows.planning import queries
from workflows.staffing.kinds import Change
from workflows.staffing.preview import Preview


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty towards the plan of an employee, and who has it then; nobody if empty."""

    plan: int
    employee: str
    duty: type_sentence
    to: str


@dataclass(frozen=True, slots=True)
class Told:
    """A preview in words; duties towards plans that the reader may not see are left out, but for their number."""

    person: str
    change: type_sentence
    preview: Preview
    comes: list[Duty]
    goes: list[Duty]


def told(previews: Sequence[Preview], page: ManagerPage) -> list[Told]:
    """These previews; a fixed number of queries. That their plans were read is noted."""
    handed: list[Any] = [each for found in previews for each in (*found.comes, *found.goes)]
    keys = {each.plan.pk for each in handed}
    visible = queries.visible_plans(page.reader, page.moment).filter(pk__in=keys)
    seen = set(visible.values_list("pk", flat=True)) if keys else set()
    page.note_read(seen | {line.plan for found in previews for line in found.lines if line.plan})
    people = {each.plan.employee_id for each in handed} | {getattr(each, "to", None) for each in handed}
    names = Names.of(people | {found.person for found in previews}, page.moment)

    def duties(given: Sequence[Any], to: int | None = None) -> list[Duty]:
        return [
            Duty(
                each.plan.pk,
                names[each.plan.employee_id],
                Capacity(each.duty).label,
                names[getattr(each, "to", to)],
            )
            for each in given
            if each.plan.pk in seen
        ]

    return [
        Told(
            names[found.person] or (found.wanted.entrant.name if found.wanted.entrant else ""),
            Change(found.wanted.change).label,
            found,
            duties(found.comes, found.person),
            duties(found.goes),
        )
        for found in previews
    ]
