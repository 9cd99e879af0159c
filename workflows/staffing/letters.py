"""What a letter would change, or its end: it is done, looked at, and taken back."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from cycle_engine import clock
from cycle_engine.actors import Actor
from cycle_engine.clock import Moment
from cycle_engine.errors import Blocker, Missing, RulesBroken
from cycle_engine.machine import MACHINES
from cycle_engine.tables import read_records
from directory import queries as directory
from directory.commands import end_letter, record_letter
from directory.dated import DAY
from directory.models import Letter, Zone
from directory.rules import LAST_YEAR
from workflows.planning.queries import Waiting, inbox
from workflows.staffing import handovers
from workflows.staffing.commands import taken_back
from workflows.staffing.handovers import Charge, Charges, HandOver

CAPITAL, NOON = ZoneInfo(Zone.WIB), datetime.time(12)
LATEST = datetime.date(LAST_YEAR, 12, 31)
Key = tuple[str, int]  # kind and id of a record


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for a decision; `to`: whose turn it is then, nobody's if empty."""

    waiting: Waiting
    to: int | None


@dataclass(frozen=True, slots=True)
class LetterPreview:
    """What a letter, or its end, would change for the `person` who stands in, from `first_day` on.

    Duties towards plans, and tasks that wait already: what comes to him, what goes from him, and what he may not
    take for his own cause. `blockers`: what forbids it; then nothing else is told.
    """

    person: int
    first_day: datetime.date
    last_day: datetime.date | None
    blockers: list[Blocker] = field(default_factory=list)
    comes: list[Charge] = field(default_factory=list)
    goes: list[HandOver] = field(default_factory=list)
    barred: list[HandOver] = field(default_factory=list)
    tasks_coming: list[Task] = field(default_factory=list)
    tasks_going: list[Task] = field(default_factory=list)
    tasks_barred: list[Task] = field(default_factory=list)


def preview_letter(*, actor: Actor, **letter: Any) -> LetterPreview:
    """What this letter would change; fields and errors as of `record_letter`, but what forbids it is told."""
    first = max(letter["valid_from"], _today())
    place = _Place(letter["person"], letter["post"], min(first, LATEST))
    return place.compared(lambda: record_letter(actor=actor, **letter), letter["valid_to"])


def preview_end(letter: int, last_day: datetime.date, *, actor: Actor) -> LetterPreview:
    """What the end of a letter would change; errors as of `end_letter`, but what forbids it is told."""
    found = Letter.objects.filter(pk=letter).first()
    if found is None:
        raise Missing
    place = _Place(found.person_id, found.post_id, max(min(last_day, LATEST) + DAY, _today()))
    return place.compared(lambda: end_letter(letter, last_day, actor=actor), None)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The duties of who stands in, what waits for him, and what waits for who acts in the post beside him."""

    charges: Charges
    tasks: dict[Key, Waiting]
    others: dict[Key, Waiting]


@dataclass(frozen=True, slots=True)
class _Place:
    """A person who stands in at a post, on a day."""

    person: int
    post: int
    day: datetime.date

    def compared(self, act: Callable[[], Any], last_day: datetime.date | None) -> LetterPreview:
        """Before and after the act, which is taken back."""
        before = self._seen()
        with taken_back():
            try:
                act()
            except RulesBroken as error:
                return LetterPreview(self.person, self.day, last_day, list(error.blockers))
            after = self._seen()
            comes = {key: each for key, each in after.tasks.items() if key not in before.tasks}
            goes = {key: each for key, each in before.tasks.items() if key not in after.tasks}
            barred = handovers.what_is_barred(before.charges, after.charges, self.day)
            return LetterPreview(
                self.person,
                self.day,
                last_day,
                comes=handovers.what_comes(before.charges, after.charges),
                goes=handovers.what_goes(before.charges, after.charges, self.day),
                barred=barred,
                tasks_coming=[Task(each, self.person) for each in comes.values()],
                tasks_going=self._handed_over(goes),
                tasks_barred=self._handed_over(_left(before, after, {each.plan.pk for each in barred})),
            )

    def _seen(self) -> _Seen:
        at, line = self._at(), directory.lines([self.post], self.day)[self.post]
        acting = next(
            (seat.acting for seat in line if any(each.person != self.person for each in seat.acting)), ()
        )
        other = next((each.person for each in acting if each.person != self.person), None)
        return _Seen(
            handovers.charges_of(self.person, self.day),
            _tasks(self.person, at),
            _tasks(other, at) if other else {},
        )

    def _at(self) -> Moment:
        """Now, or noon of a day to come."""
        now, epoch = clock.moment()
        return Moment(
            max(now, datetime.datetime.combine(self.day, NOON, CAPITAL)) if self.day > _today() else now,
            epoch,
        )

    def _handed_over(self, tasks: dict[Key, Waiting]) -> list[Task]:
        """These tasks with whose turn each is, the first in duty; a few queries for each kind of record."""
        found, at = [], self._at()
        for kind in dict.fromkeys(kind for kind, _key in tasks):
            records: dict[int, Any] = read_records(
                MACHINES[kind].model, [key for each, key in tasks if each == kind]
            )
            facts: Any = MACHINES[kind].facts(list(records.values()), *at)
            for key, record in records.items():
                waiting = tasks[kind, key]
                turn = facts.in_turn(record, waiting.deadline)
                found.append(Task(waiting, turn[0].person if turn else None))
        return found


def _tasks(person: int, at: Moment) -> dict[Key, Waiting]:
    """What waits for a person in plans of others."""
    return {
        (each.deadline.record, each.deadline.record_id): each
        for each in inbox(person, at)
        if each.plan.employee_id != person
    }


def _left(before: _Seen, after: _Seen, barred: Collection[int]) -> dict[Key, Waiting]:
    """What waits in the post and stays with others: of plans that bar him, and appeals he is a party to."""
    return {
        key: each
        for key, each in after.others.items()
        if key not in after.tasks
        and key not in before.tasks
        and (each.plan.pk in barred or key[0] == "appeal")
    }


def _today() -> datetime.date:
    return clock.now().astimezone(CAPITAL).date()
