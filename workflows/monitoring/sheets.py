"""Entries of progress in rows: of a sheet, or pasted from one. `indicator` is an id ("r1.i1") or a place ("1.1")."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import BinaryIO, ClassVar

from django.utils.translation import gettext_noop as _

from directory.rows import DirectoryError, Problem, Problems
from directory.sheets import FAULTS, PARSERS, Misfit, Sheet
from sheets.reading import Cell, Fault, Row, Table, Unreadable, opened, refuse_header
from workflows.monitoring.data import NewEntry

SHEET = "progress"
COLUMNS = ("indicator", "date", "value", "note")
# What the columns may be called beside their names.
ALSO_CALLED = {"indikator": "indicator", "tanggal": "date", "nilai": "value", "catatan": "note"}
DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
LAST_ROW = 1000

WrittenDay = datetime.date
Written = str


def _written_day(cell: Cell) -> datetime.date:
    """A day as spreadsheets here write it, the day first; or as 2026-01-31."""
    found = DAY_FIRST.fullmatch(cell) if isinstance(cell, str) else None
    if found is None:
        return _parsed_day(cell)
    try:
        return datetime.date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        raise Misfit(_("There is no such day.")) from None


def _parsed_day(cell: Cell) -> datetime.date:
    try:
        return PARSERS["datetime.date"](cell)  # type: ignore[no-any-return]
    except Misfit:
        raise Misfit(_("This is not a day such as 31/01/2026.")) from None


def _written(cell: Cell) -> str:
    """A figure or a text as people read it."""
    return f"{cell:.12g}" if isinstance(cell, float) else str(PARSERS["str"](cell))


PARSERS["WrittenDay"], PARSERS["Written"] = _written_day, _written


@dataclass(frozen=True, slots=True)
class ProgressData:
    """A row; a cell that is empty is an empty text."""

    sheet: ClassVar[str] = SHEET

    row: int
    indicator: Written
    date: WrittenDay
    value: Written
    note: Written


class _Rows:
    """Rows with the columns under their own names."""

    def __init__(self, header: list[str], header_row: int, rows: list[Row]) -> None:
        self.header = [ALSO_CALLED.get(name.strip().lower(), name.strip().lower()) for name in header]
        self.header_row, self._rows = header_row, rows

    def rows(self) -> Iterator[Row]:
        yield from self._rows


def pasted(content: BinaryIO) -> str:
    """The cells of a CSV or XLSX file as they would be pasted from a spreadsheet, each row in its place.

    DirectoryError when it cannot be read, or has rows beyond the first thousand.
    """
    try:
        with opened(content) as table:
            return _text(table)
    except Unreadable as error:
        raise _refused(error) from None


def _refused(error: Unreadable) -> DirectoryError:
    faults = error.faults
    return DirectoryError([Problem(SHEET, f.row, f.column, FAULTS[f.code], f.data) for f in faults])


def _text(table: Table) -> str:
    problems, lines = Problems(), {table.header_row: list(table.header)}
    for number, cells in table.rows():
        if number > LAST_ROW:
            raise Unreadable(Fault("too_many_rows", number, data={"most": LAST_ROW}))
        lines[number] = []
        for cell, name in zip_longest(cells, table.header, fillvalue=""):
            try:
                lines[number].append(
                    f"{cell:%d/%m/%Y}" if isinstance(cell, datetime.date) else _written(cell)
                )
            except Misfit as misfit:
                problems.note(Problem(SHEET, number, str(name), misfit.sentence, misfit.data))
    problems.refuse()
    buffer = io.StringIO()
    writer = csv.writer(buffer, "excel-tab", lineterminator="\n")
    writer.writerows(lines.get(number, []) for number in range(1, max(lines) + 1))
    return buffer.getvalue()


def entries_in(text: str, places: Mapping[str, str]) -> tuple[list[tuple[int, NewEntry]], list[Problem]]:
    """The entries in pasted text, each with its row, as a spreadsheet counts; and what cannot be read, whose
    rows are left out. The first row may name the columns.

    `places`: ids of indicators by their place. DirectoryError when the text is no table.
    """
    problems = Problems()
    try:
        rows = list(Sheet(ProgressData, _table(text)).rows(problems))  # type: ignore[type-var]
    except Unreadable as error:
        raise _refused(error) from None
    unread = problems.wrong(SHEET)
    entries = [
        (row.row, NewEntry(places.get(row.indicator, row.indicator), row.date, row.value, row.note))
        for row in rows
        if row.row not in unread
    ]
    return entries, problems.found


def _table(text: str) -> _Rows:
    try:
        records = list(enumerate(csv.reader(io.StringIO(text, newline=""), "excel-tab"), start=1))
    except csv.Error:
        raise Unreadable(Fault("broken")) from None
    rows: list[Row] = [
        (number, [cell.strip() for cell in cells]) for number, cells in records if any(map(str.strip, cells))
    ]
    if not rows:
        raise Unreadable(Fault("empty"))
    number, first = rows[0]
    header = [str(cell) for cell in first]
    if {ALSO_CALLED.get(name.lower(), name.lower()) for name in header} & set(COLUMNS):
        refuse_header(header, number)
        rows = rows[1:]
    else:
        header, number = list(COLUMNS), 0
    return _Rows(header, number, [(row, cells + [""] * (len(header) - len(cells))) for row, cells in rows])
