"""The directory's rows as they stand, and what follows from them for a day: who sat where, and who stood in.

For the verification alone, which asks nobody whom the door asks.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

Day = datetime.date
Acting = dict[int, tuple[int | None, int | None]]
"""Persons who act in a post, each with whom he stands in for and by which letter (ids)."""


@dataclass(frozen=True, slots=True)
class Row:
    """Something that held from one day to another."""

    first: Day
    last: Day | None
    what: tuple[Any, ...]

    def on(self, day: Day) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class Rolls:
    """All dated rows that ever held, by the thing that they tell of."""

    def __init__(self) -> None:
        self._holders = _rows("SELECT post_id, valid_from, valid_to, person_id FROM directory_assignment")
        self._letters = _rows("SELECT post_id, valid_from, valid_to, person_id, id FROM directory_letter")
        self._posts = _rows(
            "SELECT post_id, valid_from, valid_to, coalesce(rater_id, superior_id), unit_id FROM directory_postrow"
        )
        self._heads = _rows(
            "SELECT unit_id, valid_from, valid_to, coalesce(rater_id, superior_id) FROM directory_postrow"
            " WHERE heads_unit"
        )
        self._heading = _rows(
            "SELECT post_id, valid_from, valid_to, unit_id FROM directory_postrow WHERE heads_unit"
        )
        self._units = _rows(
            "SELECT unit_id, valid_from, valid_to, parent_id, timezone FROM directory_unitrow"
        )
        self._grants = _rows(
            "SELECT person_id, valid_from, valid_to, unit_id FROM directory_grant WHERE capacity = 'manager'"
        )
        self._absent = _rows(
            "SELECT person_id, valid_from, valid_to FROM directory_exemption WHERE cause <> 'office_outside'"
        )
        self._served = _rows("SELECT person_id, valid_from, valid_to, post_id FROM directory_assignment")

    def day(self, unit: int | None, at: datetime.datetime) -> Day:
        """The day that it was in a unit; without one, in Jakarta."""
        rows = self._units.get(unit or 0)
        return at.astimezone(ZoneInfo(rows[-1].what[1] if rows else "Asia/Jakarta")).date()

    def is_there(self, person: int, day: Day) -> bool:
        """Whether he was neither suspended nor on unpaid leave nor before retirement."""
        return next(_on(self._absent, person, day), None) is None

    def serves(self, person: int, day: Day) -> bool:
        """Whether he held a post, and was there."""
        return next(_on(self._served, person, day), None) is not None and self.is_there(person, day)

    def serves_in(self, person: int, unit: int | None, day: Day, *, heads: bool) -> bool:
        """Whether he held a post of this unit, or the one that heads it, whatever kept him from being there."""
        rows = self._heading if heads else self._posts
        posts = [post for (post,) in _on(self._served, person, day)]
        return any(unit == what[-1] for post in posts for what in _on(rows, post, day))

    def post_of(self, person: int, day: Day) -> int | None:
        """The post that he held."""
        held = next(_on(self._served, person, day), None)
        return held[0] if held else None

    def left(self, person: int, post: int, day: Day) -> Day | None:
        """The last day on which he held this post, if that was before `day`."""
        days = [row.last for row in self._served.get(person, ()) if row.what == (post,) and row.last]
        return max((last for last in days if last < day), default=None)

    def holder(self, post: int, day: Day) -> int | None:
        held = next(_on(self._holders, post, day), None)
        return held[0] if held and self.is_there(held[0], day) else None

    def acting(self, post: int, day: Day) -> Acting:
        """Who acts in a post: its holder, and who stands in for him or fills it by letter."""
        holder, letter = self.holder(post, day), next(_on(self._letters, post, day), None)
        found: Acting = {} if holder is None else {holder: (None, None)}
        if letter and letter[0] != holder and self.is_there(letter[0], day):
            found[letter[0]] = (holder, letter[1])
        return found

    def above(self, post: int | None, day: Day) -> int | None:
        """The next post upward: its rater's if it names one, else its superior."""
        found = next(_on(self._posts, post or 0, day), None)
        return found[0] if found else None

    def upward(self, post: int | None, day: Day) -> Iterator[int]:
        """This post and all above it."""
        seen: set[int] = set()
        while post is not None and post not in seen:
            seen.add(post)
            yield post
            post = self.above(post, day)

    def unit_of(self, post: int, day: Day) -> int | None:
        found = next(_on(self._posts, post, day), None)
        return found[1] if found else None

    def leads_above(self, unit: int, day: Day) -> Acting:
        """Who leads one level up from a unit: the first occupied post from its head's upward."""
        for (post,) in _on(self._heads, unit, day):
            for each in self.upward(post, day):
                if acting := self.acting(each, day):
                    return acting
        return {}

    def manages(self, person: int, unit: int | None, day: Day) -> bool:
        """Whether he was manager of a unit that day; without one, of any."""
        if not self.is_there(person, day):
            return False
        granted = {found for (found,) in _on(self._grants, person, day)}
        return bool(granted) if unit is None else bool(granted & set(self._with_all_above(unit, day)))

    def _with_all_above(self, unit: int | None, day: Day) -> Iterator[int]:
        while unit is not None:
            yield unit
            unit = next((parent for parent, _ in _on(self._units, unit, day)), None)


def _rows(query: str) -> dict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(f"{query} ORDER BY valid_from")
        for key, first, last, *what in cursor.fetchall():
            if last is None or first <= last:  # else it was withdrawn
                found[key].append(Row(first, last, tuple(what)))
    return found


def _on(rows: dict[int, list[Row]], key: int, day: Day) -> Iterator[tuple[Any, ...]]:
    return (row.what for row in rows.get(key, ()) if row.on(day))
