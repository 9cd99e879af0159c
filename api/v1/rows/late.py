"""Who is late and with what, and how far units have come: what managers chase."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Exists, F, Q, QuerySet, Value

from api.v1.http import Api
from api.v1.kinds import KINDS
from api.v1.rows.deadlines import overdue
from cycle_engine.machine import MACHINES
from cycle_engine.models import Deadline
from directory.models import UnitRow
from workflows.evaluation.models import Evaluation
from workflows.planning import lateness
from workflows.planning.lists import RECORDS, LateLine, late_lines
from workflows.planning.models import Plan


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
    return lateness.oldest_first(lateness.late_duties(plans, view.moment), view.moment)


def show_late(rows: Sequence[Deadline], view: Api) -> list[LateLine]:
    """Those of these deadlines whose records the reader may see. That he has read of them is noted."""
    seen = {
        kind: KINDS[kind].among([row.record_id for row in rows if row.record == kind], view)
        for kind in {row.record for row in rows}
    }
    shown = [row for row in rows if row.record_id in seen[row.record]]
    return late_lines(shown, view.moment, lambda duty: f"{KINDS[duty.deadline.record].path}/{duty.record.pk}")


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
