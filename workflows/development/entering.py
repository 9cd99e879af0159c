"""Who enters something of a person's development, where, and how it is put on its chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity, Holder
from cycle_engine.case import Changes
from cycle_engine.clock import Moment
from cycle_engine.errors import Blocker, Missing, NotYourTurn, OwnCause, RulesBroken
from cycle_engine.record import record
from cycle_engine.remembered import remembered
from directory import queries as directory
from directory.models import Person
from directory.today import today
from workflows.development.models import Development
from workflows.planning.standing import GRANTEES


def unit_of(person: int, at: Moment | None = None) -> int | None:
    """The unit of the post that a person holds today."""
    at = at or clock.moment()
    post = remembered(at.epoch, directory.post_of, [person], today(at)).get(person)
    row = remembered(at.epoch, directory.posts, [post], today(at)).get(post) if post is not None else None
    return row.unit_id if row else None


def managers_of(person: int, at: Moment | None = None) -> dict[int, Capacity]:
    """Who manages the person's unit today; never he himself."""
    at = at or clock.moment()
    unit = unit_of(person, at)
    if unit is None:
        return {}
    found = remembered(at.epoch, GRANTEES[Capacity.MANAGER], [unit], today(at))[unit]
    return {each: Capacity.MANAGER for each in found if each != person}


def as_manager(person: int, actor: Actor) -> Actor:
    """The actor as a manager of the person's unit. Raises OwnCause or NotYourTurn."""
    if actor.person == person:
        raise OwnCause
    if actor.person not in managers_of(person):
        raise NotYourTurn
    return actor.acting_as(Capacity.MANAGER, Holder(actor.person))


def as_owner(person: int, actor: Actor) -> Actor:
    """The actor as who it is about."""
    return actor.acting_as(Capacity.OWNER, Holder(person))


def development_of(person: int) -> Development:
    """The chain of a person's development, new or saved. Raises Missing for nobody."""
    found = Development.objects.filter(person=person).first()
    if found is None and not Person.objects.filter(pk=person).exists():
        raise Missing
    return found or Development(person_id=person)


def refuse(blockers: Iterable[Blocker]) -> None:
    """Raises RulesBroken with all of these, if there are any."""
    if found := list(blockers):
        raise RulesBroken(found)


def enter(
    of: Development,
    act: str,
    rows: Sequence[Any],
    actor: Actor,
    note: Mapping[str, Any],
    tells: Mapping[int, Capacity],
) -> None:
    """Save these rows and enter the act, in the unit where the person serves; it tells of him."""
    person = of.person_id
    about = {"employee": person}
    unit = unit_of(person)
    record([of], act, Changes(list(rows)), actor=actor, notes=[note], unit=unit, tells=tells, about=about)
