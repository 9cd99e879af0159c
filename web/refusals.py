"""How pages refuse: what happened, why, and who can help, in words."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from cycle_engine import errors
from cycle_engine.errors import WorkflowError
from cycle_engine.machine import MACHINES
from directory.names import Names
from web.headers import guarded
from web.kept import kept_fields, sign_in_first
from web.whose import sent_by
from workflows.monitoring import errors as monitoring
from workflows.voice.floods import Flooded

if TYPE_CHECKING:
    from web.pages import PersonPage

STATUS = {
    errors.Missing: HTTPStatus.NOT_FOUND,
    errors.OwnCause: HTTPStatus.FORBIDDEN,
    errors.NotYourTurn: HTTPStatus.FORBIDDEN,
    errors.InProgress: HTTPStatus.CONFLICT,
    errors.WrongState: HTTPStatus.CONFLICT,
    errors.Stale: HTTPStatus.PRECONDITION_FAILED,
    errors.KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.RulesBroken: HTTPStatus.UNPROCESSABLE_ENTITY,
    monitoring.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    monitoring.UnfitFile: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    monitoring.Damaged: HTTPStatus.INTERNAL_SERVER_ERROR,
    monitoring.StoreFailed: HTTPStatus.SERVICE_UNAVAILABLE,
    Flooded: HTTPStatus.TOO_MANY_REQUESTS,
}
MEANWHILE = _("Somebody else has just written what contradicts this. Read again, then decide.")
UNAVAILABLE = _("The database cannot take this now. Nothing was written; try again later.")
NOT_THERE = _("There is nothing here, or nothing for your eyes.")
BROKEN = _("Something went wrong on our side. Nothing was written.")
TOO_LARGE = _("What was sent is too large.")
MALFORMED = _("The request could not be understood.")
FORGED = _(
    "This form has grown too old, or did not come from these pages. Go back, load the page again, and send it."
)


def status_of(error: WorkflowError) -> HTTPStatus:
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def page(shown: PersonPage, error: Exception) -> HttpResponse:
    """The page that tells of a refusal of the engine or the database."""
    if isinstance(error, errors.Missing):
        return shown.show("web/refused.html", HTTPStatus.NOT_FOUND, sentence=NOT_THERE)
    if isinstance(error, WorkflowError):
        return shown.show("web/refused.html", status_of(error), error=error, last=last_act(error, shown))
    if isinstance(error, DataError):  # such as a text with a zero byte, which no browser sends
        return plain(shown.request, MALFORMED, HTTPStatus.BAD_REQUEST)
    if isinstance(error, IntegrityError):
        return shown.show("web/refused.html", HTTPStatus.CONFLICT, sentence=MEANWHILE)
    return plain(shown.request, UNAVAILABLE, HTTPStatus.SERVICE_UNAVAILABLE)


def last_act(error: WorkflowError, shown: PersonPage) -> dict[str, object] | None:
    """For a lost race: who did what, and when."""
    if error.last is None or error.record is None:
        return None
    step = MACHINES[error.record].steps.get(error.last.step)
    return {
        "who": Names.of([error.last.actor], shown.moment).told_to(shown.reader)[error.last.actor],
        "label": step.declaration.label if step else "",
        "at": error.last.at,
    }


def plain(request: HttpRequest, sentence: object, status: HTTPStatus) -> HttpResponse:
    """A page for whom we may not know, as when the database is away."""
    return guarded(render(request, "web/plain_refusal.html", {"sentence": sentence}, status=status))


# Outside of our views


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return plain(request, NOT_THERE, HTTPStatus.NOT_FOUND)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    too_large = isinstance(exception, RequestDataTooBig)
    return plain(request, TOO_LARGE if too_large else MALFORMED, HTTPStatus.BAD_REQUEST)


def broken(request: HttpRequest) -> HttpResponse:
    return plain(request, BROKEN, HTTPStatus.INTERNAL_SERVER_ERROR)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token does not fit, as after a new sign-in in another window. One that a page of ours sent may
    be sent again, as it was typed, by whose form it was."""
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    account = sent_by(request) if request.headers.get("Origin") in ours else None
    if account is None:
        return plain(request, FORGED, HTTPStatus.FORBIDDEN)
    if not request.user.is_authenticated:
        return guarded(sign_in_first(request))
    if account != request.user.pk:
        return plain(request, FORGED, HTTPStatus.FORBIDDEN)
    context = {"address": request.get_full_path(), "fields": kept_fields(request)}
    return guarded(render(request, "web/go_on.html", context, status=HTTPStatus.FORBIDDEN))
