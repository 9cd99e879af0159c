"""The days off of a year: the official list, loaded as a sheet, and what units have beside it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import FileField

from api.v1.acts import after_commit
from api.v1.documents import described
from api.v1.errors import Refused
from api.v1.fields import Id
from api.v1.http import NOBODY, answer
from api.v1.managers import ManagersSheet
from api.v1.shapes import Named
from cycle_engine.actors import Actor
from cycle_engine.errors import Missing
from directory.models import UnitRow
from directory.rows import DirectoryError, Problem
from workflows.cycles import days, queries
from workflows.cycles.commands import DayOffInput
from workflows.cycles.models import DayOff, DayOffKind
from workflows.planning import redating

YEARS = range(2000, 2101)


@dataclass(frozen=True)
class CalendarQuery:
    """`unit`: the days that this unit has beside the official list."""

    unit: Id | None = None


@dataclass(frozen=True)
class DayOffShape:
    """A day off. `kind`: holiday, joint_leave or local."""

    date: datetime.date
    kind: str
    kind_label: str
    name: str


@dataclass(frozen=True)
class Closure:
    """A day off of one unit."""

    unit: Named
    date: datetime.date
    name: str


@dataclass(frozen=True)
class CalendarShape:
    """The days off of a year. `provisional`: no official list is loaded, and these are estimates without joint
    leave."""

    year: int
    provisional: bool
    days: list[DayOffShape]
    closures: list[Closure]


@dataclass(frozen=True)
class NewCalendar:
    """A `file`, CSV or XLSX, with the columns date, kind and name: all days off of the year, or all of the unit."""

    file: Any = field(metadata={"serializer_field": FileField()})


@dataclass(frozen=True)
class CalendarChange:
    """What a list changes. A day that is only called otherwise is added and withdrawn.

    `open` deadlines could move, and `moved` would; none of them to an earlier day.
    """

    year: int
    unit: str | None
    added: list[DayOffShape]
    withdrawn: list[DayOffShape]
    open: int
    moved: int


@dataclass(frozen=True)
class LoadedCalendar:
    """A list that was loaded. `job`: moves the deadlines in the background; none when the list said nothing new."""

    year: int
    unit: str | None
    days: list[DayOffShape]
    job: str | None


class SentCalendar(ManagersSheet):
    """An address that takes a list of days off as a sheet."""

    def sent(self, year: int) -> tuple[int | None, list[DayOffInput]]:
        """The unit whose days they are, none for the national list, and the rows of the sheet."""
        _refuse_year(year)
        unit = self.query(CalendarQuery).unit
        new = self.body(NewCalendar)
        try:
            return unit, days.read_days(new.file, local=unit is not None, year=year)
        except DirectoryError as error:
            raise Refused("invalid", errors={"file": [_told(each) for each in error.problems]}) from error


class CalendarView(SentCalendar):
    """The days off of a year."""

    def get(self, request: Request, year: int) -> Response:
        """The days off of a year, and those of units; for everybody in the organisation."""
        asked = self.query(CalendarQuery)
        _refuse_year(year)
        if self.reader == NOBODY:
            raise Missing
        national, closures = days.listed(year), queries.closures(year, asked.unit)
        return answer(
            CalendarShape(year, national.provisional, _days(national.days), _closures(closures, self.day))
        )

    def post(self, request: Request, year: int) -> Response:
        """Load the official list, as a manager of a whole agency; or the days of a unit, as its manager."""
        unit, rows = self.sent(year)
        job = redating.load_days_off(year, rows, Actor.of(self.reader), unit)
        with after_commit():
            loaded = days.listed(year, unit).days if rows else []
            return answer(LoadedCalendar(year, _id(unit), _days(loaded), _id(job.pk if job else None)))


class CalendarPreviewView(SentCalendar):
    """What a list of days off would change."""

    def post(self, request: Request, year: int) -> Response:
        """Which days a list adds and withdraws, and what it does to deadlines. Nothing of it is done."""
        unit, rows = self.sent(year)
        effect = redating.effect_of_days_off(year, rows, Actor.of(self.reader), self.moment, unit)
        change = days.compared(days.listed(year, unit), rows)
        return answer(
            CalendarChange(
                year, _id(unit), _days(change.added), _days(change.withdrawn), effect.open, effect.moved
            )
        )


def _refuse_year(year: int) -> None:
    if year not in YEARS:
        raise Missing


def _told(problem: Problem) -> str:
    place = f"{problem.row} {problem.column}".strip() if problem.row else ""
    return f"{place}: {problem.message}" if place else problem.message


def _days(rows: Sequence[DayOffInput]) -> list[DayOffShape]:
    return [DayOffShape(row.day, row.kind, str(DayOffKind(row.kind).label), row.name) for row in rows]


def _closures(rows: Sequence[DayOff], day: datetime.date) -> list[Closure]:
    units = UnitRow.objects.on(day).filter(unit__in={row.unit_id for row in rows})
    names = dict(units.values_list("unit", "name"))
    return [
        Closure(Named(str(row.unit_id), names.get(row.unit_id or 0, "")), row.day, row.name) for row in rows
    ]


def _id(key: int | None) -> str | None:
    return None if key is None else str(key)


described(CalendarView, "get", "calendars_read", asks=CalendarQuery, answers=CalendarShape)
described(
    CalendarView, "post", "calendars_load", asks=CalendarQuery, takes=NewCalendar, answers=LoadedCalendar
)
described(
    CalendarPreviewView,
    "post",
    "calendars_preview",
    asks=CalendarQuery,
    takes=NewCalendar,
    answers=CalendarChange,
)
