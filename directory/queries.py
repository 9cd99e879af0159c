"""Reads of the directory as it was on a day: a query or two each, however many are asked for."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from cycle_engine.tables import read
from directory import sql
from directory.dated import DAY, Dated
from directory.duty import Charges, Duties, Line, Seat, charges_in, duties
from directory.many import any_of
from directory.models import Assignment, Exemption, Person, PostRow

D = TypeVar("D", bound=Dated)

__all__ = [
    "Charges",
    "Duties",
    "Line",
    "Seat",
    "charged_people",
    "charges",
    "duties",
    "exempt",
    "exemptions_ended",
    "granted",
    "grantees",
    "grants",
    "held_below",
    "held_since",
    "incumbents",
    "lines",
    "names",
    "post_of",
    "posts",
    "rated_at",
    "rater_post_of",
    "seen_by",
    "unit_settings",
    "units_above",
    "units_below",
    "visible_people",
]


def lines(posts: Iterable[int], day: datetime.date) -> dict[int, Line]:
    """For each post its seats from itself upwards along the line of duty, vacant ones too; one query.

    A loop ends where it would begin again.
    """
    asked = set(posts)
    rows = _rows(sql.LINES, posts=list(asked), day=day) if asked else []
    seats = {post: Seat(post, *seated) for post, _, *seated in rows}
    above = {post: upward for post, upward, *_ in rows}
    return {post: tuple(seats[each] for each in _climb(post, above)) for post in asked}


def _climb(post: int | None, above: dict[int, int | None]) -> Iterable[int]:
    climbed: dict[int, None] = {}
    while post is not None and post not in climbed:
        climbed[post] = None
        post = above[post]
    return climbed


def charges(person: int, day: datetime.date) -> Charges:
    """Of which plans the person is rater or superior on this day: the inverse of `lines` and `duties`.

    Two queries: what may matter lies near below the person's own posts, and `duties` decides.
    """
    below = [post for (post,) in _rows(sql.BELOW, person=person, day=day)]
    return charges_in(lines(below, day), person)


def rater_post_of(ids: Collection[int], day: datetime.date) -> dict[int, int | None]:
    """The next post upward of each of these posts: its rater's if it names one, else its superior."""
    return {post: row.rater_post for post, row in posts(ids, day).items()}


def rated_at(posts: Collection[int], day: datetime.date) -> set[int]:
    """Those of these posts that are the next upward of some post."""
    described = PostRow.objects.on(day).annotate(upward=Coalesce("rater", "superior"))
    return set(described.filter(upward__in=posts).values_list("upward", flat=True).distinct())


def posts(ids: Collection[int], day: datetime.date) -> dict[int, PostRow]:
    """What each of these posts is on this day; a post that is not, is not there."""
    return {row.post_id: row for row in _on(PostRow, "post_id", ids, day)}


def post_of(persons: Collection[int], day: datetime.date) -> dict[int, int]:
    """The post that each of these persons holds."""
    return {row.person_id: row.post_id for row in _on(Assignment, "person_id", persons, day)}


def posts_above(persons: Collection[int], day: datetime.date) -> dict[int, set[int]]:
    """The posts that stand in the line of duty above the one that each of these persons holds; two queries."""
    held = post_of(persons, day)
    upward = lines(held.values(), day)
    return {person: {seat.post for seat in upward[post][1:]} for person, post in held.items()}


def incumbents(posts: Collection[int], day: datetime.date) -> dict[int, int]:
    """Who holds each of these posts, whether or not he serves."""
    return {row.post_id: row.person_id for row in _on(Assignment, "post_id", posts, day)}


def held_since(persons: Collection[int], day: datetime.date) -> dict[int, datetime.date]:
    """Since when each of these persons holds the post that he holds on this day."""
    return dict(Assignment.objects.on(day).filter(person__in=persons).values_list("person", "valid_from"))


def exemptions_ended(person: int, day: datetime.date) -> list[datetime.date]:
    """The first days after those exemptions of a person that ended before this day."""
    rows = Exemption.objects.filter(person=person, valid_to__lt=day, valid_to__gte=F("valid_from"))
    return [last + DAY for last in rows.values_list("valid_to", flat=True) if last]


def names(persons: Collection[int], day: datetime.date) -> dict[int, str]:
    """What each of these persons is called; of one not described on this day, the nearest row."""
    return dict(_rows(sql.NAMES, ids=list(persons), day=day))


def unit_settings(units: Collection[int], day: datetime.date) -> dict[int, tuple[str, int]]:
    """Time zone and working days a week of each unit; of one that is not on this day, the nearest row."""
    return {unit: (zone, week) for unit, zone, week in _rows(sql.UNIT_SETTINGS, ids=list(units), day=day)}


def exempt(persons: Collection[int], day: datetime.date) -> dict[int, Exemption]:
    """Those of these persons who are not in the scheme on this day (`6/2022:II.C.8`)."""
    return {row.person_id: row for row in _on(Exemption, "person_id", persons, day)}


def units_below(units: Collection[int], day: datetime.date) -> set[int]:
    """These units and all below them."""
    return {unit for (unit,) in _rows(sql.UNITS_BELOW, units=list(units), day=day)}


def units_above(units: Collection[int], day: datetime.date) -> set[int]:
    """These units and all above them."""
    return {unit for (unit,) in _rows(sql.UNITS_ABOVE, units=list(units), day=day)}


def granted(person: int, capacities: Collection[str], day: datetime.date) -> set[int]:
    """The units over which a person is manager or inspector, with all below them."""
    return {unit for _, unit in _rows(sql.GRANTED, person=person, capacities=list(capacities), day=day)}


def grants(person: int, day: datetime.date) -> dict[str, set[int]]:
    """The same by capacity: the units that the person manages, and those that he inspects."""
    found: dict[str, set[int]] = {"manager": set(), "inspector": set()}
    for capacity, unit in _rows(sql.GRANTED, person=person, capacities=list(found), day=day):
        found[capacity].add(unit)
    return found


def grantees(units: Collection[int], capacity: str, day: datetime.date) -> dict[int, tuple[int, ...]]:
    """For each unit the persons who are its manager or inspector, by a grant on it or above it."""
    found: dict[int, list[int]] = defaultdict(list)
    for unit, person in _rows(sql.GRANTEES, units=list(units), capacity=capacity, day=day):
        found[unit].append(person)
    return {unit: tuple(found[unit]) for unit in units}


def visible_people(person: int, day: datetime.date) -> QuerySet[Person]:
    """Whom a person may see: himself, whom he rates or supervises, and all in units granted to him."""
    return seen_by(person, charged_people(person, day), granted(person, ("manager", "inspector"), day), day)


def seen_by(
    person: int, charged: Iterable[int], units: Collection[int], day: datetime.date
) -> QuerySet[Person]:
    """Whom a person may see to whom these people are charged and these units granted."""
    posts = PostRow.objects.on(day).filter(unit__in=any_of(units)).values("post")
    there = Assignment.objects.on(day).filter(post__in=posts).values("person")
    return Person.objects.filter(Q(pk__in={person, *charged}) | Q(pk__in=there))


def charged_people(person: int, day: datetime.date) -> dict[int, int]:
    """Whom a person rates (`duty.RATER`) or supervises (`duty.SUPERIOR`) as his posts stand on this day."""
    charge = charges(person, day)
    return charge.people(held_below(charge.posts, day))


def held_below(posts: Collection[int], day: datetime.date) -> dict[int, tuple[int, ...]]:
    """Who holds a post of which each of these is the next upward."""
    found: dict[int, list[int]] = defaultdict(list)
    for post, person in _rows(sql.HELD_BELOW, posts=list(posts), day=day) if posts else ():
        found[post].append(person)
    return {post: tuple(found[post]) for post in posts}


def _on(model: type[D], column: str, ids: Collection[int], day: datetime.date) -> list[D]:
    """The rows of these things on the day; the ids as one parameter, so that many make no other statement."""
    return read(model, f"t.{column} = ANY(%s) AND {sql.ON_DAY}", list(ids), day, day)


def _rows(query: str, **parameters: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor)
