"""Letters by which somebody stands in for the holder of a post: reading, issuing and ending them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.acts import after_commit
from api.v1.directory import OnADay
from api.v1.documents import described
from api.v1.fields import Id
from api.v1.http import Api, answer
from api.v1.names import Names
from api.v1.paging import page_of, paged
from api.v1.rows.duties import Duties, DutyShape, TaskShape
from api.v1.shapes import Blocker, Named
from cycle_engine.actors import Actor
from cycle_engine.clock import Moment
from cycle_engine.errors import Missing
from directory import commands
from directory.models import Letter
from directory.remit import visible_letters
from workflows.staffing.letters import LetterPreview, preview_end, preview_letter


@dataclass(frozen=True)
class LetterQuery(OnADay):
    """Letters that hold on the day: for a `post`, by which a `person` stands in, of an `issuer`."""

    post: Id | None = None
    person: Id | None = None
    issuer: Id | None = None


@dataclass(frozen=True)
class NewLetter:
    """A letter by which `person` stands in at `post`; only a Plt may have no last day (`to`)."""

    kind: Letter.Kind
    number: str = field(metadata={"serializer_kwargs": {"max_length": 100}})
    issuer: Id
    post: Id
    person: Id
    from_: datetime.date
    to: datetime.date | None = None


@dataclass(frozen=True)
class LetterEnd:
    """The last day on which somebody stands in."""

    last_day: datetime.date


@dataclass(frozen=True)
class LetterShape:
    """A letter by which `person` stands in for the holder of a post."""

    id: str
    kind: str
    kind_label: str
    number: str
    issuer: Named
    post: str
    person: Named
    from_: datetime.date
    to: datetime.date | None


@dataclass(frozen=True)
class LetterPreviewShape:
    """What a letter or its end would change, from a day on, for the `person` who stands in; or what forbids it.

    Of plans that you may see: duties and waiting tasks that come to him, that go from him, and that he may not take
    for his own cause (`barred`), each with who has it then.
    """

    person: Named
    from_: datetime.date
    to: datetime.date | None
    blockers: list[Blocker]
    comes: list[DutyShape]
    goes: list[DutyShape]
    barred: list[DutyShape]
    tasks_coming: list[TaskShape]
    tasks_going: list[TaskShape]
    tasks_barred: list[TaskShape]


class LettersView(Api):
    """Letters."""

    def get(self, request: Request) -> Response:
        """Letters of delegation, Plt and Plh that concern people whom you may see, your post or posts you manage."""
        asked = self.query(LetterQuery)
        return paged(request, listed(self, asked), asked, lambda rows: letter_shapes(rows, self.moment))

    def post(self, request: Request) -> Response:
        """Record a letter, as its issuer or as a manager of the post's unit."""
        made = commands.record_letter(**_fields(self.body(NewLetter)), actor=Actor.of(self.reader))
        with after_commit():
            (shape,) = letter_shapes([made], self.moment)
            return answer(shape, 201, Location=f"/api/v1/letters/{made.pk}/")


class LetterView(Api):
    """One letter."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        (shape,) = letter_shapes([_find(id, self)], self.moment)
        return answer(shape)


class EndLetterView(Api):
    """Ending a letter."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """End a letter sooner than it says, because somebody returns; one that has not begun is withdrawn."""
        last_day = self.body(LetterEnd).last_day
        _find(id, self)
        ended = commands.end_letter(id, last_day, actor=Actor.of(self.reader))
        with after_commit():
            (shape,) = letter_shapes([ended], self.moment)
            return answer(shape)


class LetterPreviewView(Api):
    """What a letter would change."""

    def post(self, request: Request) -> Response:
        """Which duties and tasks a letter would bring to whom. Nothing of it is done."""
        found = preview_letter(**_fields(self.body(NewLetter)), actor=Actor.of(self.reader))
        return answer(_preview(found, self))


class EndLetterPreviewView(Api):
    """What the end of a letter would change."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Which duties and tasks would go from who stands in, and to whom. Nothing of it is done."""
        last_day = self.body(LetterEnd).last_day
        _find(id, self)
        return answer(_preview(preview_end(id, last_day, actor=Actor.of(self.reader)), self))


def listed(view: Api, asked: Any) -> QuerySet[Letter]:
    """The letters that are asked for by the fields of `LetterQuery`, as far as the reader may see them."""
    found = visible_letters(view.reader, view.moment).filter(
        pk__in=Letter.objects.on(asked.on or view.day).values("pk")
    )
    for name in ("post", "person", "issuer"):
        if (key := getattr(asked, name)) is not None:
            found = found.filter(**{name: key})
    return found


def _seen(view: Api) -> QuerySet[Letter]:
    return visible_letters(view.reader, view.moment)


def letter_shapes(letters: Sequence[Letter], at: Moment) -> list[LetterShape]:
    names = Names.of([*(each.person_id for each in letters), *(each.issuer_id for each in letters)], at)
    return [
        LetterShape(
            id=str(each.pk),
            kind=each.kind,
            kind_label=str(each.get_kind_display()),
            number=each.number,
            issuer=names.named(each.issuer_id),
            post=str(each.post_id),
            person=names.named(each.person_id),
            from_=each.valid_from,
            to=each.valid_to,
        )
        for each in letters
    ]


def _find(key: int, view: Api) -> Letter:
    letter = _seen(view).filter(pk=key).first()
    if letter is None:
        raise Missing
    return letter


def _fields(new: NewLetter) -> dict[str, Any]:
    return {
        "kind": new.kind,
        "number": new.number,
        "issuer": new.issuer,
        "post": new.post,
        "person": new.person,
        "valid_from": new.from_,
        "valid_to": new.to,
    }


def _preview(found: LetterPreview, view: Api) -> LetterPreviewShape:
    tasks = [*found.tasks_coming, *found.tasks_going, *found.tasks_barred]
    duties = Duties.of([*found.comes, *found.goes, *found.barred], tasks, [found.person], view)
    return LetterPreviewShape(
        person=duties.names.named(found.person),
        from_=found.first_day,
        to=found.last_day,
        blockers=[Blocker(each.rule, each.message, each.who_can_help) for each in found.blockers],
        comes=duties.comes(found.comes, found.person),
        goes=duties.goes(found.goes),
        barred=duties.goes(found.barred),
        tasks_coming=duties.tasks(found.tasks_coming),
        tasks_going=duties.tasks(found.tasks_going),
        tasks_barred=duties.tasks(found.tasks_barred),
    )


described(LettersView, "get", "letters", asks=LetterQuery, answers=page_of(LetterShape))
described(LettersView, "post", "letters_issue", takes=NewLetter, answers=LetterShape, status=201)
described(LetterView, "get", "letters_read", answers=LetterShape)
described(EndLetterView, "post", "letters_end", takes=LetterEnd, answers=LetterShape)
described(LetterPreviewView, "post", "letters_preview", takes=NewLetter, answers=LetterPreviewShape)
described(EndLetterPreviewView, "post", "letters_end_preview", takes=LetterEnd, answers=LetterPreviewShape)
