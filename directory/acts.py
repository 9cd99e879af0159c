"""What one command does to the directory: its acts, the things they concern, rows, and what entries say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.models import Chained
from cycle_engine.record import record


class Acts:
    """Gathers acts on things of one model; a thing has one entry an act, however many rows name it."""

    def __init__(self) -> None:
        self._changes: dict[str, Changes] = {}
        self._told: dict[str, dict[int, tuple[Chained, list[Mapping[str, Any]]]]] = {}

    def changes(self, act: str) -> Changes:
        """Where the rows of this act are added and changed."""
        return self._changes.setdefault(act, Changes())

    def tell(self, act: str, thing: Chained, note: Mapping[str, Any]) -> None:
        """The act concerns `thing`, new or saved, and this is what happens to it."""
        self._told.setdefault(act, {}).setdefault(id(thing), (thing, []))[1].append(note)

    def write(self, actor: Actor) -> int:
        """Save the rows and enter the acts; how many things they concern. Inside the caller's transaction."""
        for act, told in self._told.items():
            things = [thing for thing, _notes in told.values()]
            notes = [notes for _thing, notes in told.values()]
            record(things, act, self.changes(act), actor=actor, notes=notes)
        return len({key for told in self._told.values() for key in told})


def take_turns() -> None:
    """Wait until no other command writes the directory; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('directory'))")
