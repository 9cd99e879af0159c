"""Who somebody is on paper."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from cycle_engine.remembered import remembered
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


def identities(places: Collection[Place], day: datetime.date, epoch: bytes) -> dict[Place, Identity]:
    """Each of these persons in that post, as of the day. Three queries, of what was not asked since the epoch began.
    For readers who may see the persons."""
    persons = {person for person, _ in places if person is not None}
    called, papers = remembered(epoch, names, persons, day), remembered(epoch, _papers, persons, day)
    posts = remembered(epoch, _posts, {post for _, post in places if post is not None}, day)

    def identity(person: int | None, post: int | None) -> Identity:
        known = person or 0
        return Identity(called.get(known, ""), *papers.get(known, ("", "")), *posts.get(post or 0, ("", "")))

    return {place: identity(*place) for place in places}


def _papers(persons: Collection[int], day: datetime.date) -> dict[int, tuple[str, str]]:
    """NIP and rank."""
    ranks = PersonRow.objects.on(day).filter(person=OuterRef("pk")).values("rank")
    there = Person.objects.filter(pk__in=persons).annotate(rank=Coalesce(Subquery(ranks[:1]), Value("")))
    return {key: (nip, rank) for key, nip, rank in there.values_list("pk", "nip", "rank")}


def _posts(posts: Collection[int], day: datetime.date) -> dict[int, tuple[str, str]]:
    """Title and name of the unit."""
    units = UnitRow.objects.on(day).filter(unit=OuterRef("unit")).values("name")
    held = PostRow.objects.on(day).filter(post__in=posts)
    named = held.annotate(within=Coalesce(Subquery(units[:1]), Value("")))
    return {key: (title, within) for key, title, within in named.values_list("post", "title", "within")}


def unit_names(units: Collection[int], day: datetime.date) -> dict[int, str]:
    """What each of these units is called on this day."""
    return dict(UnitRow.objects.on(day).filter(unit__in=units).values_list("unit", "name"))
