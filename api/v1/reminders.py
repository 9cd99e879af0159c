"""Who is late in a cycle, and reminding them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.cycles import find_cycle
from api.v1.documents import described
from api.v1.errors import Refused
from api.v1.fields import Id
from api.v1.http import Api, answer
from api.v1.jobs import JobShape, job_shape
from api.v1.names import Names
from api.v1.paging import Paging, page_of, paged
from api.v1.shapes import Named
from cycle_engine.actors import Actor, Capacity, Holder
from cycle_engine.errors import Missing, NotYourTurn
from cycle_engine.machine import MACHINES
from cycle_engine.models import Deadline, Entry
from directory import queries as directory
from directory.identities import unit_names
from directory.models import Unit
from workflows.planning import lateness, reminding
from workflows.planning.models import Plan


@dataclass(frozen=True)
class LateQuery(Paging):
    """`unit`: that unit and all below it. `kind`: of the duty, such as `plan_set`."""

    unit: Id | None = None
    kind: str | None = None


@dataclass(frozen=True)
class LateShape:
    """A duty of which the last day has passed: `who` let it pass, in which `capacity`; `waits_for`: whose turn it is
    by now. `step` is what is asked of them on the record."""

    id: str
    kind: str
    record: str
    record_id: str
    plan: str
    employee: Named
    unit: Named
    who: list[Named]
    capacity: str
    waits_for: list[Named]
    step: str
    step_label: str
    last_day: datetime.date
    due_at: datetime.datetime


@dataclass(frozen=True)
class NewReminder:
    """Remind all who are late in a `unit` and below it, else in all units that you manage; with duties of this
    `kind`, else of any."""

    unit: Id | None = None
    kind: str | None = None


@dataclass(frozen=True)
class NotTold:
    """How many persons were `told_today` already, and of how many duties `nobody` has charge."""

    told_today: int
    nobody: int


@dataclass(frozen=True)
class Reminding:
    """A reminder that a manager asked for, and how many persons were told, once it is done."""

    job: str
    at: datetime.datetime
    by: Named | None
    unit: Named | None
    kind: str | None
    state: str
    told: int | None
    not_told: NotTold | None


@dataclass(frozen=True)
class LastReminding:
    """`last`: the last reminder that somebody asked for in this cycle, if any."""

    last: Reminding | None


class LateView(Api):
    """Who is late."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """Duties that somebody let pass, in units that you manage or inspect; who is outside the scheme aside."""
        asked, cycle = self.query(LateQuery), find_cycle(self, id)
        units = directory.granted(self.reader, (Capacity.MANAGER, Capacity.INSPECTOR), self.day)
        if not units:
            raise NotYourTurn
        if asked.unit is not None:
            units &= directory.units_below([asked.unit], self.day)
        rows = lateness.late_duties(Plan.objects.filter(cycle=cycle, unit__in=units), self.moment)
        if asked.kind is not None:
            rows = rows.filter(kind=_known(asked.kind))
        return paged(request, rows, asked, lambda found: _shown(found, self), "due_at")


class RemindView(Api):
    """Reminding all who are late."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """When people were reminded last in this cycle, by whom, and how many."""
        cycle = find_cycle(self, id)
        if not directory.granted(self.reader, (Capacity.MANAGER, Capacity.INSPECTOR), self.day):
            raise NotYourTurn
        return answer(LastReminding(_told(reminding.last_reminder(cycle), self)))

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Remind each of them, once a working day at most; the answer is the job, its result says how many."""
        new, cycle = self.body(NewReminder), find_cycle(self, id)
        kind = None if new.kind is None else _known(new.kind)
        if new.unit is not None and not Unit.objects.filter(pk=new.unit).exists():
            raise Missing
        job = reminding.remind(cycle, new.unit, kind, Actor.of(self.reader))
        return answer(job_shape(job), 202, Location=f"/api/v1/jobs/{job.pk}/")


def _known(kind: str) -> str:
    if kind not in reminding.kinds_of_duties():
        raise Refused("invalid", errors={"kind": [_("No duty of this kind is known.")]})
    return kind


def _shown(rows: Sequence[Deadline], view: Api) -> list[LateShape]:
    found = lateness.duties(rows, view.moment)
    view.note_read(each.plan.pk for each in found)
    persons = [holder.person for each in found for holder in (*each.late, *each.turn)]
    names = Names.of([*persons, *(each.plan.employee_id for each in found)], view.moment)
    units = unit_names({each.plan.unit_id for each in found}, view.day)
    return [_shape(each, names, units) for each in found]


def _shape(duty: lateness.Duty, names: Names, units: dict[int, str]) -> LateShape:
    deadline, plan = duty.deadline, duty.plan
    return LateShape(
        id=str(deadline.pk),
        kind=deadline.kind,
        record=deadline.record,
        record_id=str(deadline.record_id),
        plan=str(plan.pk),
        employee=names.named(plan.employee_id),
        unit=Named(str(plan.unit_id), units.get(plan.unit_id, "")),
        who=_named(duty.late, names),
        capacity=deadline.waits_for,
        waits_for=_named(duty.turn, names),
        step=duty.step,
        step_label=str(MACHINES[deadline.record].steps[duty.step].declaration.label),
        last_day=deadline.last_day,
        due_at=deadline.due_at,
    )


def _named(holders: Sequence[Holder], names: Names) -> list[Named]:
    return [names.named(person) for person in dict.fromkeys(each.person for each in holders)]


def _told(job: Any, view: Api) -> Reminding | None:
    if job is None:
        return None
    entry = Entry.objects.get(record="job", record_id=job.pk, step="queue")
    unit, done = job.arguments["unit"], job.state == "done"
    names = Names.of([job.requested_by_id], view.moment)
    units = unit_names([unit] if unit else [], view.day)
    return Reminding(
        job=str(job.pk),
        at=entry.at,
        by=names.maybe(job.requested_by_id),
        unit=Named(str(unit), units.get(unit, "")) if unit else None,
        kind=job.arguments["kind"],
        state=job.state,
        told=job.result["told"] if done else None,
        not_told=NotTold(**job.result["not_told"]) if done else None,
    )


described(LateView, "get", "cycles_late", asks=LateQuery, answers=page_of(LateShape))
described(RemindView, "get", "cycles_reminded", answers=LastReminding)
described(RemindView, "post", "cycles_remind", takes=NewReminder, answers=JobShape, status=202)
