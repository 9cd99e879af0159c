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
    """Gathers acts on things of one model, and the `rows` that they add and change.

    A thing has one entry an act, however many rows name it. All that is told of a new thing is one entry: the
    first of its model's acts.
    """

    def __init__(self) -> None:
        self.rows = Changes()
        self._told: dict[str, dict[int, tuple[Chained, list[Mapping[str, Any]]]]] = {}

    def tell(self, act: str, thing: Chained, note: Mapping[str, Any]) -> None:
        """The act concerns `thing`, new or saved, and this is what happens to it."""
        act = thing.dated[0] if thing.pk is None else act
        self._told.setdefault(act, {}).setdefault(id(thing), (thing, []))[1].append(note)

    def write(self, actor: Actor) -> int:
        """Save the rows and enter the acts, in the model's order; how many things they concern.

        Inside the caller's transaction.
        """
        rows = self.rows
        for act, told in sorted(self._told.items(), key=_place):
            things, notes = zip(*told.values(), strict=True)
            record(things, act, rows, actor=actor, notes=notes)
            rows = Changes()
        return len({key for told in self._told.values() for key in told})


def _place(acted: tuple[str, Mapping[int, tuple[Chained, Any]]]) -> int:
    """Where the model declares the act; what is new comes first."""
    act, told = acted
    thing, _notes = next(iter(told.values()))
    return thing.dated.index(act)


def take_turns() -> None:
    """Wait until no other command writes the directory; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('directory'))")
