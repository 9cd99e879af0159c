"""What all pages have in common: who may show them, what a browser may load and tell others, and how a page
refuses."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from functools import cached_property
from http import HTTPStatus
from typing import Any, cast

from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from django.views.generic import TemplateView
from django.views.generic.base import View

from cycle_engine import clock
from cycle_engine.clock import Moment
from cycle_engine.errors import WorkflowError
from directory.models import User
from directory.today import today
from notifications.queries import unread
from web import refusals
from web.headers import guarded
from web.kept import sign_in_first
from web.reader import Reader
from web.whose import bind
from workflows.audit.reading import Reads

PARAMETER = re.compile(r"<\w+:(\w+)>")


class Page(View):
    """A page: plain HTML that needs no script, in the reader's language, kept by nobody."""

    @method_decorator(gzip_page)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return guarded(self.respond(request, *args, **kwargs))

    def respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The answer, before it gets its headers."""
        return super().dispatch(request, *args, **kwargs)


class PlainPage(Page, TemplateView):
    """A page that says the same to everybody."""


class PersonPage(Page):
    """A page for who is signed in, in his language and the time of where he serves.

    Whoever is not signs in first; what he sent is kept for him meanwhile. What the engine refuses is told on a
    page with what helps.
    """

    def respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return sign_in_first(request)
        bind(request, self.user.pk)
        translation.activate(self.user.language)
        request.LANGUAGE_CODE = self.user.language
        with timezone.override(self.me.zone):
            answer = _written(self._answer(request, *args, **kwargs))
        # The server calls this once the answer has gone.
        cast(Any, answer)._resource_closers.append(self._keep_notes)
        return answer

    def _answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return _written(super().respond(request, *args, **kwargs))
        except (WorkflowError, DataError, IntegrityError, OperationalError, InterfaceError) as error:
            return refusals.page(self, error)

    @property
    def user(self) -> User:
        return cast(User, self.request.user)

    @cached_property
    def moment(self) -> Moment:
        """The moment of the question, asked once."""
        return clock.moment()

    @property
    def day(self) -> datetime.date:
        return today(self.moment)

    @cached_property
    def me(self) -> Reader:
        return Reader.of(self.user.person_id, self.moment)

    @property
    def reader(self) -> int:
        """The person who looks (id)."""
        return self.me.person

    def show(self, template: str, status: int = HTTPStatus.OK, **context: Any) -> HttpResponse:
        """A page of this template, under the head that all pages share."""
        head = {"page": self, "me": self.me, "unread": unread(self.reader)}
        return TemplateResponse(self.request, template, head | context, status=status)

    def part(self, template: str, status: int = HTTPStatus.OK, **context: Any) -> HttpResponse:
        """A piece of a page, for one that is shown already."""
        return TemplateResponse(
            self.request, template, {"page": self, "me": self.me} | context, status=status
        )

    @cached_property
    def _reads(self) -> Reads:
        return Reads()

    def note_read(self, plans: Iterable[int]) -> None:
        """Note that the page tells of these plans. What inspectors have read is kept once it has gone."""
        self._reads.add(plans)

    def _keep_notes(self) -> None:
        route = str(getattr(self.request.resolver_match, "route", ""))
        self._reads.keep(self.reader, PARAMETER.sub(r"{\1}", route), self.moment)


def _written(answer: HttpResponseBase) -> HttpResponseBase:
    """The same with its page written, which may ask the database once more."""
    return answer.render() if isinstance(answer, TemplateResponse) else answer
