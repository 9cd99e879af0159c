"""Pages for citizens: nobody signs in, nothing is kept in the browser, no script is needed, and all can be cached but
the form itself.

The form needs no cookie against forgery: its token is signed and counts once, and a browser that says from where it
sends must say that it is from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.decorators import method_decorator
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt

from cycle_engine import clock
from cycle_engine.clock import Moment
from cycle_engine.errors import Missing, RulesBroken
from directory.identities import unit_names
from directory.today import today
from web import refusals
from web.pages import Page
from web.paging import page_of
from web.voice.forms import SurveyForm, given
from web.voice.shown import bars, course
from workflows.cycles.periods import Period, named
from workflows.voice import commands, indices, queries
from workflows.voice.cleaning import clean
from workflows.voice.data import Asked
from workflows.voice.floods import Flooded
from workflows.voice.indices import Figure
from workflows.voice.models import Every
from workflows.voice.units import whole_units

LANGUAGES = ("id", "en")
FRESH = 60  # seconds for which a public index may be kept
REPLIES = 10  # that are shown at once
SERVICES = 30


class PublicPage(Page):
    """A page for everybody, in the language that the address names by `?lang=en`, else in one that the browser asks
    for, else in Indonesian."""

    def respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(language_of(request)):
            request.LANGUAGE_CODE = translation.get_language()
            try:
                answer = super().respond(request, *args, **kwargs)
                return answer.render() if isinstance(answer, TemplateResponse) else answer
            except (Missing, DataError):
                return self.refused(HTTPStatus.NOT_FOUND, refusals.NOT_THERE)
            except (OperationalError, InterfaceError):
                return self.refused(HTTPStatus.SERVICE_UNAVAILABLE, refusals.UNAVAILABLE)

    @property
    def query(self) -> str:
        """What keeps the language in an address of ours, if it stands in this one."""
        return f"?lang={translation.get_language()}" if "lang" in self.request.GET else ""

    @property
    def only_speaks(self) -> bool:
        """Whether a form comes to be shown in another language, as it stands, and nothing is to be taken yet."""
        return "language" in self.request.POST

    def at(self) -> Moment:
        return clock.moment()

    def show(self, template: str, status: int = HTTPStatus.OK, **context: Any) -> HttpResponse:
        there = {"lang": self.query, "path": self.request.path}
        return TemplateResponse(self.request, template, there | context, status=status)

    def refused(self, status: HTTPStatus, sentence: object) -> HttpResponse:
        return self.show("web/voice/refused.html", status, sentence=sentence).render()  # type: ignore[attr-defined, no-any-return]


def language_of(request: HttpRequest) -> str:
    """No cookie is asked: what may be kept on the way must not differ by it."""
    browser = [
        code[:2] for code, _wish in parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    ]
    return next((each for each in (request.GET.get("lang", ""), *browser) if each in LANGUAGES), LANGUAGES[0])


class KeptPage(PublicPage):
    """One that may be kept for a minute by whoever is between us and a reader, and is told apart by its content."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = super().dispatch(request, *args, **kwargs)
        if answer.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            answer["Cache-Control"] = f"public, max-age={FRESH}"
        return answer

    def respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """304 for who has it already; asked before it is compressed, which gives other bytes each time."""
        answer = cast(HttpResponse, super().respond(request, *args, **kwargs))
        if answer.status_code != HTTPStatus.OK:
            return answer
        set_response_etag(answer)
        return get_conditional_response(request, etag=answer["ETag"], response=answer) or answer


@method_decorator(csrf_exempt, name="dispatch")
class SurveyPage(PublicPage):
    """The survey of a service."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """The form, or that no answers are taken at present."""
        at = self.at()
        service = queries.find(code, at)
        return self.ask(service, SurveyForm(service.instrument), at)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Take an answer; one that cannot be taken stays in the form, which gets a new token."""
        if is_foreign(request):
            return self.refused(HTTPStatus.FORBIDDEN, refusals.FORGED)
        at = self.at()
        service = queries.find(code, at)
        if self.only_speaks:
            return self.ask(service, SurveyForm(service.instrument, request.POST), at)
        try:
            sent = given(service.instrument, request.POST)
            commands.answer(service, sent, get_client_ip_address(request), at)
        except (RulesBroken, Flooded, OperationalError, InterfaceError) as error:
            return self.refuse(service, error, at)
        there = reverse("web:survey_thanks", args=[code]) + self.query
        return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": there})

    def refuse(self, service: Asked, error: Exception, at: Moment) -> HttpResponse:
        """The form with what was chosen, and what is wrong with it."""
        form = SurveyForm(service.instrument, self.request.POST)
        form.full_clean()
        if isinstance(error, RulesBroken):
            form.tell(error.blockers)
            return self.ask(service, form, at, HTTPStatus.UNPROCESSABLE_ENTITY)
        if isinstance(error, Flooded):
            form.add_error(None, str(error.sentence))
            answer = self.ask(service, form, at, HTTPStatus.TOO_MANY_REQUESTS)
            answer["Retry-After"] = str(error.wait)
            return answer
        form.add_error(None, str(refusals.UNAVAILABLE))
        return self.ask(service, form, at, HTTPStatus.SERVICE_UNAVAILABLE)

    def ask(self, service: Asked, form: SurveyForm, at: Moment, status: int = HTTPStatus.OK) -> HttpResponse:
        token = commands.form_of(service, at).token
        return self.show("web/voice/survey.html", status, service=service, form=form, token=token)


def is_foreign(request: HttpRequest) -> bool:
    """Whether the browser says that the form was on a page of others."""
    origin = request.headers.get("Origin")
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return origin is not None and origin not in ours


class ThanksPage(PublicPage):
    """What comes of an answer."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """How many have answered in this period, and the index if that many are enough."""
        service = queries.find(code, self.at())
        period = indices.period_of(service.day, service.every)
        found = indices.of_service(service, period)
        return self.show("web/voice/thanks.html", service=service, period=period, figure=found)


class IndexPage(KeptPage):
    """What citizens say of a service."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """The index of a period by `?period=2026-Q3`, else of this year; its elements, its course, replies."""
        at = self.at()
        service = queries.find(code, at)
        period = period_asked(request, service)
        replies = queries.replies_of(service.key)[:REPLIES]
        return self.show(
            "web/voice/index.html",
            **figures(service, period),
            replies=[(each, "" if each.alone else clean(each.comment.text)) for each in replies],
        )


def figures(service: Asked, period: Period) -> dict[str, Any]:
    """What pages show of a service's index in a period, and its course."""
    found, trend = indices.of_service(service, period), indices.trend(service)
    shown = {"figure": found, "bars": bars(found), "trend": trend, "course": course(trend)}
    return shown | {"service": service, "period": period}


def period_asked(request: HttpRequest, service: Asked) -> Period:
    """The period that the address names, else the year. Missing if there is none of that name."""
    name = request.GET.get("period")
    try:
        return named(name) if name else indices.period_of(service.day, Every.YEAR)
    except ValueError:
        raise Missing from None


_Rows = dict[int, list[tuple[Asked, Figure]]]  # by unit (id): its services, each with its figure


@dataclass(frozen=True, slots=True)
class UnitShown:
    """A unit with its services, each with its figure. `whole`: the figure of the unit with all below it, where that
    has more than one service."""

    name: str
    whole: Figure | None
    rows: list[tuple[Asked, Figure]]


class ServicesPage(KeptPage):
    """All services that are asked about, and their units as a whole, with their index of this year."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """By unit and name; first the agencies as a whole."""
        at = self.at()
        year = indices.period_of(today(at), Every.YEAR)
        some = page_of(queries.described(today(at)).filter(active=True), request, SERVICES)
        asked = queries.asked(list(some), at)
        figures = indices.of_services(asked, year)
        by_unit: _Rows = {}
        for each in asked:
            by_unit.setdefault(each.unit, []).append((each, figures[each.key]))
        units = self._units(by_unit, year, at)
        return self.show("web/voice/services.html", some=some, year=year.year, units=units)

    def _units(self, rows: _Rows, year: Period, at: Moment) -> list[UnitShown]:
        """The agencies that have no service of their own, then all that have."""
        tops = unit_names(queries.tops(rows, at) - rows.keys(), today(at))
        whole = whole_units({*tops, *rows}, year, at)
        named = tops | {unit: own[0][0].unit_name for unit, own in rows.items()}
        several = {unit: each.figure for unit, each in whole.items() if each.services > 1}
        return [UnitShown(name, several.get(unit), rows.get(unit, [])) for unit, name in named.items()]
