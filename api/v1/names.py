"""Names of persons as answers give them: with their ids."""

from __future__ import annotations

from api.v1.shapes import Named
from directory import names


class Names(names.Names):
    """What some persons are called today, as shapes."""

    __slots__ = ()

    def named(self, person: int) -> Named:
        return Named(str(person), self[person])

    def maybe(self, person: int | None) -> Named | None:
        return None if person is None else self.named(person)
