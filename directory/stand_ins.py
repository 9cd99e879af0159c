"""Who stands in for whom by which letter, from a person's own view; who could issue one for his post, and who is
asked for it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cycle_engine.actors import Capacity
from cycle_engine.clock import Moment
from cycle_engine.remembered import remembered
from directory.asked import Standing, StandInRequest
from directory.many import any_of
from directory.models import Assignment, Cause, Exemption, Letter, PostRow
from directory.queries import (
    granted,
    grantees,
    lines,
    post_of,
    posts,
    posts_above,
    rated_at,
    seen_by,
    units_above,
    units_below,
)
from directory.remit import charged_to, grants_of
from directory.today import today

ALL = "all"


@dataclass(frozen=True, slots=True)
class StandIns:
    """Letters that hold on a day or begin later, the earliest first: `for_him` of others at the post that the person
    holds, `by_him` of his own elsewhere. `titles` of these posts. `post`: the one that he holds, and whether others
    are rated there (`rates`); `above`: the nearest holder of a post above it, who can issue a letter for it
    (`IV.A.3`), and `above_post` that post."""

    for_him: tuple[Letter, ...]
    by_him: tuple[Letter, ...]
    titles: dict[int, str]
    post: PostRow | None
    rates: bool
    above: int | None
    above_post: PostRow | None


def stand_ins(persons: Collection[int], day: datetime.date) -> dict[int, StandIns]:
    """What letters say of each of these persons on the day; a fixed number of queries for each."""
    return {person: _of(person, day) for person in persons}


def _of(person: int, day: datetime.date) -> StandIns:
    held = post_of([person], day).get(person)
    lasting = Letter.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day)).order_by("valid_from", "pk")
    letters = list(lasting.filter(Q(post=held) | Q(person=person)))
    line = lines([held], day).get(held, ()) if held else ()
    seat = next((each for each in line[1:] if each.holder), None)
    asked = {each.post_id for each in letters} | {held or 0, seat.post if seat else 0}
    known = posts(asked, day)
    return StandIns(
        for_him=tuple(each for each in letters if each.post_id == held and each.person_id != person),
        by_him=tuple(each for each in letters if each.person_id == person),
        titles={post: row.title for post, row in known.items()},
        post=known.get(held or 0),
        rates=held is not None and bool(rated_at([held], day)),
        above=seat.holder if seat else None,
        above_post=known.get(seat.post) if seat else None,
    )


# Requests

Asked = dict[int, Capacity]
"""Who is asked for a stand-in (ids), each as what."""


def asked_for(keys: Collection[int], day: datetime.date) -> dict[int, Asked]:
    """Who is asked for a stand-in at each of these posts: the nearest holder above (`IV.A.3`), and where there is
    none those managers of its unit who could record a letter for it, not being below it; at most five queries."""
    above = {
        post: next((seat.holder for seat in line[1:] if seat.holder), None)
        for post, line in lines(keys, day).items()
    }
    found = {post: {holder: Capacity.SUPERIOR} for post, holder in above.items() if holder}
    units = {post: row.unit_id for post, row in posts(above.keys() - found.keys(), day).items()}
    managers = grantees(set(units.values()), Capacity.MANAGER, day)
    above_them = posts_above({each for some in managers.values() for each in some}, day)
    for post, unit in units.items():
        free = (each for each in managers[unit] if post not in above_them.get(each, ()))
        found[post] = dict.fromkeys(free, Capacity.MANAGER)
    return {post: found.get(post, {}) for post in keys}


def to_propose(unit: int, day: datetime.date) -> QuerySet[Assignment]:
    """Who may be proposed for a post of this unit (id): who holds a post of its agency, and is not away for good."""
    agency = units_below(units_above([unit], day), day)
    there = PostRow.objects.on(day).filter(unit__in=any_of(agency)).values("post")
    away = Exemption.objects.on(day).exclude(cause=Cause.OFFICE_OUTSIDE).values("person")
    return Assignment.objects.on(day).filter(post__in=there).exclude(person__in=away)


def waiting_requests(person: int, at: Moment) -> list[StandInRequest]:
    """The requests for a stand-in that wait for a person, the first day first; nothing is asked twice while no dated
    row changes."""
    return remembered(at.epoch, _waiting, [ALL], today(at))[ALL].get(person, [])


def requests_of(person: int, at: Moment) -> dict[StandInRequest, list[int]]:
    """A person's own requests that wait for others, with who they are; remembered as `waiting_requests` are."""
    found: dict[StandInRequest, list[int]] = {}
    for other, requests in remembered(at.epoch, _waiting, [ALL], today(at))[ALL].items():
        for each in requests:
            if each.asked_by_id == person:
                found.setdefault(each, []).append(other)
    return found


def _waiting(_keys: Collection[str], day: datetime.date) -> dict[str, dict[int, list[StandInRequest]]]:
    """All that are open, by who is asked. Of who has left his post since nobody is asked."""
    rows = StandInRequest.objects.filter(standing=Standing.OPEN, valid_to__gte=day)
    asked = list(rows.order_by("valid_from", "pk"))
    held = post_of({each.asked_by_id for each in asked}, day) if asked else {}
    whom = asked_for(set(held.values()), day) if held else {}
    found: defaultdict[int, list[StandInRequest]] = defaultdict(list)
    for each in asked:
        if held.get(each.asked_by_id) == each.post_id:
            for person in whom[each.post_id].keys() - {each.asked_by_id}:
                found[person].append(each)
    return {ALL: dict(found)}


def known_requests(person: int, at: Moment) -> QuerySet[StandInRequest]:
    """A person's own requests for a stand-in, those of whom he leads or manages, and what waits for him. An inspector
    reads in the ledger what was asked and answered."""
    waiting = [each.pk for each in waiting_requests(person, at)]
    seen = seen_by(person, charged_to(person, at), grants_of(person, at).manages, today(at)).values("pk")
    return StandInRequest.objects.filter(Q(asked_by__in=seen) | Q(pk__in=waiting))


def answers_as(person: int | None, request: StandInRequest, day: datetime.date) -> Capacity | None:
    """As what a person may answer a request on this day: as a holder of a post above, or as a manager of the unit
    who is not below the post; never his own."""
    if person is None or person == request.asked_by_id:
        return None
    if any(seat.holder == person for seat in lines([request.post_id], day)[request.post_id][1:]):
        return Capacity.SUPERIOR
    row = posts([request.post_id], day).get(request.post_id)
    manages = row is not None and row.unit_id in granted(person, [Capacity.MANAGER], day)
    below = manages and request.post_id in posts_above([person], day).get(person, ())
    return Capacity.MANAGER if manages and not below else None
