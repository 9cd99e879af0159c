"""What a rule may look at: one record, one step, one actor, one moment, and facts fetched for many at once."""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, Self, TypeVar, cast

from django.db import models

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity, Holder
from cycle_engine.deadlines import NO_REMINDERS, Reminders, open_deadlines
from cycle_engine.machine import Step, machine_of
from cycle_engine.models import Deadline, Record
from cycle_engine.workdays import Calendar

R = TypeVar("R", bound=Record)
V = TypeVar("V")


class Facts(ABC, Generic[R]):
    """What is known about `records` at `now`. A room's facts load each thing once for all of them, when asked.

    A room answers at least `holders`, `calendar` and `rule_set`.
    """

    def __init__(self, records: Sequence[R], now: datetime.datetime, epoch: bytes | None = None) -> None:
        self.records = records
        self.now = now
        self.epoch = clock.moment().epoch if epoch is None else epoch

    @abstractmethod
    def holders(self, record: R, capacity: Capacity) -> tuple[Holder, ...]:
        """Who holds `capacity` over `record` now, the first in duty first."""

    def barred(self, record: R, capacity: Capacity) -> frozenset[int]:
        """Persons who would hold `capacity`, did they not stand in another one in this matter."""
        return frozenset()

    def above(self, record: R, capacity: Capacity, levels: int) -> tuple[Holder, ...]:
        """Who stands so many levels above the holders of `capacity`: told when they are late."""
        return ()

    @abstractmethod
    def calendar(self, record: R) -> Calendar:
        """The working days and zone of the record's unit."""

    @abstractmethod
    def rule_set(self, record: R) -> str:
        """The version of the rules in force for the record, at most 64 characters."""

    def unit(self, record: R) -> int | None:
        """The id of the record's unit."""
        return None

    def reminders(self, record: R) -> Reminders:
        """When people are reminded of the record's deadlines."""
        return NO_REMINDERS

    def stale(self, case: Case[R]) -> bool:
        """Whether the step's own data name something that has changed since, beside the version."""
        return False

    def about(self, record: R) -> dict[str, Any]:
        """Ids that a notice about the record needs."""
        return {}

    def day(self, record: R) -> datetime.date:
        """Today where the record's unit is."""
        return self.calendar(record).day_of(self.now)

    def once(self, load: Callable[[Self], V]) -> V:
        """What `load` finds for all the records, asked once: how a rule of an upper room knows its own."""
        if load not in self._loaded:
            self._loaded[load] = load(self)
        return cast(V, self._loaded[load])

    @cached_property
    def _loaded(self) -> dict[Callable[[Self], Any], Any]:
        return {}

    @cached_property
    def deadlines(self) -> dict[int, dict[str, Deadline]]:
        """The open deadlines of each record, by kind."""
        return open_deadlines(self.records)


@dataclass
class Changes:
    """Ordinary rows that an act adds or changes; written with it, or not at all."""

    added: list[models.Model] = field(default_factory=list)
    changed: list[tuple[models.Model, tuple[str, ...]]] = field(default_factory=list)

    @classmethod
    def of(cls, records: Iterable[models.Model], all_changes: Iterable[Changes]) -> Changes:
        """Those of the records that are new, and all these changes, as one."""
        merged = cls([record for record in records if record.pk is None])
        for changes in all_changes:
            merged.added += changes.added
            merged.changed += changes.changed
        return merged

    def __bool__(self) -> bool:
        return bool(self.added or self.changed)

    def add(self, row: models.Model) -> None:
        self.added.append(row)

    def change(self, row: models.Model, **values: Any) -> None:
        """Set `values` on `row`, in memory now and in the database with the act."""
        for name, value in values.items():
            setattr(row, name, value)
        self.changed.append((row, tuple(values)))


@dataclass(slots=True)
class Case(Generic[R]):
    """One step on one record.

    `facts` are those of the record's machine; `notes` goes into the entry's payload beside reason and data.
    """

    record: R
    step: Step
    facts: Any
    actor: Actor
    reason: str = ""
    data: Any = None
    changes: Changes = field(default_factory=Changes)
    notes: dict[str, Any] = field(default_factory=dict)
    led_by: Case[Any] | None = None
    from_state: str = ""
    to_state: str = ""
    today: datetime.date | None = None

    def change(self) -> None:
        """Take the step in memory, by the record's @transition method."""
        self.from_state = self.record.state  # type: ignore[attr-defined]
        getattr(self.record, self.step.name)(self)
        self.to_state = self.record.state  # type: ignore[attr-defined]

    @property
    def now(self) -> datetime.datetime:
        return cast(datetime.datetime, self.facts.now)

    @property
    def day(self) -> datetime.date:
        """Today where the record's unit is."""
        if self.today is None:
            self.today = self.facts.day(self.record)
        return self.today

    @property
    def kind(self) -> str:
        return machine_of(type(self.record)).kind
