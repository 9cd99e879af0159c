"""Home: what waits for the reader, oldest deadline first, and what he waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse

from cycle_engine.errors import type_sentence
from cycle_engine.machine import MACHINES
from directory.names import Names
from web.pages import PersonPage
from web.paging import page_of
from web.records import record_address, step_address
from web.titles import title_of
from workflows.guidance import queries as guidance
from workflows.planning import queries
from workflows.planning.lateness import Duty
from workflows.planning.queries import Waiting
from workflows.planning.unplanned import cycles_to_plan
from workflows.voice.complaint_queries import Turn, turns


@dataclass(frozen=True, slots=True)
class Task:
    """What somebody is asked to do, with which record, whose it is (nothing for his own), where, and until when, if
    there is a last day."""

    label: type_sentence
    about: str
    address: str
    who: str
    last_day: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class Awaited:
    """What others are asked to do with one's own plan, and who they are."""

    label: type_sentence
    about: str
    address: str
    who: list[str]
    last_day: date
    late: bool


class HomePage(PersonPage):
    """Where one arrives."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """What waits for me, and what I wait for."""
        at = self.moment
        waiting, awaited = queries.inbox_and_awaited(self.reader, at)
        dated: list[Waiting | Turn] = [*waiting, *turns(self.reader, at)]
        dated.sort(key=lambda each: each.deadline.due_at)
        some = page_of([*dated, *guidance.turns(self.reader, at)], request)
        plans = [each.plan for each in some if not isinstance(each, Turn)]
        people = {plan.employee_id for plan in plans}
        people |= {holder.person for each in awaited for holder in each.turn}
        names = Names.of(people, at)
        self.note_read(plan.pk for plan in plans)
        return self.show(
            "web/home.html",
            some=some,
            tasks=[self._task(each, names) for each in some],
            awaited=[self._awaited(each, names) for each in _once(awaited)],
            plans=queries.own_plans(self.reader),
            to_plan=cycles_to_plan(self.reader, self.day, at),
        )

    def _task(self, each: Waiting | Turn | guidance.Turn, names: Names) -> Task:
        if isinstance(each, guidance.Turn):
            return self._undated(each, names)
        deadline = each.deadline
        owner = each.plan.employee_id if isinstance(each, Waiting) else None
        return Task(
            MACHINES[deadline.record].steps[each.step].declaration.label,
            title_of(deadline.record, each.record),
            step_address(deadline.record, deadline.record_id, each.step),
            names[owner] if owner != self.reader else "",
            deadline.last_day,
            deadline.due_at <= self.moment.now,
        )

    def _undated(self, each: guidance.Turn, names: Names) -> Task:
        owner = each.plan.employee_id
        return Task(
            MACHINES[each.kind].steps[each.step].declaration.label,
            title_of(each.kind, each),
            step_address(each.kind, each.key, each.step),
            names[owner] if owner != self.reader else "",
            None,
            late=False,
        )

    def _awaited(self, each: Duty, names: Names) -> Awaited:
        deadline = each.deadline
        return Awaited(
            MACHINES[deadline.record].steps[each.step].declaration.label,
            title_of(deadline.record, each.record),
            record_address(deadline.record, each.record),
            list(dict.fromkeys(names[holder.person] for holder in each.turn)),
            deadline.last_day,
            deadline.due_at <= self.moment.now,
        )


def _once(awaited: list[Duty]) -> list[Duty]:
    """Each step of a record once, with its first deadline; they come with the oldest first."""
    first: dict[tuple[str, int, str], Duty] = {}
    for each in awaited:
        first.setdefault((each.deadline.record, each.deadline.record_id, each.step), each)
    return list(first.values())
