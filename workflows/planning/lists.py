"""Plans, and duties that somebody let pass, as the lines of sheets."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity, Holder
from cycle_engine.clock import Moment
from cycle_engine.errors import type_sentence
from cycle_engine.machine import MACHINES
from cycle_engine.models import Deadline
from directory.identities import unit_names
from directory.names import Names
from directory.today import today
from workflows.planning.facts import PlanFacts
from workflows.planning.lateness import Duty, duties

Headings = Mapping[str, type_sentence]  # of the columns, by the fields of a line

PLANS: Headings = {
    "id": _("Plan (id)"),
    "employee": _("Employee"),
    "employee_id": _("Employee (id)"),
    "post": _("Post"),
    "unit": _("Unit"),
    "state": _("State"),
    "rater": _("Rater"),
    "superior": _("Rater's superior"),
    "starts_on": _("First day"),
    "ends_on": _("Last day"),
    "set_by": _("To be set by"),
    "in_force_from": _("In force from"),
    "revision": _("Revision in force"),
    "signed": _("Signed by the employee"),
    "held_from": _("Suspended from"),
    "late": _("Late"),
}
LATE: Headings = {
    "who": _("Who is late"),
    "capacity": _("As"),
    "awaited": _("What is awaited"),
    "last_day": _("Last day"),
    "days": _("Days late"),
    "turn": _("Whose turn it is now"),
    "employee": _("Employee"),
    "unit": _("Unit"),
    "record": _("Record"),
    "period": _("Period"),
    "state": _("State"),
    "address": _("Address"),
}
RECORDS: dict[str, type_sentence] = {
    "plan": _("Plan"),
    "amendment": _("Amendment of a plan"),
    "evaluation": _("Evaluation of a plan"),
    "appeal": _("Appeal against an evaluation"),
    "improvement": _("Improvement plan"),
}


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan; what is not known, or waits for nobody, is empty."""

    id: str
    employee: str
    employee_id: str
    post: str
    unit: str
    state: str
    rater: str
    superior: str
    starts_on: datetime.date
    ends_on: datetime.date
    set_by: datetime.date | None
    in_force_from: datetime.date | None
    revision: int | None
    signed: str
    held_from: datetime.date | None
    late: str


@dataclass(frozen=True, slots=True)
class LateLine:
    """`who` has let the last day of a record pass, in which capacity; `turn`: whose turn it is by now."""

    who: str
    capacity: str
    awaited: str
    last_day: datetime.date
    days: int
    turn: str
    employee: str
    unit: str
    record: str
    period: str
    state: str
    address: str


def cells(headings: Headings, lines: Sequence[Any]) -> Iterator[list[object]]:
    """The cells of these lines, which have a field for each of the headings."""
    return ([getattr(line, name) for name in headings] for line in lines)


def plan_lines(plans: Sequence[Any], at: Moment) -> list[PlanLine]:
    """These plans, as `with_names` found them, in their order; a fixed number of queries."""
    facts = PlanFacts(plans, *at)
    acting = {plan.pk: _acting(plan, facts) for plan in plans}
    people = [person for each in acting.values() for person in each.values()]
    names = Names.of([*people, *(plan.employee_id for plan in plans)], at)
    return [_plan(plan, acting[plan.pk], names) for plan in plans]


def _acting(plan: Any, facts: PlanFacts) -> dict[Capacity, int]:
    """Who rates and who supervises it today, first in duty."""
    holders = {each: facts.holders(plan, each) for each in (Capacity.RATER, Capacity.SUPERIOR)}
    return {capacity: found[0].person for capacity, found in holders.items() if found}


def _plan(plan: Any, acting: Mapping[Capacity, int], names: Names) -> PlanLine:
    held: Mapping[str, Any] = plan.in_force or {}
    since = held.get("in_force_from")
    return PlanLine(
        id=str(plan.pk),
        employee=names[plan.employee_id],
        employee_id=str(plan.employee_id),
        post=plan.post_title,
        unit=plan.unit_name,
        state=str(plan.get_state_display()),
        rater=names[acting.get(Capacity.RATER)],
        superior=names[acting.get(Capacity.SUPERIOR)],
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        set_by=plan.set_by,
        in_force_from=datetime.date.fromisoformat(since) if since else None,
        revision=held.get("number"),
        signed=_said(held["signed"]) if held else "",
        held_from=plan.held_from,
        late=_said(plan.is_late),
    )


def _said(is_so: bool) -> str:  # noqa: FBT001 - a cell
    return gettext("yes") if is_so else gettext("no")


def late_lines(rows: Sequence[Deadline], at: Moment, address: Callable[[Duty], str]) -> list[LateLine]:
    """These late deadlines in their order, each with where its record is; a fixed number of queries."""
    found = duties(rows, at)
    people = [holder.person for each in found for holder in (*each.late, *each.turn)]
    names = Names.of([*people, *(each.plan.employee_id for each in found)], at)
    units = unit_names({each.plan.unit_id for each in found}, today(at))
    return [_late(each, names, units, today(at), address(each)) for each in found]


def _late(duty: Duty, names: Names, units: Mapping[int, str], day: datetime.date, address: str) -> LateLine:
    deadline = duty.deadline
    return LateLine(
        who=_called(duty.late[:1], names),
        capacity=str(Capacity(deadline.waits_for).label),
        awaited=str(MACHINES[deadline.record].steps[duty.step].declaration.label),
        last_day=deadline.last_day,
        days=(day - deadline.last_day).days,
        turn=_called(duty.turn, names),
        employee=names[duty.plan.employee_id],
        unit=units.get(duty.plan.unit_id, ""),
        record=str(RECORDS[deadline.record]),
        period=getattr(duty.record, "period", ""),
        state=str(duty.record.get_state_display()),
        address=address,
    )


def _called(holders: Sequence[Holder], names: Names) -> str:
    return ", ".join(names[person] for person in dict.fromkeys(each.person for each in holders))
