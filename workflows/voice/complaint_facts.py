"""Who has to do with a complaint today, and by which policy and calendar."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cycle_engine.actors import Capacity, Holder
from cycle_engine.case import Facts
from cycle_engine.deadlines import Reminders
from cycle_engine.machine import table_hash
from cycle_engine.models import Deadline
from cycle_engine.remembered import remembered
from cycle_engine.workdays import Calendar
from directory import queries as directory
from directory.models import PostRow, UnitRow
from workflows.cycles import queries as cycles
from workflows.cycles.policy import Policy
from workflows.voice.complaint_limits import CLOSING

if TYPE_CHECKING:
    from workflows.voice.complaints import Complaint


def managers(units: Collection[int], day: datetime.date) -> dict[int, tuple[int, ...]]:
    """Who manages each unit on the day."""
    return directory.grantees(units, Capacity.MANAGER, day)


def _heads(units: Collection[int], day: datetime.date) -> dict[int, int]:
    """The post that heads each unit on the day."""
    rows = PostRow.objects.on(day).filter(unit__in=units, heads_unit=True)
    return dict(rows.values_list("unit", "post"))


class ComplaintFacts(Facts["Complaint"]):
    """Who manages the unit, who handles the complaint, and until when they have time.

    The unit of an act is the one that the complaint was with when it was looked at, also of one that forwards it.
    """

    def __init__(self, records: Any, *moment: Any) -> None:
        super().__init__(records, *moment)
        self._units: dict[int, int] = {id(record): record.unit_id for record in records}

    # Rules and days

    @cached_property
    def _calendars(self) -> dict[int, Calendar]:
        return remembered(self.epoch, cycles.calendars, set(self._units.values()), self.now.date())

    def calendar(self, record: Complaint) -> Calendar:
        if record.unit_id not in self._calendars:  # it was forwarded just now
            self._calendars.update(
                remembered(self.epoch, cycles.calendars, [record.unit_id], self.now.date())
            )
        return self._calendars[record.unit_id]

    def policy(self, record: Complaint) -> Policy:
        units = {*self._units.values(), record.unit_id}
        return remembered(self.epoch, cycles.policies_of_units, units, self.now.date())[record.unit_id]

    def rule_set(self, record: Complaint) -> str:
        return f"{table_hash()[:31]}.{self.policy(record).hash[:32]}"

    def reminders(self, record: Complaint) -> Reminders:
        policy = self.policy(record)
        return Reminders(policy.reminders_before, policy.escalate_every)

    def unit(self, record: Complaint) -> int | None:
        return self._units[id(record)]

    def about(self, record: Complaint) -> dict[str, Any]:
        return {"unit": record.unit_id}

    def closing(self, record: Complaint) -> Deadline | None:
        """Until when the citizen may take it up again."""
        return self.deadlines.get(record.pk, {}).get(CLOSING)

    # People

    def holders(self, record: Complaint, capacity: Capacity) -> tuple[Holder, ...]:
        if capacity is Capacity.MANAGER:
            units = {*self._units.values(), record.unit_id}
            found = remembered(self.epoch, managers, units, self.day(record)).get(record.unit_id, ())
            return tuple(Holder(person) for person in found)
        if capacity is Capacity.HANDLER and record.post_id:
            return self._line(record.post_id, record)[0].acting
        return ()

    def in_turn(self, record: Complaint, deadline: Deadline) -> tuple[Holder, ...]:
        """Whose turn a deadline is."""
        return self.holders(record, Capacity(deadline.waits_for))

    def above(self, record: Complaint, capacity: Capacity, levels: int) -> tuple[Holder, ...]:
        """Of who handles it, so many posts above, and the unit's managers; of the managers the unit's head, and
        above him."""
        if capacity is Capacity.HANDLER:
            line = self._line(record.post_id, record) if record.post_id else ()
            return (*_seat(line, levels), *self.holders(record, Capacity.MANAGER))
        head = remembered(self.epoch, _heads, [record.unit_id], self.day(record)).get(record.unit_id)
        return _seat(self._line(head, record), levels - 1) if head else ()

    def _line(self, post: int, record: Complaint) -> directory.Line:
        posts = {each.post_id for each in self.records if each.post_id} | {post}
        return remembered(self.epoch, directory.lines, posts, self.day(record))[post]

    # What may be chosen

    def may_handle(self, record: Complaint, post: str) -> bool:
        """Whether this (id of a) post belongs to the unit, or to one below it, and somebody acts in it today."""
        if not _is_id(post):
            return False
        row = directory.posts([int(post)], self.day(record)).get(int(post))
        within = directory.units_below([record.unit_id], self.day(record))
        return row is not None and row.unit_id in within and bool(self._line(int(post), record)[0].acting)

    def may_receive(self, record: Complaint, unit: str) -> bool:
        """Whether this (id of a) unit is another one, is there today, and has a manager."""
        if not _is_id(unit) or int(unit) == record.unit_id:
            return False
        day = self.day(record)
        there = UnitRow.objects.on(day).filter(unit=int(unit)).exists()
        return there and bool(remembered(self.epoch, managers, [int(unit)], day).get(int(unit)))


def _seat(line: directory.Line, level: int) -> tuple[Holder, ...]:
    """Who acts so many posts up; beyond the top, who stands there."""
    return line[min(level, len(line) - 1)].acting if line else ()


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18
