"""Surveys, for everybody: their forms, answers to them, and indices."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.errors import of_engine
from api.v1.http import Api, answer
from api.v1.throttles import address
from cycle_engine.errors import Missing, RulesBroken
from directory.identities import unit_names
from workflows.cycles.periods import Period, named
from workflows.voice import commands, indices, queries
from workflows.voice.data import AnswerInput, Asked
from workflows.voice.indices import Figure
from workflows.voice.instrument import dumped
from workflows.voice.models import Every
from workflows.voice.units import whole_units

KEPT = "public, max-age=60"


@dataclass(frozen=True)
class ElementShape:
    """One thing that is asked; `words` are what the scores 1 to 4 mean."""

    code: str
    name: str
    question: str
    words: list[str]


@dataclass(frozen=True)
class SurveyShape:
    """What is asked about a service. `token` goes back with one answer, before it expires; none while the service
    takes no answers."""

    service: str
    name: str
    unit: str
    active: bool
    elements: list[ElementShape]
    token: str | None
    expires_at: datetime.datetime | None


@dataclass(frozen=True)
class NewSurveyAnswer:
    """Scores from 1 to 4 by the codes of all elements, and perhaps a comment."""

    token: str
    scores: dict[str, Any]
    comment: str = ""


@dataclass(frozen=True)
class MeanShape:
    """The mean score of an element."""

    code: str
    name: str
    mean: Decimal


@dataclass(frozen=True)
class FigureShape:
    """The index of a period ("2026", "2026-Q3", "2026-07"); none, with nothing beside it, while there are fewer
    answers than the minimum."""

    period: str
    answers: int
    minimum: int
    index: Decimal | None
    grade: str
    elements: list[MeanShape]


@dataclass(frozen=True)
class IndexShape(FigureShape):
    """The same of a service, with its `trend`: the periods until now, the oldest first."""

    service: str
    name: str
    unit: str
    trend: list[FigureShape]


@dataclass(frozen=True)
class UnitIndexShape(FigureShape):
    """The same of all services of a unit and of those below it; without elements where their surveys differ."""

    unit: str
    name: str


@dataclass(frozen=True)
class IndexQuery:
    """`period`: this year if it is left out."""

    period: str | None = None


class PublicApi(Api):
    """An address for everybody: who asks is nobody's business."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class SurveyView(PublicApi):
    """The survey of a service."""

    def get(self, request: Request, code: str) -> Response:
        """What is asked, with a token for one answer."""
        return answer(self._form(queries.find(code, self.moment)))

    def post(self, request: Request, code: str) -> Response:
        """Answer it. What is refused comes back with a new `token`, so that it can be sent again."""
        service = queries.find(code, self.moment)
        sent = self.body(NewSurveyAnswer)
        given = AnswerInput(sent.token, sent.scores, sent.comment)
        try:
            commands.answer(service, given, address(request), self.moment)
        except RulesBroken as error:
            (refused,) = of_engine([error], self)
            refused.more["token"] = self._form(service).token
            raise refused from error
        period = indices.period_of(service.day, service.every)
        return answer(figure_shape(period.name, indices.of_service(service, period)), 201)

    def _form(self, service: Asked) -> SurveyShape:
        form = commands.form_of(service, self.moment) if service.active else None
        ends = self.moment.now + datetime.timedelta(minutes=service.minutes)
        return SurveyShape(
            service=service.code,
            name=service.name,
            unit=service.unit_name,
            active=service.active,
            elements=[ElementShape(**each) for each in dumped(service.instrument)],
            token=form.token if form else None,
            expires_at=ends.replace(microsecond=0) if form else None,
        )


class KeptApi(PublicApi):
    """What may be kept for a minute on the way."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200:
            response["Cache-Control"] = KEPT
        return response


class SurveyIndexView(KeptApi):
    """The index of a service."""

    def get(self, request: Request, code: str) -> Response:
        """Of a period, with its elements and its trend. It may be kept for a minute; 304 while it is the same."""
        service = queries.find(code, self.moment)
        period = period_asked(self, service.day)
        found = figure_shape(period.name, indices.of_service(service, period))
        trend = [figure_shape(each.name, figure) for each, figure in indices.trend(service)]
        about: dict[str, Any] = {"service": service.code, "name": service.name, "unit": service.unit_name}
        return answer(IndexShape(**found.__dict__, **about, trend=trend))


class UnitIndexView(KeptApi):
    """The index of a unit."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """Of a period, of the unit with all below it. It may be kept for a minute; 304 while it is the same."""
        names = unit_names([id], self.day)
        if id not in names:
            raise Missing
        period = period_asked(self, self.day)
        whole = whole_units([id], period, self.moment)[id]
        found = figure_shape(period.name, whole.figure)
        return answer(UnitIndexShape(**found.__dict__, unit=str(id), name=names[id]))


def period_asked(view: Api, day: datetime.date) -> Period:
    """The period that the address names, else the year of the day. Missing if there is none of that name."""
    name = view.query(IndexQuery).period
    try:
        return named(name) if name else indices.period_of(day, Every.YEAR)
    except ValueError:
        raise Missing from None


def figure_shape(period: str, figure: Figure) -> FigureShape:
    means = [MeanShape(each.element.code, str(each.element.name), each.value) for each in figure.means]
    return FigureShape(period, figure.count, figure.minimum, figure.index, figure.grade, means)


described(SurveyView, "get", "survey_form", answers=SurveyShape)
described(SurveyView, "post", "survey_answer", takes=NewSurveyAnswer, answers=FigureShape, status=201)
described(UnitIndexView, "get", "units_index", asks=IndexQuery, answers=UnitIndexShape)
described(SurveyIndexView, "get", "survey_index", asks=IndexQuery, answers=IndexShape)
