"""What a letter, or its end, would change, in words: duties and tasks of plans that the reader may see."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from cycle_engine.errors import type_sentence
from cycle_engine.machine import MACHINES
from directory.names import Names
from web.pages import PersonPage
from workflows.planning.queries import visible_plans
from workflows.staffing.handovers import Charge, HandOver
from workflows.staffing.letters import LetterPreview, Task


@dataclass(frozen=True, slots=True)
class Line:
    """A duty or a task for a plan of `who`, and whose it is then. `last_day`: of a task."""

    plan: int
    who: str
    what: type_sentence
    to: str
    last_day: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What would change for `person`."""

    person: str
    first_day: datetime.date
    last_day: datetime.date | None
    comes: list[Line]
    goes: list[Line]
    barred: list[Line]
    tasks_coming: list[Line]
    tasks_going: list[Line]
    tasks_barred: list[Line]

    @property
    def is_empty(self) -> bool:
        return not (self.comes or self.goes or self.barred or self.tasks_coming or self.tasks_going)


def change(found: LetterPreview, page: PersonPage) -> Change:
    """The preview for this reader."""
    duties: list[Charge | HandOver] = [*found.comes, *found.goes, *found.barred]
    tasks = [*found.tasks_coming, *found.tasks_going, *found.tasks_barred]
    plans = {each.plan.pk: each.plan.employee_id for each in duties}
    plans |= {each.waiting.plan.pk: each.waiting.plan.employee_id for each in tasks}
    seen = visible_plans(page.reader, page.moment).filter(pk__in=plans)
    open_ones = frozenset(seen.values_list("pk", flat=True))
    page.note_read(open_ones)
    people = [found.person, *plans.values(), *(getattr(each, "to", None) for each in [*duties, *tasks])]
    words = _Words(open_ones, Names.of(people, page.moment), found.person)
    return Change(
        words.names[found.person],
        found.first_day,
        found.last_day,
        words.duties(found.comes),
        words.duties(found.goes),
        words.duties(found.barred),
        words.tasks(found.tasks_coming),
        words.tasks(found.tasks_going),
        words.tasks(found.tasks_barred),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    seen: frozenset[int]
    names: Names
    person: int

    def duties(self, duties: Iterable[Charge | HandOver]) -> list[Line]:
        return [
            Line(
                each.plan.pk,
                self.names[each.plan.employee_id],
                each.duty.label,
                self.names[each.to if isinstance(each, HandOver) else self.person],
            )
            for each in duties
            if each.plan.pk in self.seen
        ]

    def tasks(self, tasks: Iterable[Task]) -> list[Line]:
        return [
            Line(
                each.waiting.plan.pk,
                self.names[each.waiting.plan.employee_id],
                MACHINES[each.waiting.deadline.record].steps[each.waiting.step].declaration.label,
                self.names[each.to],
                each.waiting.deadline.last_day,
            )
            for each in tasks
            if each.waiting.plan.pk in self.seen
        ]
