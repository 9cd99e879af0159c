"""Remarks on a plan or its amendment."""

from __future__ import annotations

from dataclasses import dataclass

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1 import shapes
from api.v1.acts import born
from api.v1.documents import IDEMPOTENCY, described
from api.v1.fields import Id
from api.v1.http import Api
from api.v1.kinds import PLANS, REMARKS
from api.v1.paging import Paging, page_of, paged
from cycle_engine.actors import Actor
from cycle_engine.errors import Missing
from workflows.planning import commands
from workflows.planning.models import Amendment, Remark


@dataclass(frozen=True)
class NewRemark:
    """A remark on `item`, or on the whole; on the plan's `amendment` if that is named."""

    text: str
    item: str = ""
    amendment: Id | None = None


class PlanRemarksView(Api):
    """The remarks on a plan and on its amendments."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """The remarks on a plan and on its amendments, oldest first."""
        asked = self.query(Paging)
        plan = PLANS.find(id, self)
        found = REMARKS.rows(Remark.objects.filter(plan=plan), self.moment)
        return paged(request, found, asked, lambda rows: REMARKS.shapes(rows, self))

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Pin a remark that the employee must answer."""
        new, key = self.body(NewRemark), self.idempotency_key()
        plan = PLANS.find(id, self)
        amendment = None
        if new.amendment is not None:
            amendment = Amendment.objects.filter(plan=plan, pk=new.amendment).first()
            if amendment is None:
                raise Missing
        act = commands.pin_remark(
            plan, amendment, new.item, new.text, actor=Actor.of(self.reader), idempotency_key=key
        )
        return born(REMARKS, act, self)


class RemarkView(Api):
    """One remark."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        REMARKS.find(id, self)
        return REMARKS.answer(id, self)


described(PlanRemarksView, "get", "plans_remarks", asks=Paging, answers=page_of(shapes.Remark))
described(
    PlanRemarksView,
    "post",
    "plans_remarks_pin",
    takes=NewRemark,
    answers=shapes.Remark,
    status=201,
    parameters=[IDEMPOTENCY],
)
described(RemarkView, "get", "remarks_read", answers=shapes.Remark)
