"""Cycles with their policy: reading, making and opening them, and how far they have come."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.errors import Refused
from api.v1.fields import Id
from api.v1.http import Api, answer
from api.v1.jobs import JobShape, job_shape
from api.v1.paging import Paging, page_of, paged
from api.v1.rows.deadlines import overdue
from api.v1.shapes import Named
from cycle_engine.actors import Actor, Capacity
from cycle_engine.clock import Moment
from cycle_engine.errors import Missing, NotYourTurn
from directory import queries as directory
from directory.models import UnitRow
from workflows.cycles import commands, queries
from workflows.cycles.models import Cycle
from workflows.cycles.policy import Policy, PolicyError
from workflows.evaluation.models import Evaluation
from workflows.planning import commands as planning
from workflows.planning.models import Plan
from workflows.planning.queries import exempt_people, late
from workflows.planning.starting import Source


@dataclass(frozen=True)
class CycleInList:
    """A year of plans and evaluations of an agency, `unit` being its root."""

    id: str
    year: int
    unit: Named
    starts_on: datetime.date
    ends_on: datetime.date


@dataclass(frozen=True)
class WholeCycle(CycleInList):
    """A cycle with the policy that holds today, or on its first day if that is later."""

    policy: dict[str, Any] | None


@dataclass(frozen=True)
class NewCycle:
    """The cycle of a year for the agency whose root is `unit`. What `policy` leaves out has its default."""

    year: int = field(metadata={"serializer_kwargs": {"min_value": 2000, "max_value": 2100}})
    unit: Id
    policy: dict[str, Any] | None = None


@dataclass(frozen=True)
class UnitCount:
    """How many plans of a unit are in a state."""

    unit: str
    state: str
    plans: int


@dataclass(frozen=True)
class PeriodCount:
    """How many evaluations of a period are in a state, and for how many of these somebody is late."""

    period: str
    state: str
    evaluations: int
    late: int


@dataclass(frozen=True)
class CycleProgress:
    """Plans in units that you manage or inspect, and their evaluations. `exempt`: people in those units outside the
    scheme."""

    plans: int
    late: int
    exempt: int
    counts: list[UnitCount]
    evaluations: list[PeriodCount]


class CyclesView(Api):
    """Cycles."""

    def get(self, request: Request) -> Response:
        """The cycles of your agency."""
        asked = self.query(Paging)
        return paged(request, _visible(self), asked, _in_list)

    def post(self, request: Request) -> Response:
        """Make the cycle of a year, as a manager of the whole agency."""
        new = self.body(NewCycle)
        policy = _policy(new.policy)
        cycle = commands.create_cycle(new.year, new.unit, policy, Actor.of(self.reader))
        return _whole(self, cycle.pk, 201, Location=f"/api/v1/cycles/{cycle.pk}/")


class CycleView(Api):
    """One cycle."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        return _whole(self, id)


class OpenCycleView(Api):
    """Opening a cycle."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Draft everybody's plan in the background; the answer is the job."""
        first = self.body(Opening).from_
        job = planning.open_cycle(find_cycle(self, id), Actor.of(self.reader), first)
        return answer(job_shape(job), 202, Location=f"/api/v1/jobs/{job.pk}/")


@dataclass(frozen=True)
class Opening:
    """`from`: with this a plan begins, and with the other where there is none of it."""

    from_: Source = "template"


@dataclass(frozen=True)
class Nothing:
    """No field."""


class CycleProgressView(Api):
    """How far a cycle has come."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """Counts of plans by unit and state and of evaluations by period and state, for managers and inspectors."""
        cycle = find_cycle(self, id)
        units = directory.granted(self.reader, (Capacity.MANAGER, Capacity.INSPECTOR), self.day)
        if not units:
            raise NotYourTurn
        plans = Plan.objects.filter(cycle=cycle, unit__in=units)
        counts = list(plans.values_list("unit", "state").annotate(Count("pk")).order_by("unit", "state"))
        return answer(
            CycleProgress(
                plans=sum(count for _, _, count in counts),
                late=late(plans, self.moment.now).count(),
                exempt=exempt_people(cycle, units, self.day),
                counts=[UnitCount(str(unit), state, count) for unit, state, count in counts],
                evaluations=_evaluations(plans, self.moment),
            )
        )


def _evaluations(plans: Any, at: Moment) -> list[PeriodCount]:
    rows = Evaluation.objects.filter(plan__in=plans).annotate(is_late=Exists(overdue("evaluation", at)))
    counts = rows.values_list("period", "state").annotate(
        Count("pk"), late=Count("pk", filter=Q(is_late=True))
    )
    return [PeriodCount(*row) for row in counts.order_by("period", "state")]


def _visible(view: Api) -> Any:
    rows = UnitRow.objects.on(view.day).filter(unit=OuterRef("unit"))
    return queries.visible(view.reader, view.day).annotate(unit_name=Subquery(rows.values("name")[:1]))


def find_cycle(view: Api, key: int) -> Any:
    """The cycle, if the reader may see it."""
    cycle = _visible(view).filter(pk=key).first()
    if cycle is None:
        raise Missing
    return cycle


def _whole(view: Api, key: int, status: int = 200, **headers: str) -> Response:
    cycle = find_cycle(view, key)
    policy = queries.policy_of([cycle.pk], max(view.day, cycle.starts_on)).get(cycle.pk)
    return answer(
        WholeCycle(**_heading(cycle), policy=policy.to_json() if policy else None), status, **headers
    )


def _policy(given: dict[str, Any] | None) -> Policy:
    try:
        return Policy.from_json(given or {})
    except PolicyError as error:
        places = {f"policy.{name}": [str(sentence)] for name, sentence in error.errors.items()}
        raise Refused("invalid", errors=places) from error


def _in_list(cycles: Sequence[Cycle]) -> list[CycleInList]:
    return [CycleInList(**_heading(each)) for each in cycles]


def _heading(cycle: Any) -> dict[str, Any]:
    return {
        "id": str(cycle.pk),
        "year": cycle.year,
        "unit": Named(str(cycle.unit_id), cycle.unit_name or ""),
        "starts_on": cycle.starts_on,
        "ends_on": cycle.ends_on,
    }


described(CyclesView, "get", "cycles", asks=Paging, answers=page_of(CycleInList))
described(CyclesView, "post", "cycles_create", takes=NewCycle, answers=WholeCycle, status=201)
described(CycleView, "get", "cycles_read", answers=WholeCycle)
described(OpenCycleView, "post", "cycles_open", takes=Opening, answers=JobShape, status=202)
described(CycleProgressView, "get", "cycles_progress", answers=CycleProgress)
