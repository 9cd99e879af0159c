"""Signatures as forms print them: who signed by which entry of the ledger."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from cycle_engine.clock import Moment
from cycle_engine.models import Entry
from cycle_engine.remembered import remembered
from directory import queries as directory
from directory.identities import Identity, Place, identities, unit_names
from directory.models import Letter
from workflows.cycles.models import Cycle
from workflows.planning.models import Plan

LETTERS = {Letter.Kind.DELEGATION: "Delegasi", Letter.Kind.PLT: "Plt", Letter.Kind.PLH: "Plh"}


def zone_of(unit: int, at: Moment) -> ZoneInfo:
    """The time zone of a unit."""
    settings = remembered(at.epoch, directory.unit_settings, [unit], at.now.date())
    return ZoneInfo(settings[unit][0])


def agency_of(plan: Plan, day: datetime.date, at: Moment) -> str:
    """What the agency of a plan was called on the day."""
    return remembered(at.epoch, _agencies, [plan.cycle_id], day).get(plan.cycle_id, "")


def _agencies(cycles: Collection[int], day: datetime.date) -> dict[int, str]:
    units = dict(Cycle.objects.filter(pk__in=cycles).values_list("pk", "unit"))
    names = unit_names(units.values(), day)
    return {cycle: names.get(unit, "") for cycle, unit in units.items()}


def place_of(entry: Entry, day: datetime.date, at: Moment) -> Place:
    """In whose name an entry was made, in which post: the letter's, else the one that he held on the day."""
    person = entry.on_behalf_of or entry.actor
    if letter := _letter_of(entry, at):
        return person, letter.post_id
    return seat_of(person, None, day, at)


def seat_of(person: int | None, otherwise: int | None, day: datetime.date, at: Moment) -> Place:
    """A person in the post that he held on the day, or in another one where he held none."""
    held = remembered(at.epoch, directory.post_of, [person], day) if person else {}
    return person, held.get(person or 0, otherwise)


def _letter_of(entry: Entry, at: Moment) -> Letter | None:
    """The letter by which its actor stood in."""
    if not entry.letter:
        return None
    return remembered(at.epoch, _letters, [entry.letter], at.now.date())[entry.letter]


def _letters(keys: Collection[int], day: datetime.date) -> dict[int, Letter]:
    """These letters, whatever the day."""
    return Letter.objects.in_bulk(keys)


def signatures(
    signed: Mapping[str, Entry], zone: ZoneInfo, day: datetime.date, at: Moment
) -> list[dict[str, Any]]:
    """By these entries: who signed, as what, when it was there, for whom and by which letter."""
    places: set[Place] = {(each.actor, None) for each in signed.values()}
    people = identities(places | {(each.on_behalf_of, None) for each in signed.values()}, day, at.epoch)
    return [_signature(capacity, entry, zone, people, at) for capacity, entry in signed.items()]


def _signature(
    capacity: str, entry: Entry, zone: ZoneInfo, people: Mapping[Place, Identity], at: Moment
) -> dict[str, Any]:
    signer, letter = people[entry.actor, None], _letter_of(entry, at)
    found = {
        "capacity": capacity,
        "name": signer.name,
        "nip": signer.nip,
        "at": entry.at.astimezone(zone).isoformat(timespec="seconds"),
    }
    if letter:
        found["letter"] = f"{LETTERS[Letter.Kind(letter.kind)]} nomor {letter.number}"
    if entry.on_behalf_of:
        found["on_behalf_of"] = people[entry.on_behalf_of, None].name
    return found
