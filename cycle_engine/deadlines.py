"""Deadlines: set and met by steps, told by a sweep. What a room declares is a `Limit`.

A deadline is open while it is one capacity's turn, in one or several states, and until a step in `met_by`.
Rules compare with its instants, never with whether a sweep has run.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cycle_engine.actors import Capacity
from cycle_engine.models import Deadline, Record
from cycle_engine.tables import read
from cycle_engine.workdays import Calendar

if TYPE_CHECKING:
    from cycle_engine.case import Case

MORNING = datetime.time(7)
LEVELS = 6


@dataclass(frozen=True, slots=True)
class Reminders:
    """Working days before the last day on which to remind (0: on the day); working days between escalations."""

    before: tuple[int, ...]
    then_every: int


NO_REMINDERS = Reminders((), 0)


@dataclass(frozen=True, slots=True)
class Limit:
    """What a room declares: who has until when, while the record is in which states.

    `waits_for`: whose turn it is in each of its states. `last_day`: the last day of one that begins on a day,
    or nothing when the limit does not apply to the record. `moves_after`: working days after which the duty,
    once it has passed to the superior at the end of the last day, moves on one post up each time; nothing: it
    stays. `met_by`: steps that meet it in place. `steps`: what is asked of whose turn it is, by capacity; first
    of him, last of those to whom the duty has moved.
    """

    kind: str
    waits_for: Mapping[str, Capacity]
    last_day: Callable[[Any, Any, datetime.date], datetime.date | None]
    moves_after: Callable[[Any, Any], int | None] = lambda facts, record: None
    met_by: tuple[str, ...] = ()
    steps: Mapping[Capacity, tuple[str, ...]] = field(default_factory=dict)

    def turn_ends(self, case: Case[Any]) -> bool:
        """Whether the step ends somebody's turn, so that an open deadline of this kind is closed."""
        before = self.waits_for.get(case.from_state)
        return before is not None and self._renewed(case, before)

    def turn_begins(self, case: Case[Any]) -> bool:
        """Whether the step begins somebody's turn, so that a deadline of this kind is set."""
        after = self.waits_for.get(case.to_state)
        return after is not None and self._renewed(case, self.waits_for.get(case.from_state))

    def _renewed(self, case: Case[Any], before: Capacity | None) -> bool:
        return case.step.declaration.renews_deadlines or before is not self.waits_for.get(case.to_state)


def reminders_of(waits_for: Capacity, reminders: Reminders) -> Reminders:
    """Those of a deadline that waits for `waits_for`: the clock needs none."""
    return NO_REMINDERS if waits_for == Capacity.CLOCK else reminders


@dataclass(frozen=True, slots=True)
class Instants:
    """All instants of a deadline as text for the database, worked out once: in ISO form, many as an array."""

    due_at: str
    agenda: str
    moves_at: str


@lru_cache(maxsize=4096)
def instants(
    calendar: Calendar,
    last_day: datetime.date,
    today: datetime.date,
    reminders: Reminders,
    moves_after: int | None,
) -> Instants:
    """The instants of a deadline on `last_day` that is set on `today`.

    Reminders before today are left out. A turn that begins after its last day is late at once, but nobody is
    blamed for time that was not his: he is told the next working morning, and what counts from then on counts
    from today.
    """
    due_at = calendar.end_of(last_day)
    late = last_day < today
    counted_from = max(last_day, today)
    days = sorted({calendar.before(last_day, n) if n else last_day for n in reminders.before})
    agenda = [_morning(calendar, day) for day in days if day > today]
    if reminders.then_every:
        agenda.append(_morning(calendar, calendar.after(today, 1)) if late else due_at)
        agenda += [
            _morning(calendar, calendar.after(counted_from, reminders.then_every * level))
            for level in range(1, LEVELS)
        ]
    moves = [due_at]
    if moves_after:
        moves += [
            calendar.end_of(calendar.after(counted_from, moves_after * level)) for level in range(1, LEVELS)
        ]
    return Instants(due_at.isoformat(), _array(sorted(agenda)), _array(moves if moves_after else []))


def _array(instants: list[datetime.datetime]) -> str:
    return f"{{{','.join(instant.isoformat() for instant in instants)}}}"


def _morning(calendar: Calendar, day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, MORNING, calendar.zone).astimezone(datetime.UTC)


def level(deadline: Deadline, now: datetime.datetime) -> int:
    """How many posts up the duty has moved: 0 before the deadline has passed, 1 the superior, and so on."""
    return bisect_right(deadline.moves_at, now)


def open_deadlines(records: Sequence[Record]) -> dict[int, dict[str, Deadline]]:
    """The open deadlines of records of one kind, by record and kind, without their agenda, which the sweep reads."""
    keys = [record.pk for record in records if record.pk]
    kind = str(records[0]._meta.model_name) if keys else ""
    return open_of({kind: keys})[kind] if keys else {}


def open_of(keys: Mapping[str, Collection[int]]) -> dict[str, dict[int, dict[str, Deadline]]]:
    """The same of records of several kinds: kind of record → key → kind of deadline. One query."""
    found: dict[str, dict[int, dict[str, Deadline]]] = {
        kind: {key: {} for key in some} for kind, some in keys.items()
    }
    if found:
        own = " OR ".join(["t.record = %s AND t.record_id = ANY(%s)"] * len(keys))
        asked = [each for kind, some in keys.items() for each in (kind, list(some))]
        for row in read(Deadline, f"({own}) AND t.closed_at IS NULL", *asked, deferred=AGENDA):
            found[row.record][row.record_id][row.kind] = row
    return found


AGENDA = frozenset({"agenda", "next_at", "told"})
