"""Feedback without a name: to whom one may give it, giving it, and reading it once it is shown."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.fields import Id
from api.v1.http import Api, answer
from api.v1.kinds import PLANS
from api.v1.names import Names
from api.v1.shapes import Named
from workflows.monitoring.data import About
from workflows.monitoring.models import AboutKind, UnnamedFeedback
from workflows.monitoring.unnamed import give_unnamed, readable, receivers
from workflows.planning.contents import Value
from workflows.planning.facts import PlanFacts


@dataclass(frozen=True)
class Receiver:
    """Somebody to whom you may give feedback without your name, by the plan that it is about."""

    plan: str
    employee: Named


@dataclass(frozen=True)
class NewUnnamedFeedback:
    """Feedback on a value of behaviour, or on the whole when none is named. That you gave it is kept nowhere."""

    plan: Id
    text: str
    value: Value | None = None


@dataclass(frozen=True)
class Received:
    """Nothing tells that it came from you."""

    given: Literal[True] = True


@dataclass(frozen=True)
class UnnamedFeedbackShape:
    """Feedback without a name, given in the period until that day; `standing`: where its giver stood."""

    value: str | None
    text: str
    standing: str
    standing_label: str
    until: datetime.date


class UnnamedFeedbackView(Api):
    """Giving feedback without a name."""

    def get(self, request: Request) -> Response:
        """To whom you may give feedback without your name now: your colleagues, and who rates you."""
        plans = receivers(self.reader, self.moment)
        names = Names.of((plan.employee_id for plan in plans), self.moment)
        return answer([Receiver(str(plan.pk), names.named(plan.employee_id)) for plan in plans])

    def post(self, request: Request) -> Response:
        """Give it, once each period on each value and on the whole."""
        new = self.body(NewUnnamedFeedback)
        about = About() if new.value is None else About(AboutKind.VALUE, new.value)
        give_unnamed(new.plan, about, new.text, self.reader)
        return answer(Received(), 201)


class PlanUnnamedFeedbackView(Api):
    """Feedback without a name on a plan."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """What was given in periods that have ended, where enough have given some, in no order of time."""
        plan = PLANS.find(id, self)
        return answer(_shapes(readable([plan], PlanFacts([plan], *self.moment))[plan.pk]))


def _shapes(rows: Iterable[UnnamedFeedback]) -> list[UnnamedFeedbackShape]:
    return [
        UnnamedFeedbackShape(
            value=row.about if row.about_kind == AboutKind.VALUE else None,
            text=row.text,
            standing=row.standing,
            standing_label=str(row.get_standing_display()),
            until=row.until,
        )
        for row in rows
    ]


described(UnnamedFeedbackView, "get", "unnamed_feedback", answers=list[Receiver])
described(
    UnnamedFeedbackView,
    "post",
    "unnamed_feedback_give",
    takes=NewUnnamedFeedback,
    answers=Received,
    status=201,
)
described(PlanUnnamedFeedbackView, "get", "plans_unnamed_feedback", answers=list[UnnamedFeedbackShape])
