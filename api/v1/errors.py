"""Every refusal as `application/problem+json` (RFC 9457): one table from error code to HTTP status."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from api.v1.refusals import what_helps
from cycle_engine import errors as engine
from cycle_engine.errors import WorkflowError, type_sentence
from workflows.monitoring import errors as monitoring
from workflows.voice.floods import Flooded

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
NON_FIELD = "non_field_errors"

STATUS = {
    "malformed": 400,
    "invalid": 400,
    "not_signed_in": 401,
    "wrong_credentials": 401,
    "forbidden": 403,
    engine.NotYourTurn.code: 403,
    engine.OwnCause.code: 403,
    engine.Missing.code: 404,
    "no_such_form": 404,
    "method_not_allowed": 405,
    "not_acceptable": 406,
    engine.InProgress.code: 409,
    engine.WrongState.code: 409,
    "conflict": 409,
    engine.Stale.code: 412,
    "too_large": 413,
    monitoring.TooLarge.code: 413,
    "unsupported_media_type": 415,
    monitoring.UnfitFile.code: 415,
    engine.KeyReused.code: 422,
    engine.RulesBroken.code: 422,
    "version_required": 428,
    "throttled": 429,
    "locked_out": 429,
    Flooded.code: 429,
    "broken": 500,
    monitoring.Damaged.code: 500,
    "unavailable": 503,
    "not_printed": 503,
    monitoring.StoreFailed.code: 503,
}

TITLES: dict[int, type_sentence] = {
    400: _("Bad request"),
    401: _("Not signed in"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("Method not allowed"),
    406: _("Not acceptable"),
    409: _("Conflict"),
    412: _("Out of date"),
    413: _("Too large"),
    415: _("Unsupported media type"),
    422: _("Rules are broken"),
    428: _("A version is required"),
    429: _("Too many requests"),
    500: _("Something is broken here"),
    503: _("Not available now"),
}

SENTENCES: dict[str, type_sentence] = {
    "malformed": _("The request could not be understood."),
    "invalid": _("Some fields are wrong."),
    "not_signed_in": _("Sign in, or send a token that has not expired."),
    "wrong_credentials": _("The username or the password is wrong."),
    "forbidden": _("This is not allowed."),
    "not_found": engine.Missing.sentence,
    "no_such_form": _("There is no such form here."),
    "method_not_allowed": _("This address does not know this method."),
    "not_acceptable": _("The answer cannot be given in a form that you accept."),
    "conflict": _("Somebody else has just written what contradicts this. Read again, then decide."),
    "too_large": _("The body of the request is too large."),
    "unsupported_media_type": _("This address does not take a body of this form."),
    "version_required": _("Name the version that you have read in the header If-Match."),
    "throttled": _("Too many requests. Wait a moment."),
    "locked_out": _("Too many wrong passwords. Wait before you try again."),
    "broken": _("Something went wrong on our side. Nothing was written."),
    "not_printed": _("The form could not be printed now. Try again later."),
    "unavailable": _("The database cannot take this now. Nothing was written; try again later."),
}


class Refused(Exception):
    """A refusal by its code in the tables above; `more` are further members of the problem document."""

    def __init__(
        self,
        code: str,
        detail: type_sentence | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = SENTENCES[code] if detail is None else detail
        self.headers = dict(headers or {})
        self.more = more

    @property
    def status(self) -> int:
        return STATUS[self.code]

    def document(self) -> dict[str, Any]:
        """The problem document, in the language that is active."""
        heading = {"type": "about:blank", "title": str(TITLES[self.status]), "status": self.status}
        return heading | {"detail": str(self.detail), "code": self.code} | self.more


def handle(exception: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler; nothing for what is our own mistake, which Django logs and answers with 500."""
    if isinstance(exception, WorkflowError):
        (refused,) = of_engine([exception], context["view"])
    elif isinstance(exception, Refused):
        refused = exception
    elif (found := of_framework(exception)) is not None:
        refused = found
    else:
        return None
    answer = Response(refused.document(), refused.status, headers=refused.headers)
    answer.content_type = MEDIA_TYPE
    return answer


def of_engine(errors: Sequence[WorkflowError], view: Any) -> list[Refused]:
    """Refusals of the engine, each with what helps the reader of this view."""
    helping = what_helps(errors, view.reader, view.moment)
    return [
        Refused(error.code, error.sentence, headers=_waiting(error), **more)
        for error, more in zip(errors, helping, strict=True)
    ]


def _waiting(error: WorkflowError) -> dict[str, str]:
    return {"Retry-After": str(error.wait)} if isinstance(error, Flooded) else {}


def of_framework(exception: Exception) -> Refused | None:
    """Refusals that come from the framework or the database; nothing for any other exception."""
    for kind, made in FRAMEWORK.items():
        if isinstance(exception, kind):
            return made(exception)
    return None


def _invalid(exception: Any) -> Refused:
    return Refused("invalid", errors=dict(places(exception.detail)))


def _not_signed_in(exception: Any) -> Refused:
    return Refused("not_signed_in", headers={"WWW-Authenticate": "Bearer"})


def _throttled(exception: Any) -> Refused:
    return Refused("throttled", headers={"Retry-After": str(max(1, math.ceil(exception.wait or 1)))})


def _unavailable(exception: Any) -> Refused:
    return Refused("unavailable", headers={"Retry-After": str(RETRY_SECONDS)})


def _plainly(code: str) -> Callable[[Any], Refused]:
    return lambda exception: Refused(code)


FRAMEWORK: dict[type[Exception], Callable[[Any], Refused]] = {
    exceptions.ValidationError: _invalid,
    exceptions.ParseError: _plainly("malformed"),
    exceptions.NotAuthenticated: _not_signed_in,
    exceptions.AuthenticationFailed: _not_signed_in,
    exceptions.PermissionDenied: _plainly("forbidden"),
    PermissionDenied: _plainly("forbidden"),
    exceptions.NotFound: _plainly("not_found"),
    Http404: _plainly("not_found"),
    exceptions.MethodNotAllowed: _plainly("method_not_allowed"),
    exceptions.NotAcceptable: _plainly("not_acceptable"),
    exceptions.UnsupportedMediaType: _plainly("unsupported_media_type"),
    exceptions.Throttled: _throttled,
    RequestDataTooBig: _plainly("too_large"),
    UnreadablePostError: _plainly("malformed"),
    DataError: _plainly("malformed"),  # such as an address with a zero byte
    IntegrityError: _plainly("conflict"),
    OperationalError: _unavailable,
    InterfaceError: _unavailable,
}


def places(detail: Any, at: str = "") -> Iterator[tuple[str, list[str]]]:
    """What is wrong in a body, flat: by place, such as `results.0.indicators.1.target`."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            place = at if name == NON_FIELD else f"{at}.{name}" if at else str(name)
            yield from places(inner, place)
    elif detail and all(isinstance(each, str) for each in detail):
        yield at, [str(each) for each in detail]
    else:
        for index, inner in enumerate(detail):
            yield from places(inner, f"{at}.{index}" if at else str(index))


# Outside of DRF's views: addresses that are not there, hosts that are refused, our own mistakes.


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain(Refused("too_large" if isinstance(exception, RequestDataTooBig) else "malformed"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain(Refused("not_found"))


def broken(request: HttpRequest) -> HttpResponse:
    return _plain(Refused("broken"))


def locked_out(request: HttpRequest, answer: HttpResponse, credentials: object) -> HttpResponse:
    """What django-axes answers in place of our view for who is locked out: what our view has answered."""
    return answer


def _plain(refused: Refused) -> HttpResponse:
    answer = JsonResponse(refused.document(), status=refused.status, content_type=MEDIA_TYPE)
    answer["Cache-Control"] = "no-store"
    return answer
