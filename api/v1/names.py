"""Names of persons for answers, fetched once for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.v1.shapes import Named
from api.v1.today import today
from cycle_engine.clock import Moment
from cycle_engine.remembered import remembered
from directory import queries as directory


@dataclass(frozen=True, slots=True)
class Names:
    """What some persons are called today."""

    known: dict[int, str]

    @classmethod
    def of(cls, persons: Iterable[int | None], at: Moment) -> Names:
        """The names of these persons (ids); at most one query."""
        wanted = {person for person in persons if person is not None}
        return cls(remembered(at.epoch, directory.names, wanted, today(at)))

    def named(self, person: int) -> Named:
        return Named(str(person), self.known.get(person, ""))

    def maybe(self, person: int | None) -> Named | None:
        return None if person is None else self.named(person)
