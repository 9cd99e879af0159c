"""Who somebody is on paper."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

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
    """Each of these persons in that post, as of the day. Five queries. For readers who may see the persons."""
    persons = {person for person, _ in places if person is not None}
    called = names(persons, day)
    nips = dict(Person.objects.filter(pk__in=persons).values_list("pk", "nip"))
    ranks = dict(PersonRow.objects.on(day).filter(person__in=persons).values_list("person", "rank"))
    posts = {
        row.post_id: row for row in PostRow.objects.on(day).filter(post__in={post for _, post in places})
    }
    units = unit_names({row.unit_id for row in posts.values()}, day)

    def identity(person: int | None, post: int | None) -> Identity:
        row = posts.get(post or 0)
        title, unit = (row.title, units.get(row.unit_id, "")) if row else ("", "")
        known = person or 0
        return Identity(called.get(known, ""), nips.get(known, ""), ranks.get(known, ""), title, unit)

    return {place: identity(*place) for place in places}


def unit_names(units: Collection[int], day: datetime.date) -> dict[int, str]:
    """What each of these units is called on this day."""
    return dict(UnitRow.objects.on(day).filter(unit__in=units).values_list("unit", "name"))
