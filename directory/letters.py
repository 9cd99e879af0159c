"""Letters: who stands in for the holder of a post, by whose authority, from when to when."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Actor, Capacity
from cycle_engine.case import Changes
from cycle_engine.errors import Missing, NotYourTurn
from cycle_engine.record import record
from directory.acts import take_turns
from directory.models import Assignment, Letter, Person
from directory.queries import granted, lines, posts, posts_above, visible_people
from directory.rules import Ending, Issue, refuse
from directory.stand_in_requests import answer_by, is_proposed
from directory.timeline import collide
from directory.today import today_in


class NobodySeen(Missing):
    """The letter names somebody whom its recorder may not see, or who is not there."""

    sentence: ClassVar[Any] = _(
        "You may see nobody of this number. A letter names people whom you lead, or who serve in your units."
    )


@transaction.atomic
def record_letter(
    *,
    kind: str,
    number: str,
    issuer: int,
    post: int,
    person: int,
    valid_from: datetime.date,
    valid_to: datetime.date | None,
    actor: Actor,
) -> Letter:
    """Record a letter by which `person` stands in at `post` (`6/2022:IV.A.2-7`); it answers who asked for one.

    By its issuer, who may still give it today, or a manager of the post's unit: else NotYourTurn. Missing if the
    post is not there, or a person whom he may see or who is proposed to him; RulesBroken with all that the letter
    lacks.
    """
    take_turns()
    row = posts([post], valid_from).get(post)
    if row is None or not Person.objects.filter(pk=issuer).exists():
        raise Missing
    letter = Letter(
        kind=Letter.Kind(kind),
        number=number.strip(),
        issuer_id=issuer,
        post_id=post,
        person_id=person,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    who, today = _who(letter, row.unit_id, actor), today_in(row.unit_id)
    recorder = who.person or 0
    if who.capacity is Capacity.SUPERIOR and not _is_above(issuer, post, today):
        raise NotYourTurn
    seen = visible_people(recorder, today).filter(pk=person).exists()
    if not (seen or is_proposed(person, post, today)):
        raise NobodySeen
    case = Issue(
        letter,
        recorder=recorder,
        over_recorder=post in posts_above([recorder], today).get(recorder, ()),
        line=lines([post], valid_from)[post],
        appoints=row.unit_id in granted(issuer, [Capacity.MANAGER], valid_from),
        taken=any(collide(letter, other) for other in Letter.objects.filter(post=post)),
    )
    refuse(case)
    note = {"kind": kind, "number": letter.number, "issuer": issuer, "post": post, "person": person}
    days = {"from": valid_from, "to": valid_to}
    _enter(letter, "issue", Changes(), note | days, who, row.unit_id)
    answer_by(letter, who, row.unit_id)
    return letter


@transaction.atomic
def end_letter(letter: int, last_day: datetime.date, *, actor: Actor) -> Letter:
    """End a letter sooner than it says, yesterday at the earliest; one that has not begun is withdrawn.

    By its issuer, or a manager of the post's unit: else NotYourTurn. Missing, or RulesBroken if the day will
    not do.
    """
    take_turns()
    found = Letter.objects.filter(pk=letter).first()
    if found is None:
        raise Missing
    unit = posts([found.post_id], found.valid_from)[found.post_id].unit_id
    who = _who(found, unit, actor)
    refuse(Ending(found, last_day, today_in(unit)))
    changes = Changes()
    changes.change(found, valid_to=last_day)
    _enter(found, "end", changes, {"to": last_day}, who, unit)
    return found


def _enter(
    letter: Letter, act: str, changes: Changes, note: dict[str, object], actor: Actor, unit: int
) -> None:
    """Enter the act, and tell who stands in, the holder of the post, and who issued the letter."""
    held = Assignment.objects.on(today_in(unit)).filter(post=letter.post_id).values_list("person", flat=True)
    tells = dict.fromkeys([*held, letter.issuer_id], Capacity.SUPERIOR) | {letter.person_id: Capacity.OWNER}
    about = {"employee": letter.person_id, "from": letter.valid_from, "to": letter.valid_to}
    record([letter], act, changes, actor=actor, notes=[note], unit=unit, tells=tells, about=about)


def _who(letter: Letter, unit: int, actor: Actor) -> Actor:
    """The actor in the capacity in which he may have to do with the letter."""
    if actor.is_clock or actor.person is None:
        raise NotYourTurn
    if actor.person == letter.issuer_id:
        return Actor(actor.person, Capacity.SUPERIOR)
    if unit in granted(actor.person, [Capacity.MANAGER], today_in(unit)):
        return Actor(actor.person, Capacity.MANAGER)
    raise NotYourTurn


def _is_above(person: int, post: int, day: datetime.date) -> bool:
    """Whether the person holds a post above on this day, stands in there, or manages the post's unit."""
    row = posts([post], day).get(post)
    if row is None:
        return False
    seats = lines([post], day)[post][1:]
    above = any(person in (seat.holder, seat.stand_in) for seat in seats)
    return above or row.unit_id in granted(person, [Capacity.MANAGER], day)
