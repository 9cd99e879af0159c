"""Import sheets as typed rows: one header row, any order of columns, dates as YYYY-MM-DD or cells of dates."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar

from django.utils.translation import gettext_noop as _

from directory.rows import Data, DirectoryError, GrantData, PersonData, PostData, Problem, Problems, UnitData
from sheets.reading import Cell, Fault, Formula, Table, Unreadable, opened

T = TypeVar("T", bound=Data)

KINDS: dict[str, type[Data]] = {kind.sheet: kind for kind in (UnitData, PostData, PersonData, GrantData)}
SCIENTIFIC = re.compile(r"\d(?:[.,]\d{1,20})?[eE]\+?\d{1,3}", re.ASCII)
SERIAL = re.compile(r"\d{4,6}(?:[.,]\d+)?", re.ASCII)

FAULTS = {
    "empty": _("The file is empty."),
    "too_large": _("A sheet may have up to %(most)s MiB."),
    "too_large_inside": _(
        "This workbook holds more than %(most)s MiB when it is unpacked, which no sheet needs."
    ),
    "password": _("This workbook is protected by a password. Save it without one."),
    "old_workbook": _("This is a workbook of the old kind (XLS). Save it as XLSX, or as CSV in UTF-8."),
    "no_sheet": _("This is neither a CSV file nor an XLSX workbook."),
    "broken": _("This file is damaged and cannot be read. Save it again, as XLSX or as CSV in UTF-8."),
    "utf_16": _("This file is written in UTF-16. Save it as CSV in UTF-8, or as XLSX."),
    "encoding": _(
        "This file is not written in UTF-8: byte %(place)s of this row (%(byte)s) is none of it; in Windows-1252 it"
        " would be “%(shown)s”. Save it as “CSV UTF-8”, or as XLSX."
    ),
    "semicolons": _(
        "The columns are separated by “%(mark)s”, where a comma should stand. Save it as XLSX instead."
    ),
    "several_sheets": _("More than one sheet of this workbook holds something: %(sheets)s. Keep one."),
    "merged": _("The cells %(range)s are merged. Unmerge them, and fill in each row."),
    "too_many_rows": _(
        "A sheet may have up to %(most)s rows. Delete what is below the last one, formats too."
    ),
    "too_many_columns": _(
        "A sheet may have up to %(most)s columns. Delete those beyond the last one, formats too."
    ),
    "header_empty": _("This column has no name."),
    "header_twice": _("This column stands here more than once."),
}


class Sheet(Generic[T]):
    """A sheet of one kind; its rows as often as asked. `given`: the names of its columns.

    A kind that says which columns are `needed` takes sheets without the others: their cells are empty.
    """

    def __init__(self, kind: type[T], table: Table) -> None:
        self.kind = kind
        self.given = frozenset(table.header)
        self._table = table
        self._parsers = {
            field.name.rstrip("_"): PARSERS[str(field.type)]
            for field in dataclasses.fields(kind)
            if field.name != "row"
        }
        days = [name for name, parse in self._parsers.items() if parse in (_day, _day_or_none)]
        self._spans = {day: [other for other in days if _span(other) == _span(day)] for day in days}
        if problems := list(self._wrong_header()):
            raise DirectoryError(problems)

    def count(self) -> int:
        """How many rows there are, read or not."""
        return sum(1 for _row in self._table.rows())

    def rows(self, problems: Problems) -> Iterator[T]:
        """The rows that can be read; `problems` gets each cell that cannot."""
        return (self.kind(number, *values) for number, values, lost in self._read(problems) if not lost)

    def rows_to_check(self, problems: Problems) -> Iterator[T]:
        """The same, and those of which some cells cannot be read: they come without these, and of a first and a last
        day without both (see `Problems.unread`), so that all else that is wrong with them is told too."""
        for number, values, lost in self._read(problems):
            if not lost:
                yield self.kind(number, *values)
            elif "" not in lost:
                unread = lost.union(*(self._spans.get(name, ()) for name in lost))
                problems.note_unread(self.kind.sheet, number, unread)
                named = zip(self._parsers.items(), values, strict=True)
                kept: list[Any] = [
                    EMPTY.get(parse) if name in unread else value for (name, parse), value in named
                ]
                yield self.kind(number, *kept)

    def _read(self, problems: Problems) -> Iterator[tuple[int, list[Any], set[str]]]:
        """The number of each row, its values, and the columns that cannot be read, of which `problems` gets each."""
        places = {name: place for place, name in enumerate(self._table.header)}
        columns = [(name, places.get(name), parse) for name, parse in self._parsers.items()]
        for number, cells in self._table.rows():
            values, lost = list[Any](), set[str]()
            if any(cell != "" for cell in cells[len(places) :]):
                sentence = _("The row has more cells than there are columns.")
                problems.note(Problem(self.kind.sheet, number, "", sentence))
                lost.add("")
            for name, place, parse in columns:
                try:
                    values.append(parse("" if place is None else cells[place]))
                except Misfit as misfit:
                    problems.note(Problem(self.kind.sheet, number, name, misfit.sentence, misfit.data))
                    values.append(None)
                    lost.add(name)
            yield number, values, lost

    def _wrong_header(self) -> Iterator[Problem]:
        row, header = self._table.header_row, self._table.header
        for name in getattr(self.kind, "needed", self._parsers):
            if name not in header:
                yield Problem(self.kind.sheet, row, name, _("The column is missing."))
        for name in header:
            if name not in self._parsers:
                yield Problem(self.kind.sheet, row, name, _("No such column is known."))


@contextmanager
def sheet_in(kind: str, content: BinaryIO) -> Iterator[Sheet[Any]]:
    """The sheet of this kind in a file. DirectoryError when it cannot be read at all."""
    try:
        with opened(content) as table:
            yield Sheet(KINDS[kind], table)
    except Unreadable as error:
        raise DirectoryError([_problem(kind, fault) for fault in error.faults]) from None


def kind_of(content: BinaryIO) -> str | None:
    """What kind of sheet a file is by its header: the kind with which it shares most columns, if any."""
    try:
        with opened(content) as table:
            shared = {name: len(set(table.header) & _columns(kind)) for name, kind in KINDS.items()}
    except Unreadable:
        return None
    best = max(shared, key=lambda name: shared[name])
    return best if shared[best] > 1 else None


def _columns(kind: type[Data]) -> set[str]:
    return {field.name.rstrip("_") for field in dataclasses.fields(kind)}


def _problem(kind: str, fault: Fault) -> Problem:
    return Problem(kind, fault.row, fault.column, FAULTS[fault.code], fault.data)


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
    problems = Problems()
    with path.open("rb") as file, sheet_in(kind.sheet, file) as sheet:
        rows = list(sheet.rows(problems))
    problems.refuse()
    return rows


def _span(day: str) -> str:
    """What a column of first days and one of last days have in common."""
    return day.removesuffix("from").removesuffix("to")


# Cells


class Misfit(Exception):
    """A cell does not hold what its column wants."""

    def __init__(self, sentence: str, **data: object) -> None:
        super().__init__(sentence)
        self.sentence, self.data = sentence, data


def _text(cell: Cell) -> str:
    if isinstance(cell, str) and not ("+" in cell and SCIENTIFIC.fullmatch(cell)):
        return cell
    if isinstance(cell, Formula):
        raise Misfit(_("This is a formula or an error. Put the value itself there."))
    if isinstance(cell, datetime.date):
        raise Misfit(
            _(
                "The spreadsheet has made a date of this (%(shown)s). Format the column as text and type it again."
            ),
            shown=cell.isoformat(),
        )
    if isinstance(cell, str | float):
        raise Misfit(
            _(
                "The spreadsheet has made %(shown)s of this number, and digits are lost. Format the column as text"
                " and type the number again."
            ),
            shown=cell,
        )
    return str(cell)


def _number(cell: Cell) -> int:
    text = _text(cell)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Misfit(_("This is not a whole number."))
    return int(text)


def _flag(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    text = _text(cell)
    if text not in ("yes", "no"):
        raise Misfit(_("This must be yes or no."))
    return text == "yes"


def _day(cell: Cell) -> datetime.date:
    if isinstance(cell, datetime.date):
        return cell
    if isinstance(cell, int | float) or (isinstance(cell, str) and SERIAL.fullmatch(cell)):
        raise Misfit(
            _(
                "%(shown)s is a number where a date should stand. Format the column as a date, or type the date as"
                " text, as in 2026-01-31."
            ),
            shown=cell,
        )
    text = _text(cell)
    try:
        if len(text) == 10 and text[7] == "-":
            return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    raise Misfit(_("This is not a date, as 2026-01-31 is."))


def _day_or_none(cell: Cell) -> datetime.date | None:
    return None if cell == "" else _day(cell)


def _amount(cell: Cell) -> str:
    return f"{cell:.12g}" if isinstance(cell, float) else _text(cell)


# A value as people read it, also where the spreadsheet holds a number.
Amount = str

PARSERS: dict[str, Callable[[Cell], Any]] = {
    "str": _text,
    "Amount": _amount,
    "int": _number,
    "int | None": lambda cell: None if cell == "" else _number(cell),
    "bool": _flag,
    "datetime.date": _day,
    "datetime.date | None": _day_or_none,
}
EMPTY: dict[Callable[[Cell], Any], str] = {_text: "", _amount: ""}  # of other parsers it is none
