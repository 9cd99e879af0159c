"""Indicators of a plan as readers look at them: the value, how far it reaches, and how far it can be relied on."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from cycle_engine.models import Record
from cycle_engine.workdays import Calendar
from workflows.cycles.periods import periodic
from workflows.cycles.policy import Policy
from workflows.monitoring.measured import Measured, measured_in
from workflows.monitoring.models import ProgressEntry
from workflows.monitoring.quality import Entered, Flag, Seen, flags
from workflows.monitoring.reaching import Reached, reached
from workflows.planning.contents import Document
from workflows.planning.standing import Standing

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Around:
    """What entries are looked at by: the plan's first day, calendar and policy of its unit, and what was measured."""

    begins: datetime.date
    calendar: Calendar
    policy: Policy
    measured: Mapping[str, Measured]

    @classmethod
    def of(
        cls,
        document: Document,
        begins: datetime.date,
        days: tuple[datetime.date, datetime.date],
        facts: Standing[R],
        record: R,
    ) -> Around:
        """With what was measured on these days, both included; at most two queries."""
        measured = measured_in(document, *days, facts.epoch)
        return cls(begins, facts.calendar(record), facts.policy(record), measured)


@dataclass(frozen=True, slots=True)
class Tracked:
    """An indicator with its newest value, of a `day`: `measured`, or else `entered` by the employee.

    `measured` is also known beside a value that was entered.
    """

    value: str
    basis: Literal["measured", "entered", ""]
    day: datetime.date | None
    reached: Reached
    measured: Measured | None
    flags: list[Flag]


def tracked(indicator: Mapping[str, Any], entries: Sequence[ProgressEntry], around: Around) -> Tracked:
    """The indicator with those of its entries that stand, oldest first, as `queries.with_more` finds them."""
    measured = around.measured.get(indicator.get("measure") or "")
    seen = Seen(indicator, [_entered(each, around) for each in entries], measured, around.begins)
    newest = seen.values[-1] if seen.values else None
    value, basis, day = ("", "", None) if newest is None else (newest.value, "entered", newest.day)
    if measured:
        value, basis, day = measured.value, "measured", measured.last_day
    return Tracked(value, basis, day, reached(indicator, value), measured, flags(seen))  # type: ignore[arg-type]


def _entered(entry: ProgressEntry, around: Around) -> Entered:
    return Entered(
        day=entry.day,
        value=entry.value,
        entered_on=around.calendar.day_of(entry.written_at),
        period_ends=next(
            each.ends_on for each in periodic(entry.day.year, around.policy) if entry.day <= each.ends_on
        ),
        evidence={each.name: each.broken_since is not None for each in entry.evidence.all()},
    )
