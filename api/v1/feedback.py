"""Feedback on plans: given, asked for, and answered."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.acts import after_commit
from api.v1.documents import described
from api.v1.errors import Refused
from api.v1.fields import Id
from api.v1.http import Api, answer
from api.v1.kinds import PLANS
from api.v1.names import Names
from api.v1.paging import Paging, page_of, paged
from api.v1.shapes import Named
from cycle_engine.clock import Moment
from workflows.monitoring import commands, queries
from workflows.monitoring.data import About
from workflows.monitoring.models import AboutKind, Feedback, FeedbackRequest, Standing
from workflows.planning.contents import Value


@dataclass(frozen=True)
class FeedbackQuery(Paging):
    """`from` and `to`: first and last day on which it was given."""

    result: str | None = None
    value: Value | None = None
    standing: Standing | None = None
    from_day: datetime.date | None = None
    to: datetime.date | None = None


@dataclass(frozen=True)
class RequestQuery(Paging):
    """`open`: those that wait for an answer, or those that were answered."""

    open: bool = True


@dataclass(frozen=True)
class NewFeedback:
    """Feedback on a result in force (its id), on a value of behaviour, or on the whole when neither is named."""

    text: str
    result: str | None = None
    value: Value | None = None


@dataclass(frozen=True)
class NewRequest:
    """A question to whoever holds a post of your agency today, about what `NewFeedback` may be about."""

    post: Id
    question: str = ""
    result: str | None = None
    value: Value | None = None


@dataclass(frozen=True)
class NewAnswer:
    """The feedback that you were asked for."""

    text: str


@dataclass(frozen=True)
class FeedbackShape:
    """Feedback. `standing`: where its giver stood towards the employee then; `request`: what it answers."""

    id: str
    plan: str
    result: str | None
    value: str | None
    text: str
    given_by: Named
    standing: str
    standing_label: str
    date: datetime.date
    given_at: datetime.datetime
    request: str | None


@dataclass(frozen=True)
class RequestShape:
    """A question for feedback on the work of `employee`, to the person `asked`. `answer`: what was given."""

    id: str
    employee: Named
    asked_by: Named
    asked: Named
    result: str | None
    result_text: str | None
    value: str | None
    question: str
    asked_at: datetime.datetime
    answer: str | None
    answered_at: datetime.datetime | None


class FeedbackView(Api):
    """Feedback on a plan."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """The feedback that was given on the plan, oldest first."""
        asked = self.query(FeedbackQuery)
        plan = PLANS.find(id, self)
        rows = _filtered(Feedback.objects.filter(plan=plan), asked)
        return paged(request, rows, asked, lambda found: feedback_shapes(found, self.moment))

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Give feedback on the plan of a person whom you rate or supervise."""
        new = self.body(NewFeedback)
        about = _about(new)
        plan = PLANS.find(id, self)
        given = commands.give_feedback(plan.pk, about, new.text, self.reader)
        with after_commit():
            return answer(feedback_shapes([given], self.moment)[0], 201)


class PlanRequestsView(Api):
    """What was asked about a plan."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """The questions for feedback on the plan, with their answers, oldest first."""
        asked = self.query(Paging)
        plan = PLANS.find(id, self)
        rows = FeedbackRequest.objects.filter(plan=plan).select_related("plan", "answer")
        return paged(request, rows, asked, lambda found: _requests(found, self.moment))

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Ask somebody for feedback on your work, or on the work of a person whom you rate."""
        new = self.body(NewRequest)
        about = _about(new)
        plan = PLANS.find(id, self)
        made = commands.ask_for_feedback(plan.pk, about, new.question, new.post, self.reader)
        with after_commit():
            return answer(_requests([made], self.moment)[0], 201)


class RequestsView(Api):
    """What you were asked."""

    def get(self, request: Request) -> Response:
        """The questions for feedback that wait for you, or with `open=false` those that you answered."""
        asked = self.query(RequestQuery)
        rows = queries.asked_of(self.reader).filter(answer__isnull=asked.open)
        return paged(request, rows, asked, lambda found: _requests(found, self.moment))


class AnswerView(Api):
    """Answering a question for feedback."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Give the feedback that you were asked for, once."""
        new = self.body(NewAnswer)
        given = commands.answer_request(id, new.text, self.reader)
        with after_commit():
            return answer(feedback_shapes([given], self.moment)[0], 201)


def _about(new: NewFeedback | NewRequest) -> About:
    if new.result is not None and new.value is not None:
        raise Refused("invalid", errors={"value": [_("Name a result or a value, not both.")]})
    if new.result is not None:
        return About(AboutKind.RESULT, new.result)
    return About() if new.value is None else About(AboutKind.VALUE, new.value)


def _filtered(rows: QuerySet[Feedback], asked: FeedbackQuery) -> QuerySet[Feedback]:
    wanted: dict[str, Any] = {
        "standing": asked.standing,
        "day__gte": asked.from_day,
        "day__lte": asked.to,
    }
    for kind, item in ((AboutKind.RESULT, asked.result), (AboutKind.VALUE, asked.value)):
        if item is not None:
            rows = rows.filter(about_kind=kind, about=item)
    return rows.filter(**{name: value for name, value in wanted.items() if value is not None})


def _named(row: Feedback | FeedbackRequest, kind: AboutKind) -> str | None:
    return row.about if row.about_kind == kind else None


def feedback_shapes(rows: Sequence[Feedback], at: Moment) -> list[FeedbackShape]:
    names = Names.of((row.given_by_id for row in rows), at)
    return [
        FeedbackShape(
            id=str(row.pk),
            plan=str(row.plan_id),
            result=_named(row, AboutKind.RESULT),
            value=_named(row, AboutKind.VALUE),
            text=row.text,
            given_by=names.named(row.given_by_id),
            standing=row.standing,
            standing_label=str(row.get_standing_display()),
            date=row.day,
            given_at=row.given_at,
            request=str(row.request_id) if row.request_id else None,
        )
        for row in rows
    ]


def _requests(rows: Sequence[FeedbackRequest], at: Moment) -> list[RequestShape]:
    people = [person for row in rows for person in (row.plan.employee_id, row.asked_by_id, row.of_id)]
    names, texts = Names.of(people, at), queries.texts(rows)
    return [_request(row, names, texts) for row in rows]


def _request(row: FeedbackRequest, names: Names, texts: dict[tuple[int, str], str]) -> RequestShape:
    given: Feedback | None = getattr(row, "answer", None)
    result = _named(row, AboutKind.RESULT)
    return RequestShape(
        id=str(row.pk),
        employee=names.named(row.plan.employee_id),
        asked_by=names.named(row.asked_by_id),
        asked=names.named(row.of_id),
        result=result,
        result_text=texts.get((row.plan_id, result)) if result is not None else None,
        value=_named(row, AboutKind.VALUE),
        question=row.question,
        asked_at=row.asked_at,
        answer=given.text if given else None,
        answered_at=given.given_at if given else None,
    )


described(FeedbackView, "get", "plans_feedback", asks=FeedbackQuery, answers=page_of(FeedbackShape))
described(FeedbackView, "post", "plans_feedback_give", takes=NewFeedback, answers=FeedbackShape, status=201)
described(PlanRequestsView, "get", "plans_feedback_requests", asks=Paging, answers=page_of(RequestShape))
described(
    PlanRequestsView,
    "post",
    "plans_feedback_requests_ask",
    takes=NewRequest,
    answers=RequestShape,
    status=201,
)
described(RequestsView, "get", "feedback_requests", asks=RequestQuery, answers=page_of(RequestShape))
described(AnswerView, "post", "feedback_requests_answer", takes=NewAnswer, answers=FeedbackShape, status=201)
