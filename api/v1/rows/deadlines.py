"""Open deadlines of records as answers show them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet

from cycle_engine.actors import Capacity
from cycle_engine.clock import Moment
from cycle_engine.models import Deadline


@dataclass(frozen=True)
class OpenDeadline:
    """Until when whose turn it is. What waits for the clock is never late."""

    kind: str
    waits_for: str
    last_day: datetime.date
    due_at: datetime.datetime
    late: bool


def open_deadlines(found: Mapping[str, Deadline], now: datetime.datetime) -> list[OpenDeadline]:
    """The open deadlines of a record, by kind, as a list with the first that is due at its head."""
    return [
        OpenDeadline(each.kind, each.waits_for, each.last_day, each.due_at, _is_late(each, now))
        for each in sorted(found.values(), key=lambda deadline: (deadline.due_at, deadline.kind))
    ]


def _is_late(deadline: Deadline, now: datetime.datetime) -> bool:
    return deadline.due_at <= now and deadline.waits_for != Capacity.CLOCK


def overdue(record: str, at: Moment) -> QuerySet[Deadline]:
    """Deadlines of the record of a surrounding query that somebody let pass."""
    rows = Deadline.objects.filter(
        record=record, record_id=OuterRef("pk"), closed_at=None, due_at__lte=at.now
    )
    return rows.exclude(waits_for=Capacity.CLOCK)
