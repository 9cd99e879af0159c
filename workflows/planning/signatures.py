"""Signatures as forms print them: who signed by which entry of the ledger."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cycle_engine.clock import Moment
from cycle_engine.models import Entry
from directory import queries as directory
from directory.identities import identities
from directory.models import Letter

LETTERS = {Letter.Kind.DELEGATION: "Delegasi", Letter.Kind.PLT: "Plt", Letter.Kind.PLH: "Plh"}


def zone_of(unit: int, at: Moment) -> ZoneInfo:
    """The time zone of a unit."""
    return ZoneInfo(directory.unit_settings([unit], at.now.date())[unit][0])


def letter_of(entry: Entry) -> Letter | None:
    """The letter by which its actor stood in."""
    return Letter.objects.get(pk=entry.letter) if entry.letter else None


def signature(capacity: str, entry: Entry, zone: ZoneInfo, day: datetime.date) -> dict[str, Any]:
    """Who signed by this entry, as what, when it was there, for whom and by which letter."""
    actor = (entry.actor, None)
    signer = identities([actor], day)[actor]
    letter = letter_of(entry)
    found = {
        "capacity": capacity,
        "name": signer.name,
        "nip": signer.nip,
        "at": entry.at.astimezone(zone).isoformat(timespec="seconds"),
    }
    if letter:
        found["letter"] = f"{LETTERS[Letter.Kind(letter.kind)]} nomor {letter.number}"
    if entry.on_behalf_of:
        found["on_behalf_of"] = directory.names([entry.on_behalf_of], day).get(entry.on_behalf_of, "")
    return found
