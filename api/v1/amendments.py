"""Amendments: of a plan, one of them, and proposing one."""

from __future__ import annotations

from dataclasses import dataclass

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1 import shapes
from api.v1.acts import born
from api.v1.documents import IDEMPOTENCY, described
from api.v1.history import history_of
from api.v1.http import Api
from api.v1.kinds import AMENDMENTS, PLANS
from api.v1.paging import Paging, page_of, paged
from cycle_engine.actors import Actor
from workflows.planning import commands
from workflows.planning.data import Proposal
from workflows.planning.models import Amendment


@dataclass(frozen=True)
class NewAmendment(Proposal):
    """Why the plan is changed."""

    reason: str = ""


class PlanAmendmentsView(Api):
    """The amendments of a plan."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """The amendments of a plan, oldest first."""
        asked = self.query(Paging)
        plan = PLANS.find(id, self)
        found = AMENDMENTS.rows(Amendment.objects.filter(plan=plan), self.moment)
        return paged(request, found, asked, lambda rows: AMENDMENTS.shapes(rows, self))

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Propose to change a plan in force."""
        new, key = self.body(NewAmendment), self.idempotency_key()
        plan = PLANS.find(id, self)
        act = commands.propose_amendment(
            plan,
            Proposal(new.cause),
            actor=Actor.of(self.reader),
            reason=new.reason,
            idempotency_key=key,
        )
        return born(AMENDMENTS, act, self)


class AmendmentView(Api):
    """One amendment."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        AMENDMENTS.find(id, self)
        return AMENDMENTS.answer(id, self)


AmendmentHistoryView = history_of(AMENDMENTS)

described(PlanAmendmentsView, "get", "plans_amendments", asks=Paging, answers=page_of(shapes.Amendment))
described(
    PlanAmendmentsView,
    "post",
    "plans_amendments_propose",
    takes=NewAmendment,
    answers=shapes.Amendment,
    status=201,
    parameters=[IDEMPOTENCY],
)
described(AmendmentView, "get", "amendments_read", answers=shapes.Amendment)
