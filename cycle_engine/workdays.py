"""The working-day calendar: which days count, and where a limit of n working days ends.

A calendar belongs to a unit: its time zone, its five- or six-day week and its days off. The norm gives limits
in working days (`6/2022:V.A.5-11`, `V.B.2`, `V.B.6`); we do not count the day of the event, and a limit is
half-open: it ends at the local midnight after its last day. Days are plain dates in the unit's zone; instants
are aware datetimes.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """The days off of one year; provisional until the official list of that year is loaded."""

    days: frozenset[date]
    provisional: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of a unit.

    `work_week` is 5 (Monday to Friday) or 6 (Monday to Saturday), else ValueError. `days_off` are national
    holidays, joint leave and the unit's own extra days, of every year that a limit may reach into. Calendars
    with equal contents are equal and share what was already counted.
    """

    zone: ZoneInfo
    work_week: int
    days_off: frozenset[date]

    def __post_init__(self) -> None:
        if self.work_week not in (5, 6):
            raise ValueError(f"work_week must be 5 or 6 days, not {self.work_week!r}")

    def is_workday(self, day: date) -> bool:
        """Whether the unit works on this day. TypeError for a datetime: ask `day_of` for its day first."""
        _refuse_instant(day)
        return day.weekday() < self.work_week and day not in self.days_off

    def after(self, day: date, n: int) -> date:
        """The n-th working day after `day`, which is not counted itself; with n = 0 the day as it is.

        ValueError for a negative n.
        """
        _refuse_negative(n)
        return _nth_workday(self, day, n, ONE_DAY)

    def before(self, day: date, n: int) -> date:
        """The n-th working day before `day`, which is not counted itself; with n = 0 the day as it is.

        So the n-th last working day of a month is the n-th before the first of the next. ValueError for a
        negative n.
        """
        _refuse_negative(n)
        return _nth_workday(self, day, n, -ONE_DAY)

    def workdays_between(self, start: date, end: date) -> int:
        """How many working days after `start` up to and with `end`; negative when `end` is the earlier.

        So `workdays_between(day, after(day, n)) == n`.
        """
        return _count(self, start, end) if start <= end else -_count(self, end, start)

    def day_of(self, instant: datetime) -> date:
        """The day on the unit's wall calendar at this instant. ValueError for one without a time zone."""
        if instant.utcoffset() is None:
            raise ValueError(f"instant must carry a time zone: {instant!r}")
        return instant.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """The first instant, in UTC, that no longer belongs to `day`: the next local midnight."""
        _refuse_instant(day)
        return datetime.combine(day + ONE_DAY, time.min, self.zone).astimezone(UTC)


def estimated_days(year: int) -> dict[date, str]:
    """The public holidays of `year` by the library, with their Indonesian names."""
    return dict(holidays.country_holidays("ID", years=year, language="id"))


def official_days(year: int, loaded: Collection[date] | None) -> Days:
    """The days off of `year`: the official list if one is loaded, else the library's, marked provisional.

    A loaded list holds national holidays and joint leave and replaces all of the library's dates; an empty
    one counts as not loaded. From the library come public holidays only: no joint leave, and estimates where
    a date follows the moon. ValueError for a loaded date of another year.
    """
    if not loaded:
        return Days(frozenset(estimated_days(year)), provisional=True)
    strangers = sorted(day for day in loaded if day.year != year)
    if strangers:
        raise ValueError(f"loaded must hold days of {year} only, not {strangers[0]}")
    return Days(frozenset(loaded), provisional=False)


# A bulk run asks for the same few limits a hundred thousand times, so walking once and remembering is enough.
@lru_cache(maxsize=16_384)
def _nth_workday(calendar: Calendar, day: date, n: int, step: timedelta) -> date:
    while n:
        day += step
        n -= calendar.is_workday(day)
    return day


@lru_cache(maxsize=16_384)
def _count(calendar: Calendar, start: date, end: date) -> int:
    days = (start + timedelta(days=i) for i in range(1, (end - start).days + 1))
    return sum(calendar.is_workday(day) for day in days)


def _refuse_negative(n: int) -> None:
    if n < 0:
        raise ValueError(f"n must not be negative: {n}")


def _refuse_instant(day: date) -> None:
    """A datetime is a date to Python but equals no day off: it would pass over holidays in silence."""
    if isinstance(day, datetime):
        raise TypeError(f"day must be a date, not the instant {day!r}")
