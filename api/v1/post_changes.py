"""Changes of posts: what they would do, recording them, and giving them up."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.acts import after_commit
from api.v1.documents import IDEMPOTENCY, IF_MATCH, described
from api.v1.errors import Refused
from api.v1.fields import Id
from api.v1.http import Api, answer, required
from api.v1.names import Names
from api.v1.paging import Paging, page_of, paged
from api.v1.rows.duties import Duties, DutyShape
from api.v1.shapes import Blocker, Named, Titled
from cycle_engine.actors import Actor
from cycle_engine.errors import Blocker as Broken
from cycle_engine.errors import Missing
from directory import queries as directory
from workflows.staffing import commands, queries
from workflows.staffing.handovers import Charge, HandOver
from workflows.staffing.kinds import Change
from workflows.staffing.machine import ChangeState
from workflows.staffing.models import PostChange
from workflows.staffing.preview import Preview, preview_change


def _text(most: int) -> Any:
    return {"serializer_kwargs": {"max_length": most}}


@dataclass(frozen=True)
class PostChangeQuery(Paging):
    """`person`: of this person alone."""

    person: Id | None = None
    state: ChangeState | None = None


@dataclass(frozen=True)
class Newcomer:
    """Who is new in service; the fields of the sheet of people."""

    nip: str
    name: str
    kind: Literal["PNS", "PPPK"]
    email: str = ""
    username: str = ""
    rank: str = ""
    contract_number: str = ""
    contract_from: datetime.date | None = None
    contract_to: datetime.date | None = None


@dataclass(frozen=True)
class NewPostChange:
    """A change of a `person`'s post, or the entry of a `newcomer`. `effective`: the first day on which it holds.

    `new_post` of a transfer, promotion, demotion or entry; `decree_number`: of the decree (SK).
    """

    change: Change
    effective: datetime.date
    decree_number: str = field(metadata=_text(100))
    person: Id | None = None
    newcomer: Newcomer | None = None
    new_post: Id | None = None
    note: str = field(default="", metadata=_text(500))


@dataclass(frozen=True)
class PostChangeShape:
    """A change of posts. `refusal`: why it was refused on its day."""

    id: str
    state: str
    state_label: str
    version: int
    person: Named
    change: str
    change_label: str
    post: Titled | None
    new_post: Titled | None
    effective: datetime.date
    decree_number: str
    note: str
    recorded_by: Named
    refusal: list[Blocker]


@dataclass(frozen=True)
class Consequence:
    """What becomes of one of the person's own plans, or of a letter, in words."""

    code: str
    plan: str | None
    words: str


@dataclass(frozen=True)
class PostChangePreview:
    """What a change would do. `blockers` forbid it, `warnings` do not.

    `comes`, `goes`: the person's duties towards plans of others, as far as you may see these.
    """

    person: Named | None
    change: str
    effective: datetime.date
    at_once: bool
    blockers: list[Blocker]
    warnings: list[str]
    consequences: list[Consequence]
    comes: list[DutyShape]
    goes: list[DutyShape]


@dataclass(frozen=True)
class Reason:
    """Why."""

    reason: str = ""


class PostChangesView(Api):
    """Changes of posts."""

    def get(self, request: Request) -> Response:
        """Changes in units that you manage or inspect, and your own once they are carried out; the latest first."""
        asked = self.query(PostChangeQuery)
        found = queries.known_changes(self.reader, self.moment)
        if asked.person is not None:
            found = found.filter(person=asked.person)
        if asked.state is not None:
            found = found.filter(state=asked.state)
        return paged(request, found, asked, lambda rows: _shown(rows, self), ordering="-effective")

    def post(self, request: Request) -> Response:
        """Record a change. One whose day has come is carried out at once, any other by the clock on its day."""
        wanted, key = _wanted(self.body(NewPostChange), self), self.idempotency_key()
        made = commands.record_change(wanted, actor=Actor.of(self.reader), idempotency_key=key)
        with after_commit():
            return answer(
                _shown([_find(made.pk, self)], self)[0], 201, Location=f"/api/v1/post-changes/{made.pk}/"
            )


class PostChangeView(Api):
    """One change of posts."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        return answer(_shown([_find(id, self)], self)[0])


class CancelPostChangeView(Api):
    """Giving a change up."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Give up a change that is planned."""
        sent, version, key = self.body(Reason), self.named_version(), self.idempotency_key()
        _find(id, self)
        wish = {"actor": Actor.of(self.reader), "version": required(version), "idempotency_key": key}
        commands.cancel_change(id, sent.reason, **wish)
        with after_commit():
            return answer(_shown([_find(id, self)], self)[0])


class PostChangePreviewView(Api):
    """What a change of posts would do."""

    def post(self, request: Request) -> Response:
        """What a change would do to the person's plans, and to those whom he rates. Nothing of it is done."""
        found = preview_change(_wanted(self.body(NewPostChange), self), actor=Actor.of(self.reader))
        return answer(previews_of([found], self)[0])


def _wanted(new: NewPostChange, view: Api) -> commands.Wanted:
    """The change as it was sent; Missing for a person who is not for the reader's eyes."""
    if (new.person is None) == (new.newcomer is None):
        raise Refused("malformed")
    seen = directory.visible_people(view.reader, view.day)
    if new.person is not None and not seen.filter(pk=new.person).exists():
        raise Missing
    newcomer = new.newcomer
    return commands.Wanted(
        change=new.change,
        effective=new.effective,
        decree_number=new.decree_number,
        person=new.person,
        entrant=commands.Entrant(**vars(newcomer)) if newcomer else None,
        new_post=new.new_post,
        note=new.note,
    )


def _find(key: int, view: Api) -> PostChange:
    found = queries.known_changes(view.reader, view.moment).filter(pk=key).first()
    if found is None:
        raise Missing
    return found


def _shown(rows: Sequence[PostChange], view: Api) -> list[PostChangeShape]:
    people = [person for row in rows for person in (row.person_id, row.recorded_by_id)]
    names = Names.of(people, view.moment)
    posts = {post for row in rows for post in (row.post_id, row.new_post_id) if post is not None}
    titles = {post: row.title for post, row in directory.posts(posts, view.day).items()}

    def titled(post: int | None) -> Titled | None:
        return None if post is None else Titled(str(post), titles.get(post, ""))

    return [
        PostChangeShape(
            id=str(row.pk),
            state=row.state,
            state_label=str(row.get_state_display()),
            version=row.version,
            person=names.named(row.person_id),
            change=row.change,
            change_label=str(row.get_change_display()),
            post=titled(row.post_id),
            new_post=titled(row.new_post_id),
            effective=row.effective,
            decree_number=row.decree_number,
            note=row.note,
            recorded_by=names.named(row.recorded_by_id),
            refusal=[Blocker(each["rule"], each["message"], None) for each in row.refusal],
        )
        for row in rows
    ]


def previews_of(previews: Sequence[Preview], view: Api) -> list[PostChangePreview]:
    """What these previews look like to the reader; a fixed number of queries."""
    handed: list[Charge | HandOver] = []
    for found in previews:
        handed += [*found.comes, *found.goes]
    duties = Duties.of(handed, [], [each.person for each in previews], view)
    return [
        PostChangePreview(
            person=duties.names.maybe(found.person),
            change=found.wanted.change,
            effective=found.wanted.effective,
            at_once=found.at_once,
            blockers=_blockers(found.blockers),
            warnings=found.warnings,
            consequences=[
                Consequence(each.code, str(each.plan) if each.plan else None, each.words)
                for each in found.lines
            ],
            comes=duties.comes(found.comes, found.person),
            goes=duties.goes(found.goes),
        )
        for found in previews
    ]


def _blockers(blockers: Sequence[Broken]) -> list[Blocker]:
    return [Blocker(each.rule, each.message, each.who_can_help) for each in blockers]


described(PostChangesView, "get", "post_changes", asks=PostChangeQuery, answers=page_of(PostChangeShape))
described(
    PostChangesView,
    "post",
    "post_changes_record",
    takes=NewPostChange,
    answers=PostChangeShape,
    status=201,
    parameters=[IDEMPOTENCY],
)
described(PostChangeView, "get", "post_changes_read", answers=PostChangeShape)
described(
    CancelPostChangeView,
    "post",
    "post_changes_cancel",
    takes=Reason,
    answers=PostChangeShape,
    parameters=[IF_MATCH, IDEMPOTENCY],
)
described(
    PostChangePreviewView, "post", "post_changes_preview", takes=NewPostChange, answers=PostChangePreview
)
