"""Services that citizens are asked about: listed for everybody, described by managers, their comments replied to."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.acts import after_commit
from api.v1.documents import described
from api.v1.errors import Refused
from api.v1.fields import Id
from api.v1.http import Api, answer
from api.v1.paging import Paging, page_of, paged
from cycle_engine.actors import Actor
from cycle_engine.errors import Missing
from workflows.voice import commands, queries
from workflows.voice.data import ServiceInput
from workflows.voice.instrument import Instrument, InstrumentError
from workflows.voice.models import SHOWN_FROM, TOKEN_MINUTES, Comment, Every, ServiceRow


@dataclass(frozen=True)
class ServicesQuery(Paging):
    """`unit`: those of this unit alone."""

    unit: Id | None = None


@dataclass(frozen=True)
class ServiceShape:
    """A service. `every`: the period whose index becomes a value of `measure`, which indicators can name; `minimum`:
    answers from which on an index is shown."""

    code: str
    name: str
    unit: str
    unit_name: str
    active: bool
    minimum: int
    every: str
    form_minutes: int
    measure: str
    instrument: list[dict[str, str]]


@dataclass(frozen=True)
class ServiceBody:
    """A service as it is from today on; `instrument` is said once: elements with a code, perhaps text and weight."""

    unit: Id
    name: str
    active: bool = True
    minimum: int = SHOWN_FROM
    every: Every = Every.QUARTER
    form_minutes: int = TOKEN_MINUTES
    instrument: list[dict[str, str]] | None = None


@dataclass(frozen=True)
class NewReply:
    """`alone`: everybody reads the reply without the comment, because that names somebody."""

    text: str
    alone: bool = False


@dataclass(frozen=True)
class NewContext:
    """What an employee of the unit knows of what a comment tells."""

    text: str


@dataclass(frozen=True)
class ReplyShape:
    text: str
    alone: bool
    at: datetime.datetime


@dataclass(frozen=True)
class ContextShape:
    text: str
    at: datetime.datetime


@dataclass(frozen=True)
class CommentShape:
    """A comment; `cleaned` of personal data for all but the unit's manager."""

    id: str
    day: datetime.date
    text: str
    cleaned: bool
    reply: ReplyShape | None = None
    contexts: list[ContextShape] = field(default_factory=list)


class ServicesView(Api):
    """Services."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    def get(self, request: Request) -> Response:
        """All services; for everybody."""
        asked = self.query(ServicesQuery)
        rows = queries.described(self.day)
        if asked.unit is not None:
            rows = rows.filter(service__unit=asked.unit)
        return paged(request, rows, asked, lambda found: [service_shape(each) for each in found])


class ServiceView(Api):
    """One service."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    def get(self, request: Request, code: str) -> Response:
        """The service with this code; for everybody."""
        return answer(self._shape(code))

    def put(self, request: Request, code: str) -> Response:
        """Make it, or let it be so from today on: as a manager of the unit."""
        said = dict(self.body(ServiceBody).__dict__)
        said["instrument"] = _instrument(said["instrument"])
        commands.set_service(ServiceInput(code=code, **said), actor=Actor.of(self.reader))
        with after_commit():
            return answer(self._shape(code))

    def _shape(self, code: str) -> ServiceShape:
        row = queries.described(self.day).filter(service__code=code).first()
        if row is None:
            raise Missing
        return service_shape(row)


def _instrument(given: Any) -> Instrument | None:
    try:
        return None if given is None else Instrument.from_json(given)
    except InstrumentError as error:
        raise Refused("invalid", errors={"instrument": [str(error)]}) from error


def service_shape(row: ServiceRow) -> ServiceShape:
    return ServiceShape(
        code=row.service.code,
        name=row.name,
        unit=str(row.service.unit_id),
        unit_name=row.unit_name,  # type: ignore[attr-defined]  # annotated
        active=row.active,
        minimum=row.minimum,
        every=row.every,
        form_minutes=row.form_minutes,
        measure=commands.measure_code(row.service.code),
        instrument=row.service.instrument,
    )


class CommentsView(Api):
    """Comments on a service."""

    def get(self, request: Request, code: str) -> Response:
        """Newest first: for who serves in the unit, manages or inspects it; cleaned but for its manager."""
        sight = queries.sight_of(self.reader, self.moment)
        row = queries.services_of(sight.units, self.day).filter(service__code=code).first()
        if row is None:
            raise Missing
        rows = queries.comments_of([row.service_id])
        return paged(request, rows, self.query(Paging), lambda found: comment_shapes(found, sight), "-id")


class ReplyView(Api):
    """The unit's reply to a comment."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Reply once, as a manager of the unit or its head; everybody may read it."""
        sent = self.body(NewReply)
        commands.reply(id, sent.text, alone=sent.alone, actor=Actor.of(self.reader))
        return _comment(id, self)


class ContextsView(Api):
    """What employees add to a comment."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Add what one knows, as an employee of the unit; it is not public."""
        commands.add_context(id, self.body(NewContext).text, actor=Actor.of(self.reader))
        return _comment(id, self)


def _comment(key: int, view: Api) -> Response:
    with after_commit():
        sight = queries.sight_of(view.reader, view.moment)
        rows: QuerySet[Comment] = queries.comments_of(Comment.objects.filter(pk=key).values("service"))  # type: ignore[arg-type]
        (shape,) = comment_shapes(rows.filter(pk=key), sight)
        return answer(shape, 201)


def comment_shapes(
    comments: Sequence[Comment] | QuerySet[Comment], sight: queries.Sight
) -> list[CommentShape]:
    return [_shape(each, sight) for each in comments]


def _shape(comment: Comment, sight: queries.Sight) -> CommentShape:
    unit, reply = comment.service.unit_id, getattr(comment, "reply", None)
    return CommentShape(
        id=str(comment.pk),
        day=comment.day,
        text=sight.said(comment, unit),
        cleaned=not sight.reads_originals(unit),
        reply=ReplyShape(reply.text, reply.alone, reply.written_at) if reply else None,
        contexts=[ContextShape(each.text, each.written_at) for each in comment.contexts.all()],
    )


described(ServicesView, "get", "services", asks=ServicesQuery, answers=page_of(ServiceShape))
described(ServiceView, "get", "services_read", answers=ServiceShape)
described(ServiceView, "put", "services_set", takes=ServiceBody, answers=ServiceShape)
described(CommentsView, "get", "services_comments", asks=Paging, answers=page_of(CommentShape))
described(ReplyView, "post", "comments_reply", takes=NewReply, answers=CommentShape, status=201)
described(ContextsView, "post", "comments_context", takes=NewContext, answers=CommentShape, status=201)
