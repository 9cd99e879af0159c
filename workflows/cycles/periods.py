"""The periods of evaluation: a year's months or quarters, and the year; and when their windows are open."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import lru_cache

from cycle_engine.workdays import Calendar
from workflows.cycles.policy import EvaluationPeriod, Policy

NAME = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")
LENGTHS = {EvaluationPeriod.MONTHLY: 1, EvaluationPeriod.QUARTERLY: 3}
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Period:
    """So many whole months, up to `last_month` of a year; named "2026", "2026-Q2" or "2026-06"."""

    year: int
    last_month: int
    months: int

    @property
    def is_year(self) -> bool:
        return self.months == MONTHS

    @property
    def name(self) -> str:
        if self.is_year:
            return str(self.year)
        if self.months == LENGTHS[EvaluationPeriod.QUARTERLY]:
            return f"{self.year}-Q{self.last_month // self.months}"
        return f"{self.year}-{self.last_month:02}"

    @property
    def starts_on(self) -> datetime.date:
        return datetime.date(self.year, self.last_month - self.months + 1, 1)

    @property
    def ends_on(self) -> datetime.date:
        return datetime.date(self.year, self.last_month, self._last_day)

    @property
    def _last_day(self) -> int:
        return calendar.monthrange(self.year, self.last_month)[1]

    def opens(self, policy: Policy) -> datetime.date:
        """The first day of its window."""
        if self.is_year:
            return policy.yearly_window_opens.of_year(self.year)
        return datetime.date(self.year, self.last_month, min(policy.window_opens_on, self._last_day))

    def closes(self, policy: Policy, workdays: Calendar) -> datetime.date:
        """The last day of its window (`IV.A.8`)."""
        if self.is_year:
            return policy.yearly_window_closes.of_year(self.year + 1)
        return workdays.after(self.ends_on, policy.window_days)

    def overlaps(self, other: Period) -> bool:
        """Whether both are of one kind, a year's or a part of it, and share a month."""
        same_kind = self.year == other.year and self.is_year == other.is_year
        return same_kind and self.starts_on <= other.ends_on and other.starts_on <= self.ends_on

    @property
    def is_mid_year(self) -> bool:
        """Whether its evaluation is the mid-year review: the second quarter's, or June's."""
        return self.last_month == MONTHS // 2


def yearly(year: int) -> Period:
    return Period(year, MONTHS, MONTHS)


def periodic(year: int, policy: Policy) -> list[Period]:
    """The months or quarters of a year, in order."""
    length = LENGTHS[policy.evaluation_period]
    return [Period(year, last, length) for last in range(length, MONTHS + 1, length)]


@lru_cache(maxsize=256)
def named(name: str) -> Period:
    """The period of this name; ValueError when there is none."""
    found = NAME.fullmatch(name)
    if found is None:
        raise ValueError(f"not a period: {name!r}")
    year, quarter, month = int(found[1]), found[2], found[3]
    if quarter:
        return Period(year, int(quarter) * 3, 3)
    return Period(year, int(month), 1) if month else yearly(year)
