"""Who stands where towards a plan today, and by which policy and calendar."""

from __future__ import annotations

import datetime
from abc import abstractmethod
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from cycle_engine.actors import Capacity, Holder
from cycle_engine.case import Facts
from cycle_engine.deadlines import Reminders, level
from cycle_engine.machine import table_hash
from cycle_engine.models import Deadline, Record
from cycle_engine.remembered import Load, remembered
from cycle_engine.workdays import Calendar
from directory import queries as directory
from workflows.cycles import queries as cycles
from workflows.cycles.policy import Policy

if TYPE_CHECKING:
    from workflows.planning.models import Plan

R = TypeVar("R", bound=Record)
V = TypeVar("V")


def _managers(units: Collection[int], day: datetime.date) -> dict[int, tuple[int, ...]]:
    return directory.grantees(units, Capacity.MANAGER, day)


def _inspectors(units: Collection[int], day: datetime.date) -> dict[int, tuple[int, ...]]:
    return directory.grantees(units, Capacity.INSPECTOR, day)


GRANTEES = {Capacity.MANAGER: _managers, Capacity.INSPECTOR: _inspectors}


class Standing(Facts[R]):
    """Facts of a record that is a plan or belongs to one: the rules in force, and who stands where today."""

    @abstractmethod
    def plan(self, record: R) -> Plan:
        """The plan that the record is or belongs to."""

    @abstractmethod
    def amendment_id(self, record: R) -> int | None:
        """The amendment that the record is or belongs to; none where it is the plan itself."""

    def _remembered(self, load: Load[V], keys: Collection[int], day: datetime.date) -> dict[int, V]:
        return remembered(self.epoch, load, keys, day)

    @cached_property
    def plans(self) -> list[Plan]:
        return [self.plan(record) for record in self.records]

    @cached_property
    def _calendars(self) -> dict[int, Calendar]:
        units = {plan.unit_id for plan in self.plans}
        return self._remembered(cycles.calendars, units, self.now.date())

    @cached_property
    def _policies(self) -> dict[int, Policy]:
        years = {plan.cycle_id for plan in self.plans}
        return self._remembered(cycles.policy_of, years, self.now.date())

    @cached_property
    def _units_by_day(self) -> dict[datetime.date, set[int]]:
        """Units by their local day: at most two days at any moment."""
        days: dict[datetime.date, set[int]] = {}
        for unit, calendar in self._calendars.items():
            days.setdefault(calendar.day_of(self.now), set()).add(unit)
        return days

    @cached_property
    def _lines(self) -> dict[tuple[int, datetime.date], tuple[directory.Seat, ...]]:
        found: dict[tuple[int, datetime.date], tuple[directory.Seat, ...]] = {}
        for day, units in self._units_by_day.items():
            here = [record for record in self.records if self.plan(record).unit_id in units]
            posts = {post for record in here for post in self.posts(record)}
            found |= {
                (post, day): line for post, line in self._remembered(directory.lines, posts, day).items()
            }
        return found

    def _line(self, post: int, day: datetime.date) -> tuple[directory.Seat, ...]:
        if (post, day) not in self._lines:
            self._lines[post, day] = self._remembered(directory.lines, [post], day).get(post, ())
        return self._lines[post, day]

    @cached_property
    def _managers(self) -> dict[int, tuple[int, ...]]:
        return self._grantees(Capacity.MANAGER)

    @cached_property
    def _inspectors(self) -> dict[int, tuple[int, ...]]:
        return self._grantees(Capacity.INSPECTOR)

    def _grantees(self, capacity: Capacity) -> dict[int, tuple[int, ...]]:
        found: dict[int, tuple[int, ...]] = {}
        for day, units in self._units_by_day.items():
            found |= self._remembered(GRANTEES[capacity], units, day)
        return found

    def calendar(self, record: R) -> Calendar:
        return self._calendars[self.plan(record).unit_id]

    def policy(self, record: R) -> Policy:
        return self._policies[self.plan(record).cycle_id]

    def is_over(self, record: R) -> bool:
        """Whether the plan's last day has ended where its unit is."""
        return self.now >= self.calendar(record).end_of(self.plan(record).ends_on)

    def yearly_window_is_over(self, record: R) -> bool:
        """Whether the window of the cycle's yearly evaluation has ended (`IV.A.8.b`)."""
        last_day = self.policy(record).yearly_window_closes.of_year(self.plan(record).ends_on.year + 1)
        return self.now >= self.calendar(record).end_of(last_day)

    def unit(self, record: R) -> int | None:
        return self.plan(record).unit_id

    def rule_set(self, record: R) -> str:
        return f"{table_hash()[:31]}.{self.policy(record).hash[:32]}"

    def reminders(self, record: R) -> Reminders:
        policy = self.policy(record)
        return Reminders(policy.reminders_before, policy.escalate_every)

    def about(self, record: R) -> dict[str, Any]:
        plan = self.plan(record)
        return {"plan": plan.pk, "cycle": plan.cycle_id, "employee": plan.employee_id}

    def posts(self, record: R) -> Collection[int]:
        """The posts from which lines of duty start for the record."""
        return (self.plan(record).rater_post_id,)

    def line(self, record: R) -> directory.Line:
        """The seats of those who rate, from the rater upwards, as they are taken today."""
        return self._line(self.plan(record).rater_post_id, self.day(record))

    def duties(self, record: R) -> directory.Duties:
        """Who rates the record today, who is his superior, and so on upwards (`IV.A.2`)."""
        return directory.duties(self.line(record), self.plan(record).employee_id)

    def rater_person(self, record: R) -> int | None:
        """Who has the rater's duty today, before any stand-in; nobody when the whole line is vacant."""
        holders = self._at(record, 0)
        return holders[0].person if holders else None

    def would_rate(self, record: R, post: str) -> bool:
        """Whether somebody would rate the plan, were this (id of a) post its rater's."""
        if not (post.isascii() and post.isdecimal()):
            return False
        line = self._line(int(post), self.day(record))
        return bool(directory.duties(line, self.plan(record).employee_id).holders)

    def duty_level(self, record: R) -> int:
        """How many posts above the rater the superior's duty has moved: 1, and more when he let it pass."""
        return max([1, *(self.posts_up(deadline) for deadline in self._deadlines_of(record))])

    def posts_up(self, deadline: Deadline) -> int:
        """To which post above the rater a passed deadline's duty has come; what the owner let pass comes to
        the rater first."""
        return level(deadline, self.now) - (deadline.waits_for == Capacity.OWNER)

    def _deadlines_of(self, record: R) -> Iterable[Deadline]:
        return self.deadlines.get(record.pk, {}).values()

    def holders(self, record: R, capacity: Capacity) -> tuple[Holder, ...]:
        plan = self.plan(record)
        if capacity is Capacity.OWNER:
            return (Holder(plan.employee_id),)
        if capacity is Capacity.RATER:
            return self._at(record, 0)
        if capacity is Capacity.SUPERIOR:
            return self._at(record, self.duty_level(record))
        granted = {Capacity.MANAGER: "_managers", Capacity.INSPECTOR: "_inspectors"}.get(capacity)
        if granted is None:
            return ()
        busy = self._busy(record)
        return tuple(Holder(person) for person in getattr(self, granted)[plan.unit_id] if person not in busy)

    def barred(self, record: R, capacity: Capacity) -> frozenset[int]:
        if capacity is Capacity.RATER:
            return self._barred_at(record, 0)
        if capacity is Capacity.SUPERIOR:
            return self._barred_at(record, self.duty_level(record))
        if capacity is Capacity.MANAGER:
            return frozenset(self._managers[self.plan(record).unit_id]) & self._busy(record)
        return frozenset()

    def duty_at(self, record: R, level: int) -> tuple[Holder, ...]:
        """Who has the duty so many posts up: 0 the rater, 1 the superior; beyond the top, who stands there."""
        return self._at(record, level)

    def in_turn(self, record: R, deadline: Deadline) -> tuple[Holder, ...]:
        """Whose turn a deadline is: its capacity's, and once it has passed, theirs to whom the duty moved."""
        waiting = self.holders(record, Capacity(deadline.waits_for))
        moved = level(deadline, self.now) > 0
        return (*waiting, *self._at(record, self.posts_up(deadline))) if moved else waiting

    def above(self, record: R, capacity: Capacity, levels: int) -> tuple[Holder, ...]:
        """So many posts above the owner, or above the rater; beyond the top, the managers."""
        holders = self.duties(record).holders
        index = levels - 1 if capacity is Capacity.OWNER else levels
        return holders[index] if index < len(holders) else self.holders(record, Capacity.MANAGER)

    def _busy(self, record: R) -> frozenset[int]:
        """The owner, the rater and all to whom the superior's duty has come: they do not manage this record."""
        reached = self.duties(record).holders[: self.duty_level(record) + 1]
        duties = [holder.person for holders in reached for holder in holders]
        return frozenset([self.plan(record).employee_id, *duties])

    def _at(self, record: R, index: int) -> tuple[Holder, ...]:
        """Who has the duty at this place of the line; beyond its top, who stands at the top."""
        holders = self.duties(record).holders
        if index == 0 or len(holders) < 2:
            return holders[index] if index < len(holders) else ()
        return holders[min(index, len(holders) - 1)]

    def _barred_at(self, record: R, index: int) -> frozenset[int]:
        barred = self.duties(record).barred
        return barred[min(index, len(barred) - 1)] if barred else frozenset()
