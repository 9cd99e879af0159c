"""Lists of days off as sheets, and what a new list changes."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, ClassVar

from django.utils.translation import gettext_noop as _

from cycle_engine.workdays import estimated_days
from directory.rows import DirectoryError, Problem, Problems
from directory.sheets import FAULTS, Sheet
from sheets.reading import Fault, Unreadable, opened
from workflows.cycles.commands import DayOffInput
from workflows.cycles.models import DayOff, DayOffKind

LONGEST = 200
NATIONAL = (DayOffKind.HOLIDAY.value, DayOffKind.JOINT_LEAVE.value)
LOCAL = (DayOffKind.LOCAL.value,)


@dataclass(frozen=True, slots=True)
class DayData:
    """A row of the sheet of days off; `kind`: holiday or joint_leave, and local in the list of a unit."""

    sheet: ClassVar[str] = "days_off"

    row: int
    date: datetime.date
    kind: str
    name: str


def read_days(content: BinaryIO, *, local: bool, year: int | None = None) -> list[DayOffInput]:
    """The rows of a sheet, all of one year. DirectoryError with each cell that is wrong; no year: any one."""
    problems = Problems()
    kind: Any = DayData
    try:
        with opened(content) as table:
            rows: list[DayData] = list(Sheet(kind, table).rows_to_check(problems))
    except Unreadable as error:
        raise DirectoryError([_problem(each) for each in error.faults]) from None
    _check(rows, year, LOCAL if local else NATIONAL, problems)
    problems.refuse()
    return [DayOffInput(row.date, row.kind, row.name) for row in rows]


def _problem(fault: Fault) -> Problem:
    return Problem(DayData.sheet, fault.row, fault.column, FAULTS[fault.code], fault.data)


def _check(rows: Sequence[DayData], year: int | None, kinds: Collection[str], problems: Problems) -> None:
    dated = [row for row in rows if "date" not in problems.unread(row)]
    year = year or (dated[0].date.year if dated else None)
    often = Counter(row.date for row in dated)
    for row in dated:
        if row.date.year != year:
            problems.add(row, "date", _("This is not a day of %(year)s."), year=year)
        if often[row.date] > 1:
            problems.add(row, "date", _("This stands in more than one row of the sheet."))
    for row in rows:
        if row.kind not in kinds:
            problems.add(row, "kind", _("This must be one of: %(allowed)s."), allowed=", ".join(kinds))
        if not row.name:
            problems.add(row, "name", _("This must be filled in."))
        if len(row.name) > LONGEST:
            problems.add(row, "name", _("This is longer than %(longest)s characters."), longest=LONGEST)


@dataclass(frozen=True, slots=True)
class Listed:
    """The days off of a year, in order: the official list, or those that the library estimates (`provisional`)."""

    days: list[DayOffInput]
    provisional: bool


def listed(year: int, unit: int | None = None) -> Listed:
    """What holds in the whole country, or what a unit (id) has beside it; one query."""
    rows = DayOff.objects.filter(year=year, unit=unit, withdrawn_at=None).order_by("day")
    days = [DayOffInput(row.day, row.kind, row.name) for row in rows]
    if days or unit is not None:
        return Listed(days, provisional=False)
    estimated = sorted(estimated_days(year).items())
    return Listed([DayOffInput(day, DayOffKind.HOLIDAY, name) for day, name in estimated], provisional=True)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which days a new list adds and which it withdraws; one that is only called otherwise stands in both."""

    added: list[DayOffInput]
    withdrawn: list[DayOffInput]


def compared(present: Listed, rows: Collection[DayOffInput]) -> Comparison:
    """What a list changes. Estimates are compared by day alone, since they are called otherwise."""
    days = {row.day for row in rows}
    if present.provisional:
        known = {row.day for row in present.days}
        added = [row for row in rows if row.day not in known]
        withdrawn = [row for row in present.days if row.day not in days]
    else:
        added = [row for row in rows if row not in present.days]
        withdrawn = [row for row in present.days if row not in rows]
    return Comparison(sorted(added, key=_day), sorted(withdrawn, key=_day))


def _day(row: DayOffInput) -> datetime.date:
    return row.day
