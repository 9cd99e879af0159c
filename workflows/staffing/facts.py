"""What is known of changes of posts at one moment."""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cycle_engine.actors import Capacity, Holder
from cycle_engine.case import Facts
from cycle_engine.machine import table_hash
from cycle_engine.remembered import remembered
from cycle_engine.workdays import Calendar
from directory import queries as directory
from directory.models import Assignment, Exemption, PersonRow
from workflows.cycles import queries as cycles
from workflows.staffing.kinds import LEAVES, MOVES

if TYPE_CHECKING:
    from workflows.staffing.models import PostChange

AHEAD = ("planned", "applied")


class PostChangeFacts(Facts["PostChange"]):
    """Who manages a change, and what the directory and other changes say of its day."""

    # Who stands where

    def holders(self, record: PostChange, capacity: Capacity) -> tuple[Holder, ...]:
        if capacity is Capacity.OWNER:
            return (Holder(record.person_id),)
        if capacity is not Capacity.MANAGER:
            return ()
        return tuple(Holder(each) for each in self._managers_of(record) if each != record.person_id)

    def barred(self, record: PostChange, capacity: Capacity) -> frozenset[int]:
        managers = self._managers_of(record) if capacity is Capacity.MANAGER else ()
        return frozenset({record.person_id}.intersection(managers))

    def _managers_of(self, record: PostChange) -> tuple[int, ...]:
        """Who manages both the unit that is left and the one that is entered."""
        here = self._managers[record.unit_id]
        there = here if record.new_unit_id is None else self._managers[record.new_unit_id]
        return tuple(person for person in here if person in there)

    @cached_property
    def _units(self) -> set[int]:
        return {unit for each in self.records for unit in (each.unit_id, each.new_unit_id) if unit}

    @cached_property
    def _managers(self) -> dict[int, tuple[int, ...]]:
        day = max(calendar.day_of(self.now) for calendar in self._calendars.values())
        return directory.grantees(self._units, Capacity.MANAGER, day)

    @cached_property
    def _calendars(self) -> dict[int, Calendar]:
        return remembered(self.epoch, cycles.calendars, self._units, self.now.date())

    def calendar(self, record: PostChange) -> Calendar:
        return self._calendars[record.unit_id]

    def rule_set(self, record: PostChange) -> str:
        return table_hash()

    def unit(self, record: PostChange) -> int | None:
        return record.unit_id

    def about(self, record: PostChange) -> dict[str, Any]:
        return {"employee": record.person_id}

    # The directory and other changes

    @cached_property
    def _held(self) -> dict[int, Assignment]:
        """The assignment of each record's person on its day."""
        found = {}
        for record in self.records:
            rows = Assignment.objects.on(record.effective).filter(person=record.person_id)
            if row := rows.first():
                found[id(record)] = row
        return found

    @cached_property
    def _ahead(self) -> dict[int, list[PostChange]]:
        """Changes that are planned, carried out or recorded just now, by person."""
        from workflows.staffing.models import PostChange

        people = {each.person_id for each in self.records} | set(self._sitting.values())
        found: dict[int, list[PostChange]] = {}
        rows = PostChange.objects.filter(person__in=people, state__in=AHEAD).order_by("effective", "pk")
        for row in (*rows, *(each for each in self.records if each.pk is None)):
            found.setdefault(row.person_id, []).append(row)
        return found

    def held(self, record: PostChange) -> int | None:
        """The post that the person holds on the day, when all that is planned before it has come to pass."""
        row = self._held.get(id(record))
        post = row.post_id if row else None
        for each in self._before(record):
            post = each.new_post_id if each.change in MOVES else post
        return post

    def since(self, record: PostChange) -> datetime.date | None:
        """Since when the person holds that post."""
        row = self._held.get(id(record))
        moved = [each.effective for each in self._before(record) if each.change in MOVES]
        return max([*([row.valid_from] if row else []), *moved], default=None)

    def _before(self, record: PostChange) -> list[PostChange]:
        """What is planned for the person for earlier days."""
        ahead = self._ahead.get(record.person_id, [])
        return [each for each in ahead if each.state == "planned" and each.effective < record.effective]

    @cached_property
    def _sitting(self) -> dict[int, int]:
        """Who else holds the new post of each record on its day."""
        found = {}
        for record in self.records:
            rows = Assignment.objects.on(record.effective).filter(post=record.new_post_id)
            if record.new_post_id and (row := rows.exclude(person=record.person_id).first()):
                found[id(record)] = row.person_id
        return found

    def is_taken(self, record: PostChange) -> bool:
        """Whether somebody holds the new post who is not to leave it by that day."""
        holder = self._sitting.get(id(record))
        if holder is None:
            return False
        leaving = self._ahead.get(holder, [])
        return not any(
            each.change in MOVES | LEAVES
            and each.post_id == record.new_post_id
            and each.effective <= record.effective
            for each in leaving
        )

    def exempt(self, record: PostChange, day: datetime.date | None = None) -> Exemption | None:
        """By what the person is outside the scheme on the day of the change, or on this one."""
        return directory.exempt([record.person_id], day or record.effective).get(record.person_id)

    def kind(self, record: PostChange) -> str:
        """PNS or PPPK."""
        row = PersonRow.objects.on(record.effective).filter(person=record.person_id).first()
        return row.kind if row else ""

    def has_another(self, record: PostChange) -> bool:
        """Whether another change of the person is planned for the day, or was carried out."""
        ahead = self._ahead.get(record.person_id, [])
        return any(each.effective == record.effective and each != record for each in ahead)
