"""Names of persons for those who read, fetched once for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext

from cycle_engine.clock import Moment
from cycle_engine.remembered import remembered
from directory import queries
from directory.today import today


@dataclass(frozen=True)
class Named:
    """Something with an id and the name by which people know it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Names:
    """What some persons are called today."""

    known: dict[int, str]

    @classmethod
    def of(cls, persons: Iterable[int | None], at: Moment) -> Self:
        """The names of these persons (ids); at most one query."""
        wanted = {person for person in persons if person is not None}
        return cls(remembered(at.epoch, queries.names, wanted, today(at)))

    def told_to(self, reader: int) -> Self:
        """The same as this person reads of what each of them did or has to do: he himself is “you”."""
        return type(self)(self.known | {reader: gettext("you")})

    def __getitem__(self, person: int | None) -> str:
        """What the person is called; empty for nobody and for who is not known."""
        return "" if person is None else self.known.get(person, "")
