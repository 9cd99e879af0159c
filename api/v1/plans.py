"""Plans: lists, one plan, its birth, and what has happened to it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1 import shapes
from api.v1.acts import born
from api.v1.documents import IDEMPOTENCY, described
from api.v1.fields import Id
from api.v1.history import history
from api.v1.http import Api
from api.v1.kinds import PLANS
from api.v1.paging import Paging, page_of, paged
from cycle_engine.actors import Actor
from cycle_engine.clock import Moment
from cycle_engine.errors import Missing
from directory import queries as directory
from directory.today import today
from workflows.cycles import queries as cycles
from workflows.planning import commands, queries
from workflows.planning.machine import PlanState


@dataclass(frozen=True)
class PlanQuery(Paging):
    """`unit`: that unit and all below it. `rater`: who was found at the rater's post last."""

    state: PlanState | None = None
    cycle: Id | None = None
    unit: Id | None = None
    rater: Id | None = None
    employee: Id | None = None
    late: bool | None = None
    ordering: Literal["id", "-id", "set_by", "-set_by", "starts_on", "-starts_on"] = "id"


@dataclass(frozen=True)
class NewPlan:
    """A plan of `employee` in `post`; `from` is its first day, else that of the cycle."""

    cycle: Id
    employee: Id
    post: Id
    from_day: datetime.date | None = None
    reason: str = ""


class PlansView(Api):
    """The plans that you may see."""

    def get(self, request: Request) -> Response:
        """Plans: yours, those you rate or supervise, those in units that you manage or inspect."""
        asked = self.query(PlanQuery)
        visible = PLANS.seen(self)
        found = PLANS.rows(filtered(visible, asked, self.moment), self.moment)
        return paged(request, found, asked, lambda plans: PLANS.shapes(plans, self), asked.ordering)

    def post(self, request: Request) -> Response:
        """Begin a plan: your own, or as manager the one of a person in your units."""
        new, key = self.body(NewPlan), self.idempotency_key()
        cycle = cycles.visible(self.reader, self.day).filter(pk=new.cycle).first()
        seen = directory.visible_people(self.reader, self.day).filter(pk=new.employee).exists()
        if cycle is None or not seen:
            raise Missing
        act = commands.draft_plan(
            cycle,
            new.employee,
            new.post,
            new.from_day or cycle.starts_on,
            actor=Actor.of(self.reader),
            reason=new.reason,
            idempotency_key=key,
        )
        return born(PLANS, act, self)


def filtered(plans: QuerySet[Any], asked: PlanQuery, at: Moment) -> QuerySet[Any]:
    for name in ("state", "cycle", "rater", "employee"):
        if (value := getattr(asked, name)) is not None:
            plans = plans.filter(**{name: value})
    if asked.unit is not None:
        plans = plans.filter(unit__in=directory.units_below([asked.unit], today(at)))
    if asked.late is not None:
        late = queries.late(plans, at.now)
        plans = late if asked.late else plans.exclude(pk__in=late.values("pk"))
    return plans


class PlanView(Api):
    """One plan."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        PLANS.find(id, self)
        return PLANS.answer(id, self)


class PlanHistoryView(Api):
    """The ledger entries of a plan and of what belongs to it."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        asked = self.query(Paging)
        plan = PLANS.find(id, self)
        return history(request, queries.history(plan), asked, self)


described(PlansView, "get", "plans", asks=PlanQuery, answers=page_of(shapes.Plan))
described(
    PlansView, "post", "plans_draft", takes=NewPlan, answers=shapes.Plan, status=201, parameters=[IDEMPOTENCY]
)
described(PlanView, "get", "plans_read", answers=shapes.Plan)
described(PlanHistoryView, "get", "plans_history", asks=Paging, answers=page_of(shapes.Entry))
