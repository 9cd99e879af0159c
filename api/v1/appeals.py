"""Appeals: lists, one appeal, filing one, and what has happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.acts import born
from api.v1.documents import IDEMPOTENCY, described
from api.v1.fields import Id
from api.v1.history import history_of
from api.v1.http import Api
from api.v1.kinds import APPEALS, EVALUATIONS
from api.v1.paging import Paging, page_of, paged
from api.v1.rows.appeals import AppealShape
from cycle_engine.actors import Actor
from cycle_engine.clock import Moment
from directory import queries as directory
from directory.today import today
from workflows.appeals import commands, queries
from workflows.appeals.data import Objection
from workflows.appeals.machine import AppealState


@dataclass(frozen=True)
class AppealQuery(Paging):
    """`unit`: the unit of the plan, and all below it."""

    plan: Id | None = None
    evaluation: Id | None = None
    state: AppealState | None = None
    unit: Id | None = None
    cycle: Id | None = None
    employee: Id | None = None
    late: bool | None = None


@dataclass(frozen=True, kw_only=True)
class NewAppeal(Objection):
    """An appeal against an `evaluation`: why its result should be another, with ids of evidence."""

    evaluation: Id
    reason: str = ""


class AppealsView(Api):
    """Appeals."""

    def get(self, request: Request) -> Response:
        """Appeals that you have part in, decide, manage or inspect."""
        asked = self.query(AppealQuery)
        found = APPEALS.rows(filtered(APPEALS.seen(self), asked, self.moment), self.moment)
        return paged(request, found, asked, lambda rows: APPEALS.shapes(rows, self))

    def post(self, request: Request) -> Response:
        """Appeal against an evaluation that you have received."""
        new, key = self.body(NewAppeal), self.idempotency_key()
        evaluation = EVALUATIONS.find(new.evaluation, self)
        act = commands.file_appeal(
            evaluation,
            Objection(new.reasons, new.evidence),
            actor=Actor.of(self.reader),
            reason=new.reason,
            idempotency_key=key,
        )
        return born(APPEALS, act, self)


FILTERS = {"plan": "plan", "evaluation": "evaluation", "state": "state"} | {
    "cycle": "plan__cycle",
    "employee": "plan__employee",
}


def filtered(appeals: QuerySet[Any], asked: AppealQuery, at: Moment) -> QuerySet[Any]:
    for name, column in FILTERS.items():
        if (value := getattr(asked, name)) is not None:
            appeals = appeals.filter(**{column: value})
    if asked.unit is not None:
        appeals = appeals.filter(plan__unit__in=directory.units_below([asked.unit], today(at)))
    if asked.late is not None:
        late = queries.late(appeals, at.now)
        appeals = late if asked.late else appeals.exclude(pk__in=late.values("pk"))
    return appeals


class AppealView(Api):
    """One appeal."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        APPEALS.find(id, self)
        return APPEALS.answer(id, self)


AppealHistoryView = history_of(APPEALS)

described(AppealsView, "get", "appeals", asks=AppealQuery, answers=page_of(AppealShape))
described(
    AppealsView,
    "post",
    "appeals_file",
    takes=NewAppeal,
    answers=AppealShape,
    status=201,
    parameters=[IDEMPOTENCY],
)
described(AppealView, "get", "appeals_read", answers=AppealShape)
