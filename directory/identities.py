"""Who somebody is on paper."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from directory.models import Person, PersonRow, PostRow, UnitRow
from directory.queries import names

Place = tuple[int | None, int | None]  # a person in a post; either may be missing


@dataclass(frozen=True, slots=True)
class Identity:
    """Name, NIP, rank, title of the post and name of its unit; what is not known is empty."""

    name: str = ""
    nip: str = ""
    rank: str = ""
    post: str = ""
    unit: str = ""


def identities(places: Collection[Place], day: datetime.date) -> dict[Place, Identity]:
    """Each of these persons in that post, as of the day. Three queries. For readers who may see the persons."""
    persons = {person for person, _ in places if person is not None}
    called = names(persons, day)
    ranks = PersonRow.objects.on(day).filter(person=OuterRef("pk")).values("rank")
    there = Person.objects.filter(pk__in=persons).annotate(rank=Coalesce(Subquery(ranks[:1]), Value("")))
    papers = {key: rest for key, *rest in there.values_list("pk", "nip", "rank")}
    units = UnitRow.objects.on(day).filter(unit=OuterRef("unit")).values("name")
    held = PostRow.objects.on(day).filter(post__in={post for _, post in places if post is not None})
    named = held.annotate(within=Coalesce(Subquery(units[:1]), Value("")))
    posts = {key: rest for key, *rest in named.values_list("post", "title", "within")}

    def identity(person: int | None, post: int | None) -> Identity:
        known = person or 0
        return Identity(called.get(known, ""), *papers.get(known, ("", "")), *posts.get(post or 0, ("", "")))

    return {place: identity(*place) for place in places}


def unit_names(units: Collection[int], day: datetime.date) -> dict[int, str]:
    """What each of these units is called on this day."""
    return dict(UnitRow.objects.on(day).filter(unit__in=units).values_list("unit", "name"))
