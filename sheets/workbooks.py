"""XLSX workbooks, looked through before they are read: what comes out of a small file may be vast.

A workbook is unpacked under limits and each part of it parsed, cell by cell; only what was seen here is given to
the library that reads it.
"""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from sheets.reading import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Fault,
    Formula,
    Row,
    Table,
    Unreadable,
    letters,
    refuse_header,
)

MOST_UNPACKED = 256 * 2**20
MOST_ELEMENTS = 12_000_000
MOST_TOLD = 20  # merged ranges
PIECE = 2**16

WORKBOOK, SHEETS = "xl/workbook.xml", "xl/worksheets/"
PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    WORKBOOK,
    "xl/_rels/",
    SHEETS,
    "xl/sharedStrings.xml",
    "xl/styles.xml",
)
COLUMNS = {letters(number): number for number in range(1, MOST_COLUMNS + 1)}


@contextmanager
def workbook(content: BinaryIO) -> Iterator[Table]:
    """The one sheet of a workbook that holds anything. Unreadable when it is not fit to be read."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as plain:
        guard = _Guard()
        try:
            _unpack(content, plain, guard)
            with CalamineWorkbook.from_path(plain.name) as book:
                yield _Book(book, guard.formulas)
        except PasswordError:
            raise Unreadable(Fault("password")) from None
        except (zipfile.BadZipFile, zlib.error, expat.ExpatError, CalamineError, NotImplementedError):
            raise Unreadable(Fault("broken")) from None


def _unpack(packed: BinaryIO, plain: Any, guard: _Guard) -> None:
    """Copy the parts that hold cells, each looked through, without compression."""
    left = MOST_UNPACKED
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as target:
        if WORKBOOK not in source.namelist():
            raise Unreadable(Fault("no_sheet"))
        for part in source.infolist():
            if not part.filename.startswith(PARTS) or part.is_dir():
                continue
            if part.flag_bits & 1:
                raise Unreadable(Fault("password"))
            look = guard.part(part.filename)
            with source.open(part) as read, target.open(part.filename, "w") as write:
                while piece := read.read(PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise Unreadable(Fault("too_large_inside", data={"most": MOST_UNPACKED // 2**20}))
                    look(piece, False)  # noqa: FBT003
                    write.write(piece)
            look(b"", True)  # noqa: FBT003
    plain.flush()


class _Guard:
    """Looks at each element before the reader does. `formulas`: by row, a bit for each column that has one."""

    def __init__(self) -> None:
        self.formulas: dict[int, int] = {}
        self._elements = 0
        self._row = self._column = 0

    def part(self, name: str) -> Any:
        """What is to be called with the pieces of this part."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._row = self._column = 0
        parser.StartElementHandler = self._cell if name.startswith(SHEETS) else self._count
        return parser.Parse

    def _refuse_doctype(self, *_: object) -> None:
        raise Unreadable(Fault("broken"))

    def _count(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise Unreadable(Fault("too_many_rows", data={"most": MOST_ROWS}))

    def _cell(self, name: str, attributes: dict[str, str]) -> None:
        self._count(name, attributes)
        kind = name.rpartition(" ")[2]
        if kind == "c":
            self._place(attributes.get("r"))
            if attributes.get("t") == "e":
                self._formula()
        elif kind == "f":
            self._formula()
        elif kind == "row":
            self._go_to_row(attributes.get("r"))

    def _place(self, place: str | None) -> None:
        column = None
        if place is None:
            self._column += 1
        else:
            column = place.rstrip("0123456789")
            self._column = COLUMNS.get(column, MOST_COLUMNS + 1)
            self._go_to_row(place[len(column) :], self._column)
        if self._column > MOST_COLUMNS:
            raise Unreadable(Fault("too_many_columns", self._row, column or "", {"most": MOST_COLUMNS}))

    def _go_to_row(self, number: str | None, column: int = 0) -> None:
        self._row = self._row + 1 if number is None else int(number) if number.isdigit() else MOST_ROWS + 1
        self._column = column
        if self._row > MOST_ROWS:
            raise Unreadable(Fault("too_many_rows", self._row, data={"most": MOST_ROWS}))

    def _formula(self) -> None:
        self.formulas[self._row] = self.formulas.get(self._row, 0) | 1 << self._column


class _Book:
    """The sheet of a workbook that holds anything."""

    def __init__(self, book: CalamineWorkbook, formulas: dict[int, int]) -> None:
        self._book, self._formulas = book, formulas
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        filled = [sheet for sheet in sheets if sheet.start is not None]
        if len(filled) > 1:
            names = ", ".join(f"“{sheet.name}”" for sheet in filled)
            raise Unreadable(Fault("several_sheets", data={"sheets": names}))
        first = next(_numbered(filled[0], formulas), None) if filled else None
        if first is None:
            raise Unreadable(Fault("empty"))
        self._name = filled[0].name
        if merged := filled[0].merged_cell_ranges:
            raise Unreadable(*[_merged(*each) for each in sorted(merged)[:MOST_TOLD]])
        self.header_row, cells = first
        self.header = [cell if isinstance(cell, str) else "" for cell in cells]
        refuse_header(self.header, self.header_row)

    def rows(self) -> Iterator[Row]:
        width = len(self.header)
        for number, cells in _numbered(self._book.get_sheet_by_name(self._name), self._formulas):
            if number > self.header_row:
                while len(cells) > width and cells[-1] == "":
                    cells.pop()
                yield number, cells + [""] * (width - len(cells))


def _numbered(sheet: CalamineSheet, formulas: dict[int, int]) -> Iterator[Row]:
    before = sheet.start[1] if sheet.start else 0
    for number, values in enumerate(sheet.iter_rows(), 1):
        worked_out = formulas.get(number, 0)
        cells: list[Cell] = [""] * before + [
            Formula() if worked_out >> column & 1 else _value(value)
            for column, value in enumerate(values, before + 1)
        ]
        if any(cell != "" for cell in cells):
            yield number, cells


def _value(value: Any) -> Cell:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return int(value)
    if hasattr(value, "hour"):  # a day with a time is a day at midnight only
        midnight = getattr(value, "date", None) and not (value.hour or value.minute or value.second)
        return value.date() if midnight else str(value)
    return value if isinstance(value, int | float) or hasattr(value, "year") else str(value)


def _merged(start: tuple[int, int], end: tuple[int, int]) -> Fault:
    first, last = (f"{letters(column + 1)}{row + 1}" for row, column in (start, end))
    return Fault("merged", start[0] + 1, letters(start[1] + 1), {"range": f"{first}:{last}"})
