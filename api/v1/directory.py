"""The directory, to read: units, posts and people as they are on a day."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.fields import Id
from api.v1.http import NOBODY, Api, answer
from api.v1.paging import Paging, page_of, paged
from api.v1.shapes import Named, Titled
from cycle_engine.errors import Missing
from directory import queries
from directory.models import Assignment, Exemption, Person, PersonRow, PostRow, UnitRow


@dataclass(frozen=True)
class OnADay(Paging):
    """`on`: as it was or will be on this day, else today. Whom you may see is always asked of today."""

    on: datetime.date | None = None


@dataclass(frozen=True)
class UnitQuery(OnADay):
    """`parent`: the units directly below this one."""

    parent: Id | None = None


@dataclass(frozen=True)
class PostQuery(OnADay):
    """`unit`: the posts of this unit alone."""

    unit: Id | None = None


@dataclass(frozen=True)
class PeopleQuery(OnADay):
    """`unit`: who holds a post of this unit alone."""

    unit: Id | None = None


@dataclass(frozen=True)
class Unit:
    """A unit. `work_week`: working days a week."""

    id: str
    code: str
    name: str
    parent: str | None
    timezone: str
    work_week: int


@dataclass(frozen=True)
class Post:
    """A post. `rater`: the post that rates its holder, when that is not its superior."""

    id: str
    code: str
    title: str
    unit: str
    superior: str | None
    rater: str | None
    level: str
    heads_unit: bool
    independent_unit_head: bool
    top: str


@dataclass(frozen=True)
class PersonInList:
    """A person and the post that he or she holds."""

    id: str
    name: str
    post: Titled | None
    unit: Named | None


@dataclass(frozen=True)
class WholePerson(PersonInList):
    """A person. `exempt`: why he or she is outside the scheme, if so."""

    nip: str
    kind: str
    rank: str
    email: str
    exempt: str | None


class UnitsView(Api):
    """Units."""

    def get(self, request: Request) -> Response:
        """The units of the organisation."""
        asked = self.query(UnitQuery)
        rows = _for(self.reader, UnitRow.objects.on(asked.on or self.day)).select_related("unit")
        if asked.parent is not None:
            rows = rows.filter(parent=asked.parent)
        return paged(request, rows, asked, _units)


def _units(rows: Sequence[UnitRow]) -> list[Unit]:
    return [
        Unit(str(row.unit_id), row.unit.code, row.name, _id(row.parent_id), row.timezone, row.work_week)
        for row in rows
    ]


class PostsView(Api):
    """Posts."""

    def get(self, request: Request) -> Response:
        """The posts of the organisation; who holds them is told of people whom you may see."""
        asked = self.query(PostQuery)
        rows = _for(self.reader, PostRow.objects.on(asked.on or self.day)).select_related("post")
        if asked.unit is not None:
            rows = rows.filter(unit=asked.unit)
        return paged(request, rows, asked, _posts)


def _posts(rows: Sequence[PostRow]) -> list[Post]:
    return [
        Post(
            id=str(row.post_id),
            code=row.post.code,
            title=row.title,
            unit=str(row.unit_id),
            superior=_id(row.superior_id),
            rater=_id(row.rater_id),
            level=row.level,
            heads_unit=row.heads_unit,
            independent_unit_head=row.independent_unit_head,
            top=row.top,
        )
        for row in rows
    ]


class PeopleView(Api):
    """People."""

    def get(self, request: Request) -> Response:
        """The people whom you may see."""
        asked = self.query(PeopleQuery)
        day = asked.on or self.day
        people = with_posts(queries.visible_people(self.reader, self.day), day)
        if asked.unit is not None:
            people = people.filter(unit=asked.unit)
        return paged(request, people, asked, lambda found: [PersonInList(**_in_list(each)) for each in found])


class PersonView(Api):
    """One person."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """A person whom you may see, with the NIP."""
        person = with_posts(queries.visible_people(self.reader, self.day), self.day).filter(pk=id).first()
        row = PersonRow.objects.on(self.day).filter(person=id).first()
        if person is None or row is None:
            raise Missing
        exemption = Exemption.objects.on(self.day).filter(person=id).first()
        return answer(
            WholePerson(
                **_in_list(person),
                nip=person.nip,
                kind=row.kind,
                rank=row.rank,
                email=row.email,
                exempt=exemption.cause if exemption else None,
            )
        )


def with_posts(people: QuerySet[Person], day: datetime.date) -> QuerySet[Any]:
    held = Assignment.objects.on(day).filter(person=OuterRef("pk"))
    rows = PersonRow.objects.on(day).filter(person=OuterRef("pk"))
    posts = PostRow.objects.on(day).filter(post=OuterRef("post"))
    units = UnitRow.objects.on(day).filter(unit=OuterRef("unit"))
    return (
        people.annotate(name=Subquery(rows.values("name")[:1]), post=Subquery(held.values("post")[:1]))
        .annotate(title=Subquery(posts.values("title")[:1]), unit=Subquery(posts.values("unit")[:1]))
        .annotate(unit_name=Subquery(units.values("name")[:1]))
    )


def _in_list(person: Any) -> dict[str, Any]:
    return {
        "id": str(person.pk),
        "name": person.name or "",
        "post": Titled(str(person.post), person.title) if person.post and person.title else None,
        "unit": Named(str(person.unit), person.unit_name or "") if person.unit else None,
    }


def _for(reader: int, rows: Any) -> Any:
    """The organisation is open to everybody in it, and to nobody else."""
    return rows.none() if reader == NOBODY else rows


def _id(key: int | None) -> str | None:
    return None if key is None else str(key)


described(UnitsView, "get", "units", asks=UnitQuery, answers=page_of(Unit))
described(PostsView, "get", "posts", asks=PostQuery, answers=page_of(Post))
described(PeopleView, "get", "people", asks=PeopleQuery, answers=page_of(PersonInList))
described(PersonView, "get", "people_read", answers=WholePerson)
