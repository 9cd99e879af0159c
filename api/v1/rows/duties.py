"""Duties that come to somebody or go from him, and tasks that wait then, of plans that the reader may see."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from api.v1.http import Api
from api.v1.kinds import KINDS, PLANS
from api.v1.names import Names
from api.v1.shapes import Named
from workflows.staffing.handovers import Charge, HandOver
from workflows.staffing.letters import Task


@dataclass(frozen=True)
class DutyShape:
    """A duty towards the plan of an employee, "rater" or "superior". `to`: who has it then, nobody if empty."""

    plan: str
    employee: Named
    duty: str
    to: Named | None


@dataclass(frozen=True)
class TaskShape:
    """A record, such as plans/12, that waits for a `step`. `to`: whose turn it is then, nobody's if empty."""

    record: str
    step: str
    due_at: datetime.datetime
    plan: str
    employee: Named
    to: Named | None


@dataclass(frozen=True, slots=True)
class Duties:
    """Shapes of duties and tasks; those of plans that the reader may not see are left out."""

    seen: frozenset[int]
    names: Names

    @classmethod
    def of(
        cls,
        duties: Iterable[Charge | HandOver],
        tasks: Iterable[Task],
        persons: Iterable[int | None],
        view: Api,
    ) -> Duties:
        """With the names of these persons beside; a fixed number of queries."""
        duties, tasks = list(duties), list(tasks)
        plans = {each.plan.pk for each in duties} | {each.waiting.plan.pk for each in tasks}
        people: list[int | None] = [*persons, *(each.plan.employee_id for each in duties)]
        people += [each.waiting.plan.employee_id for each in tasks]
        people += [getattr(each, "to", None) for each in (*duties, *tasks)]
        return cls(frozenset(PLANS.among(plans, view)), Names.of(people, view.moment))

    def comes(self, charges: Sequence[Charge], to: int | None) -> list[DutyShape]:
        return [self._duty(each, to) for each in charges if each.plan.pk in self.seen]

    def goes(self, duties: Sequence[HandOver]) -> list[DutyShape]:
        return [self._duty(each, each.to) for each in duties if each.plan.pk in self.seen]

    def tasks(self, tasks: Sequence[Task]) -> list[TaskShape]:
        return [
            TaskShape(
                record=f"{KINDS[each.waiting.deadline.record].path}/{each.waiting.deadline.record_id}",
                step=each.waiting.step,
                due_at=each.waiting.deadline.due_at,
                plan=str(each.waiting.plan.pk),
                employee=self.names.named(each.waiting.plan.employee_id),
                to=self.names.maybe(each.to),
            )
            for each in tasks
            if each.waiting.plan.pk in self.seen
        ]

    def _duty(self, each: Any, to: int | None) -> DutyShape:
        employee = self.names.named(each.plan.employee_id)
        return DutyShape(str(each.plan.pk), employee, str(each.duty), self.names.maybe(to))
