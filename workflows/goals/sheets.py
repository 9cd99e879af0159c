"""Goals and key indicators as a sheet: a row for each indicator and year.

`unit` is a unit's code or name; `region` tells units of one name apart by the agency that they belong to. `target`,
`realised` and `baseline` are written as they are printed. What the columns `code` and `goal_code` leave empty is
known by its words within the unit, or gets the unit's next code.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO, ClassVar

from directory import queries as directory
from directory.models import UnitRow
from directory.rows import DirectoryError, Problem, Problems
from directory.sheets import FAULTS, Amount, Sheet
from sheets.reading import Unreadable, opened
from workflows.goals import queries

GOVERNMENT = "Pemerintah "


@dataclass(frozen=True, slots=True)
class IndicatorData:
    """A row of the sheet of key indicators; a cell that is empty is an empty text, a year that is none every year."""

    sheet: ClassVar[str] = "indicators"
    needed: ClassVar[frozenset[str]] = frozenset({"unit", "indicator", "target_year", "target"})

    row: int
    region: str
    unit: str
    strategic_goal: str
    indicator: str
    satuan: str
    formula: str
    target_year: int | None
    target: Amount
    realised: Amount
    source_url: str
    code: str
    goal_code: str
    kind: str
    better: str
    baseline: Amount
    responsible: str
    measure: str


HEADER = tuple(each.name for each in dataclasses.fields(IndicatorData) if each.name != "row")


@dataclass(frozen=True, slots=True)
class Read:
    """The rows of a sheet, and which columns it has."""

    rows: list[IndicatorData]
    given: frozenset[str]


def read_indicators(content: BinaryIO) -> Read:
    """What a sheet says. DirectoryError with each cell that cannot be read."""
    problems = Problems()
    try:
        with opened(content) as table:
            sheet = Sheet(IndicatorData, table)  # type: ignore[type-var]
            rows = list(sheet.rows(problems))
    except Unreadable as error:
        faults = [
            Problem(IndicatorData.sheet, each.row, each.column, FAULTS[each.code], each.data)
            for each in error.faults
        ]
        raise DirectoryError(faults) from None
    problems.refuse()
    return Read(rows, sheet.given)


class Places:
    """Units (ids) by their code or name, and by the agency that a row names."""

    def __init__(self, units: Collection[int], day: datetime.date) -> None:
        above = directory.units_above(units, day)
        rows = UnitRow.objects.on(day).filter(unit__in=above | set(units)).select_related("unit")
        self._rows = {row.unit_id: row for row in rows}
        self._units = [row for row in self._rows.values() if row.unit_id in units]

    def find(self, unit: str, region: str = "") -> list[int]:
        """The units that a row can mean: by code, else by name; of that agency, if the row names one."""
        coded = [row.unit_id for row in self._units if row.unit.code == unit]
        named = [row.unit_id for row in self._units if _same(row.name, unit)]
        return [each for each in coded or named if not region or _same(self.region(each), region)]

    def name(self, unit: int) -> str:
        return self._rows[unit].name

    def code(self, unit: int) -> str:
        return self._rows[unit].unit.code

    def region(self, unit: int) -> str:
        """What the agency of a unit is called, without the word for its government."""
        above: int | None = unit
        while (top := above) is not None:
            above = self._rows[top].parent_id
            unit = top
        return self._rows[unit].name.removeprefix(GOVERNMENT)


def _same(one: str, other: str) -> bool:
    return _bare(one) == _bare(other)


def _bare(name: str) -> list[str]:
    return name.removeprefix(GOVERNMENT).casefold().split()


def rows_of(units: Collection[int], day: datetime.date, year: int | None = None) -> Iterator[list[str]]:
    """The rows of a sheet (`HEADER`) that say what the indicators of these units are on this day, of one year or of
    all: `read_indicators` reads them back."""
    found = list(queries.indicators(units, day, year).select_related("goal", "measure", "responsible"))
    places = Places({row.indicator.unit_id for row in found}, day)
    texts = dict(queries.goal_texts({row.goal_id for row in found if row.goal_id}, day))
    values = queries.realised({row.measure_id for row in found if row.measure_id})
    for row in found:
        unit, value = row.indicator.unit_id, values.get((row.measure_id or 0, row.year or 0))
        region = places.region(unit)
        yield [
            region,
            places.name(unit),
            texts.get(row.goal_id or 0, ""),
            row.text,
            row.unit_of_measure,
            row.formula,
            "" if row.year is None else str(row.year),
            row.target,
            queries.as_written(value) if value else "",
            row.document,
            row.indicator.code,
            row.goal.code if row.goal else "",
            row.kind,
            row.better,
            row.baseline,
            row.responsible.code if row.responsible else "",
            row.measure.code if row.measure else "",
        ]
