"""People and letters as their sheets show them: what their lists and one person's address tell, in one row."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from api.v1 import letters
from api.v1.directory import with_posts
from api.v1.http import Api
from directory import models, queries


@dataclass(frozen=True)
class SheetPerson:
    """A person as the sheet of people shows him."""

    id: str
    nip: str
    name: str
    kind: str
    rank: str
    email: str
    post: str
    unit: str
    exempt: str


@dataclass(frozen=True)
class SheetLetter:
    """A letter with the title of its post."""

    id: str
    kind: str
    number: str
    issuer: str
    post: str
    person: str
    first: datetime.date
    last: datetime.date | None


def people_rows(view: Api, asked: Any) -> QuerySet[Any]:
    """The people whom the reader may see, as of the day that is asked for."""
    day = asked.on or view.day
    rows = models.PersonRow.objects.on(day).filter(person=OuterRef("pk"))
    exempt = models.Exemption.objects.on(day).filter(person=OuterRef("pk"))
    found: QuerySet[Any] = with_posts(queries.visible_people(view.reader, view.day), day)
    if asked.unit is not None:
        found = found.filter(unit=asked.unit)
    told = {name: Subquery(rows.values(name)[:1]) for name in ("kind", "rank", "email")}
    found = found.annotate(**told, cause=Subquery(exempt.values("cause")[:1]))
    return found.order_by("pk")


def show_people(rows: Sequence[Any], view: Api) -> list[SheetPerson]:
    """These people, as `people_rows` found them."""
    return [
        SheetPerson(
            id=str(row.pk),
            nip=row.nip,
            name=row.name or "",
            kind=row.kind or "",
            rank=row.rank or "",
            email=row.email or "",
            post=row.title or "",
            unit=row.unit_name or "",
            exempt=str(models.Cause(row.cause).label) if row.cause else "",
        )
        for row in rows
    ]


def letter_rows(view: Api, asked: Any) -> QuerySet[Any]:
    """The letters of the list."""
    return letters.listed(view, asked).order_by("pk")


def show_letters(rows: Sequence[models.Letter], view: Api) -> list[SheetLetter]:
    """These letters; a query more than the list takes."""
    titles = queries.posts([row.post_id for row in rows], view.day)
    return [
        SheetLetter(
            id=each.id,
            kind=each.kind_label,
            number=each.number,
            issuer=each.issuer.name,
            post=titles[int(each.post)].title if int(each.post) in titles else "",
            person=each.person.name,
            first=each.from_,
            last=each.to,
        )
        for each in letters.letter_shapes(rows, view.moment)
    ]
