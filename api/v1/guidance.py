"""Guidance and counselling: lists, one of them, their births, and what has happened to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.acts import born
from api.v1.documents import IDEMPOTENCY, described
from api.v1.fields import Id
from api.v1.history import history_of
from api.v1.http import Api
from api.v1.kinds import COUNSELLING, GUIDANCE, PLANS, Kind
from api.v1.paging import Paging, page_of, paged
from api.v1.rows.guidance import CounsellingShape, GuidanceShape
from cycle_engine.actors import Actor
from workflows.guidance import commands
from workflows.guidance.data import Arrangement, Concern, Way
from workflows.guidance.machine import CounsellingState, GuidanceState
from workflows.planning.contents import Value


@dataclass(frozen=True)
class GuidanceQuery(Paging):
    """`plan`: of which plan; `employee`: of whom."""

    plan: Id | None = None
    employee: Id | None = None
    state: GuidanceState | None = None


@dataclass(frozen=True)
class CounsellingQuery(Paging):
    """`plan`: of which plan; `employee`: of whom."""

    plan: Id | None = None
    employee: Id | None = None
    state: CounsellingState | None = None


@dataclass(frozen=True)
class NewGuidance:
    """Guidance of the employee of a plan; `post`: whose holder guides, you yourself where none is named."""

    plan: Id
    way: Way
    post: Id | None = None
    reason: str = ""


@dataclass(frozen=True)
class NewCounselling:
    """What you tell the employee of a plan of his behaviour: which `value` it is about, and what you have seen."""

    plan: Id
    value: Value
    text: str


class GuidancesView(Api):
    """Guidance."""

    def get(self, request: Request) -> Response:
        """Guidance on plans that you may see, and guidance that you give."""
        asked = self.query(GuidanceQuery)
        found = GUIDANCE.rows(_filtered(GUIDANCE.seen(self), asked), self.moment)
        return paged(request, found, asked, lambda rows: GUIDANCE.shapes(rows, self))

    def post(self, request: Request) -> Response:
        """Arrange guidance for somebody whom you rate."""
        new, key = self.body(NewGuidance), self.idempotency_key()
        plan = PLANS.find(new.plan, self)
        data = Arrangement(new.way, None if new.post is None else str(new.post))
        wish: dict[str, Any] = {"reason": new.reason, "idempotency_key": key}
        return born(
            GUIDANCE, commands.arrange_guidance(plan.pk, data, actor=Actor.of(self.reader), **wish), self
        )


class CounsellingsView(Api):
    """Counselling."""

    def get(self, request: Request) -> Response:
        """Counselling on plans that you may see, and counselling that you give."""
        asked = self.query(CounsellingQuery)
        found = COUNSELLING.rows(_filtered(COUNSELLING.seen(self), asked), self.moment)
        return paged(request, found, asked, lambda rows: COUNSELLING.shapes(rows, self))

    def post(self, request: Request) -> Response:
        """Tell somebody whom you rate of a behaviour that hinders the work."""
        new, key = self.body(NewCounselling), self.idempotency_key()
        plan = PLANS.find(new.plan, self)
        act = commands.tell_of_behaviour(
            plan.pk, Concern(new.value, new.text), actor=Actor.of(self.reader), idempotency_key=key
        )
        return born(COUNSELLING, act, self)


def _filtered(records: QuerySet[Any], asked: GuidanceQuery | CounsellingQuery) -> QuerySet[Any]:
    wanted = {"plan": asked.plan, "plan__employee": asked.employee, "state": asked.state}
    return records.filter(**{name: value for name, value in wanted.items() if value is not None})


class OneView(Api):
    """One of them."""

    kind: ClassVar[Kind]

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        self.kind.find(id, self)
        return self.kind.answer(id, self)


class GuidanceView(OneView):
    """One guidance."""

    kind = GUIDANCE


class CounsellingView(OneView):
    """One counselling."""

    kind = COUNSELLING


GuidanceHistoryView = history_of(GUIDANCE)
CounsellingHistoryView = history_of(COUNSELLING)

described(GuidancesView, "get", "guidance", asks=GuidanceQuery, answers=page_of(GuidanceShape))
described(CounsellingsView, "get", "counselling", asks=CounsellingQuery, answers=page_of(CounsellingShape))
described(
    GuidancesView,
    "post",
    "guidance_arrange",
    takes=NewGuidance,
    answers=GuidanceShape,
    status=201,
    parameters=[IDEMPOTENCY],
)
described(
    CounsellingsView,
    "post",
    "counselling_tell",
    takes=NewCounselling,
    answers=CounsellingShape,
    status=201,
    parameters=[IDEMPOTENCY],
)
described(GuidanceView, "get", "guidance_read", answers=GuidanceShape)
described(CounsellingView, "get", "counselling_read", answers=CounsellingShape)
