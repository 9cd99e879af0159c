"""Who is late and with what, and how far units have come: what managers chase."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Exists, F, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from api.v1.http import Api
from api.v1.kinds import KINDS
from api.v1.names import Names
from api.v1.rows.deadlines import overdue
from cycle_engine.actors import Capacity, Holder
from cycle_engine.errors import type_sentence
from cycle_engine.machine import MACHINES
from cycle_engine.models import Deadline
from cycle_engine.tables import read_records
from directory.models import UnitRow
from directory.today import CAPITAL
from workflows.evaluation.models import Evaluation
from workflows.planning import lateness
from workflows.planning.models import Plan

RECORDS: dict[str, type_sentence] = {
    "plan": _("Plan"),
    "amendment": _("Amendment of a plan"),
    "evaluation": _("Evaluation of a plan"),
    "appeal": _("Appeal against an evaluation"),
}


@dataclass(frozen=True)
class LateDuty:
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


@dataclass(frozen=True)
class UnitProgress:
    """How many records of a unit are in a state, and for how many of them somebody is late."""

    unit: str
    record: str
    period: str
    state: str
    count: int
    late: int


def late_duties(plans: QuerySet[Plan], view: Api) -> QuerySet[Deadline]:
    """What is late in these plans, oldest first."""
    return lateness.late_duties(plans, view.moment).order_by("due_at", "pk")


def show_late(rows: Sequence[Deadline], view: Api) -> list[LateDuty]:
    """Those of these deadlines whose records the reader may see. That he has read of them is noted."""
    found = {row.pk: late for kind in {row.record for row in rows} for row, late in _late(kind, rows, view)}
    return [found[row.pk] for row in rows if row.pk in found]


def _late(kind: str, rows: Sequence[Deadline], view: Api) -> Iterator[tuple[Deadline, LateDuty]]:
    rows = [row for row in rows if row.record == kind]
    machine, moment = MACHINES[kind], view.moment
    seen = KINDS[kind].among([row.record_id for row in rows], view)
    records: dict[int, Any] = read_records(machine.model, list(seen))
    facts: Any = machine.facts(list(records.values()), *moment)
    steps = {limit.kind: limit.steps for limit in machine.limits}
    plans = {key: facts.plan(record) for key, record in records.items()}
    rows = [row for row in rows if row.record_id in records]
    late = {row.pk: _persons(facts.holders(records[row.record_id], Capacity(row.waits_for))) for row in rows}
    turns = {row.pk: _persons(facts.in_turn(records[row.record_id], row)) for row in rows}
    people = [person for each in (*late.values(), *turns.values()) for person in each]
    names = Names.of([*people, *(plan.employee_id for plan in plans.values())], moment)
    units = unit_names({plan.unit_id for plan in plans.values()}, view)
    today = moment.now.astimezone(CAPITAL).date()
    for row in rows:
        record, plan = records[row.record_id], plans[row.record_id]
        awaited = machine.steps[steps[row.kind][Capacity(row.waits_for)][0]]
        yield (
            row,
            LateDuty(
                who=_called(late[row.pk][:1], names),
                capacity=str(Capacity(row.waits_for).label),
                awaited=str(awaited.declaration.label),
                last_day=row.last_day,
                days=(today - row.last_day).days,
                turn=_called(turns[row.pk], names),
                employee=names.named(plan.employee_id).name,
                unit=units.get(plan.unit_id, ""),
                record=str(RECORDS[kind]),
                period=getattr(record, "period", ""),
                state=str(record.get_state_display()),
                address=f"{KINDS[kind].path}/{record.pk}",
            ),
        )


def _persons(holders: Sequence[Holder]) -> list[int]:
    return list(dict.fromkeys(holder.person for holder in holders))


def _called(persons: Sequence[int], names: Names) -> str:
    return ", ".join(names.named(person).name for person in persons)


def unit_names(units: Collection[int], view: Api) -> Mapping[int, str]:
    """What these units are called today."""
    return dict(UnitRow.objects.on(view.day).filter(unit__in=units).values_list("unit", "name"))


def progress_of(plans: QuerySet[Plan], view: Api) -> Any:
    """How many of these plans, and of their evaluations, are in which state: by unit, kind, period and state."""
    evaluations = Evaluation.objects.filter(plan__in=plans.values("pk"))
    return (
        _counted(plans, "plan", "unit", Value("", output_field=CharField()), view)
        .union(_counted(evaluations, "evaluation", "plan__unit", "period", view), all=True)
        .order_by("at", "kind_of", "within", "state")
    )


def _counted(records: QuerySet[Any], kind: str, unit: str, period: Any, view: Api) -> Any:
    within = F(period) if isinstance(period, str) else period
    late = Exists(overdue(kind, view.moment))
    return (
        records.annotate(
            at=F(unit), kind_of=Value(kind, output_field=CharField()), within=within, is_late=late
        )
        .values("at", "kind_of", "within", "state")
        .annotate(count=Count("pk"), late=Count("pk", filter=Q(is_late=True)))
    )


def show_progress(rows: Sequence[Mapping[str, Any]], view: Api) -> list[UnitProgress]:
    """These counts in words."""
    units = unit_names({row["at"] for row in rows}, view)
    return [
        UnitProgress(
            unit=units.get(row["at"], ""),
            record=str(RECORDS[row["kind_of"]]),
            period=row["within"],
            state=str(dict(MACHINES[row["kind_of"]].states)[row["state"]]),
            count=row["count"],
            late=row["late"],
        )
        for row in rows
    ]
