"""Import sheets from CSV files: UTF-8, one header row, any order of columns, dates as YYYY-MM-DD."""

from __future__ import annotations

import csv
import dataclasses
import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from directory.rows import DirectoryError, GrantData, PersonData, PostData, Problem, UnitData

T = TypeVar("T", UnitData, PostData, PersonData, GrantData)

HEADER = 1


def read_units(path: Path) -> list[UnitData]:
    """The rows of a sheet of units; DirectoryError with all cells that cannot be read."""
    return _read(UnitData, path)


def read_posts(path: Path) -> list[PostData]:
    """The rows of a sheet of posts; DirectoryError with all cells that cannot be read."""
    return _read(PostData, path)


def read_people(path: Path) -> list[PersonData]:
    """The rows of a sheet of people; DirectoryError with all cells that cannot be read."""
    return _read(PersonData, path)


def read_grants(path: Path) -> list[GrantData]:
    """The rows of a sheet of capacities; DirectoryError with all cells that cannot be read."""
    return _read(GrantData, path)


def _read(kind: type[T], path: Path) -> list[T]:
    parsers = {
        field.name.rstrip("_"): PARSERS[str(field.type)]
        for field in dataclasses.fields(kind)
        if field.name != "row"
    }
    with path.open(encoding="utf-8-sig", newline="") as file:
        sheet = csv.DictReader(file, restkey="", restval="")
        problems = _header(kind.sheet, sheet.fieldnames or [], parsers)
        if problems:
            raise DirectoryError(problems)
        rows = [
            _row(kind, number, cells, parsers, problems) for number, cells in enumerate(sheet, HEADER + 1)
        ]
    if problems:
        raise DirectoryError(problems)
    return [row for row in rows if row is not None]


def _header(sheet: str, columns: Any, parsers: dict[str, Any]) -> list[Problem]:
    missing = [
        Problem(sheet, HEADER, each, _("The column is missing.")) for each in parsers if each not in columns
    ]
    unknown = [
        Problem(sheet, HEADER, each, _("No such column is known.")) for each in columns if each not in parsers
    ]
    return missing + unknown


def _row(
    kind: type[T], number: int, cells: dict[str, Any], parsers: dict[str, Any], problems: list[Problem]
) -> T | None:
    values: dict[str, Any] = {}
    before = len(problems)
    if "" in cells:
        problems.append(Problem(kind.sheet, number, "", _("The row has more cells than there are columns.")))
    for column, parse in parsers.items():
        try:
            values["from_" if column == "from" else column] = parse(cells[column].strip())
        except ValueError as error:
            problems.append(Problem(kind.sheet, number, column, str(error)))
    return kind(row=number, **values) if len(problems) == before else None


def _number(cell: str) -> int:
    if not (cell.isascii() and cell.isdigit()):
        raise ValueError(_("This is not a whole number."))
    return int(cell)


def _flag(cell: str) -> bool:
    if cell not in ("yes", "no"):
        raise ValueError(_("This must be yes or no."))
    return cell == "yes"


def _day(cell: str) -> datetime.date:
    try:
        return datetime.datetime.strptime(cell, "%Y-%m-%d").replace(tzinfo=datetime.UTC).date()
    except ValueError:
        raise ValueError(_("This is not a date, as 2026-01-31 is.")) from None


def _day_or_none(cell: str) -> datetime.date | None:
    return _day(cell) if cell else None


PARSERS: dict[str, Callable[[str], object]] = {
    "str": str,
    "int": _number,
    "bool": _flag,
    "datetime.date": _day,
    "datetime.date | None": _day_or_none,
}
