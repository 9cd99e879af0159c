"""The sweep of deadlines: tells people before, when and after a deadline passes. It changes no record.

Its only writer is the database function `engine_tell`, which marks a deadline as told and announces that in one
statement; what was told once is not told again, however many sweep at once.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from cycle_engine import clock
from cycle_engine.actors import Capacity
from cycle_engine.case import Facts
from cycle_engine.clock import Moment
from cycle_engine.deadlines import instants, reminders_of
from cycle_engine.machine import MACHINES, Machine
from cycle_engine.models import Deadline
from cycle_engine.tables import records_of

AT_ONCE = 500


def tell() -> int:
    """Tell of every deadline whose time has come; how many were told. In transactions of a few hundred."""
    told = 0
    while count := _tell_some():
        told += count
    return told


def _tell_some() -> int:
    with transaction.atomic():
        due = list(Deadline.objects.raw("SELECT * FROM engine_claim_deadlines(%s)", [AT_ONCE]))
        if not due:
            return 0
        moment = clock.moment()
        tells = [
            _told(deadline, records[deadline.record_id], facts)
            for kind, found, records in _by_kind(due)
            for facts in [MACHINES[kind].facts(list(records.values()), *moment)]
            for deadline in found
        ]
        with connection.cursor() as cursor:
            cursor.execute("SELECT engine_tell(%s)", [json.dumps(tells, default=str)])
            return int(cursor.fetchone()[0])


def _told(deadline: Deadline, record: Any, facts: Facts[Any]) -> dict[str, Any]:
    """Whom to tell: whose turn it is; once it has passed, who stands above, one post more each time."""
    waits_for = Capacity(deadline.waits_for)
    levels = sum(deadline.due_at <= instant <= facts.now for instant in deadline.agenda)
    told = {holder.person: waits_for for holder in facts.holders(record, waits_for)}
    for holder in facts.above(record, waits_for, levels) if levels else ():
        told.setdefault(holder.person, Capacity.SUPERIOR)
    kind = ("reminder", "passed")[levels] if levels < 2 else "escalated"
    return _tell_of(deadline, kind, facts.now, told, facts.about(record))


def _tell_of(
    deadline: Deadline, kind: str, now: datetime, told: Mapping[int, Capacity], about: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "deadline": deadline.pk,
        "at": now,
        "kind": f"deadline.{kind}",
        "recipients": [{"person": person, "capacity": capacity} for person, capacity in told.items()],
        "about": {**about, "deadline": deadline.kind, "last_day": deadline.last_day.isoformat()},
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """A deadline that has passed and of which these persons shall be reminded, each in a capacity; `about` as in
    `Facts.about`."""

    deadline: Deadline
    about: Mapping[str, Any]
    told: Mapping[int, Capacity]


def remind(asked: Sequence[Asked], now: datetime) -> int:
    """Announce these once more, because somebody asks for it; how many. Nothing of their agenda moves."""
    tells = [_tell_of(each.deadline, "asked", now, each.told, each.about) for each in asked]
    with connection.cursor() as cursor:
        cursor.execute("SELECT engine_tell(%s)", [json.dumps(tells, default=str)])
        return int(cursor.fetchone()[0])


def redate(deadlines: Iterable[Deadline]) -> int:
    """Work these open deadlines out anew, after their calendar changed; how many moved. None moves earlier."""
    with transaction.atomic():
        moved = [row for _, row in _anew(deadlines, clock.moment())]
        with connection.cursor() as cursor:
            cursor.execute("SELECT engine_redate(%s)", [json.dumps(moved, default=str)])
            return int(cursor.fetchone()[0])


def moving(deadlines: Iterable[Deadline], moment: Moment) -> int:
    """How many of these open deadlines `redate` would move at this moment; nothing is written."""
    return sum(_is_later(deadline, row) for deadline, row in _anew(deadlines, moment))


def _is_later(deadline: Deadline, row: dict[str, Any]) -> bool:
    """What `engine_redate` asks before it moves a deadline."""
    due_at = datetime.fromisoformat(row["due_at"])
    moves_at = [datetime.fromisoformat(each) for each in row["moves_at"].strip("{}").split(",") if each]
    told = deadline.due_at, list(deadline.moves_at)
    kept = due_at >= told[0] and moves_at >= told[1] and len(moves_at) == len(told[1])
    return kept and (due_at, moves_at) != told


def _anew(deadlines: Iterable[Deadline], moment: Moment) -> Iterator[tuple[Deadline, dict[str, Any]]]:
    for kind, found, records in _by_kind(deadlines):
        machine = MACHINES[kind]
        yield from _worked_out(machine, found, machine.facts(list(records.values()), *moment), records)


def _worked_out(
    machine: Machine, found: list[Deadline], facts: Facts[Any], records: dict[int, Any]
) -> Iterator[tuple[Deadline, dict[str, Any]]]:
    limits = {limit.kind: limit for limit in machine.limits}
    for deadline in found:
        record, limit = records[deadline.record_id], limits[deadline.kind]
        calendar = facts.calendar(record)
        opened = calendar.day_of(deadline.opened_at)
        last_day = limit.last_day(facts, record, opened)
        if last_day is None:
            continue
        reminders = reminders_of(Capacity(deadline.waits_for), facts.reminders(record))
        at = instants(calendar, last_day, opened, reminders, limit.moves_after(facts, record))
        instants_of = {"due_at": at.due_at, "agenda": at.agenda, "moves_at": at.moves_at}
        yield deadline, {"deadline": deadline.pk, "last_day": last_day} | instants_of


def _by_kind(deadlines: Iterable[Deadline]) -> Iterator[tuple[str, list[Deadline], dict[int, Any]]]:
    by_kind: dict[str, list[Deadline]] = defaultdict(list)
    for deadline in deadlines:
        by_kind[deadline.record].append(deadline)
    records = records_of(row for found in by_kind.values() for row in found)
    for kind, found in by_kind.items():
        yield kind, found, records[kind]
