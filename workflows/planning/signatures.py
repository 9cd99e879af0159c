"""Signatures as forms print them: who signed by which entry of the ledger."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from cycle_engine.clock import Moment
from cycle_engine.models import Entry
from cycle_engine.remembered import remembered
from directory import queries as directory
from directory.identities import Identity, Place, identities
from directory.models import Letter

LETTERS = {Letter.Kind.DELEGATION: "Delegasi", Letter.Kind.PLT: "Plt", Letter.Kind.PLH: "Plh"}


def zone_of(unit: int, at: Moment) -> ZoneInfo:
    """The time zone of a unit."""
    settings = remembered(at.epoch, directory.unit_settings, [unit], at.now.date())
    return ZoneInfo(settings[unit][0])


def letter_of(entry: Entry) -> Letter | None:
    """The letter by which its actor stood in."""
    return Letter.objects.get(pk=entry.letter) if entry.letter else None


def signatures(signed: Mapping[str, Entry], zone: ZoneInfo, day: datetime.date) -> list[dict[str, Any]]:
    """By these entries: who signed, as what, when it was there, for whom and by which letter."""
    places: set[Place] = {(each.actor, None) for each in signed.values()}
    people = identities(places | {(each.on_behalf_of, None) for each in signed.values()}, day)
    return [_signature(capacity, entry, zone, people) for capacity, entry in signed.items()]


def _signature(
    capacity: str, entry: Entry, zone: ZoneInfo, people: Mapping[Place, Identity]
) -> dict[str, Any]:
    signer, letter = people[entry.actor, None], letter_of(entry)
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
