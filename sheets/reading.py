"""CSV and XLSX as people send them, read row by row as plain data, or refused with the place of what is wrong."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

MOST_BYTES = 32 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 40

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
OTHERS = (b"%PDF", b"<", b"{", b"[")  # PDF, HTML that is called a sheet, JSON
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# The apostrophes by which `sheets.writing` keeps a text from being taken for a formula.
APOSTROPHE = re.compile(r"^'(?=[=+\-@])|(?<=[;\t\r\n])'(?=[=+@]|-\S)")


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that is worked out, or shows an error, where a value should stand."""


Cell = str | int | float | bool | datetime.date | Formula
Row = tuple[int, list[Cell]]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file, by a code of `directory.sheets`, and where: the row as a spreadsheet counts (0:
    the whole file), the column's name."""

    code: str
    row: int = 0
    column: str = ""
    data: Mapping[str, object] = field(default_factory=dict)


class Unreadable(Exception):
    """The file cannot be taken for a sheet; `faults` say why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = faults


class Table(Protocol):
    """A sheet: the names of its columns, in which row they stand, and the rows below, as often as asked."""

    header: list[str]
    header_row: int

    def rows(self) -> Iterator[Row]:
        """Each row that is not empty, with its number as a spreadsheet shows it; short rows are filled up."""


@contextmanager
def opened(content: BinaryIO) -> Iterator[Table]:
    """The sheet in this file, whatever its name says: CSV in UTF-8, or XLSX. Unreadable for anything else.

    What it takes of memory does not grow with a CSV; of an XLSX as far as the limits above.
    """
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    start = content.read(8)
    content.seek(0)
    if not size:
        raise Unreadable(Fault("empty"))
    if size > MOST_BYTES:
        raise Unreadable(Fault("too_large", data={"most": MOST_BYTES // 2**20}))
    if start.startswith(OLE):
        raise Unreadable(Fault("password" if ENCRYPTED in content.read() else "old_workbook"))
    if start.startswith(ZIP):
        from sheets.workbooks import workbook  # which needs the names above

        with workbook(content) as table:
            yield table
        return
    _refuse_other_files(content, start)
    yield _Text(content)


def _refuse_other_files(content: BinaryIO, start: bytes) -> None:
    """Refuse what is no text, or text of another encoding, with the place of the first byte that says so."""
    if start.startswith(UTF_16):
        raise Unreadable(Fault("utf_16"))
    if start.startswith(OTHERS):
        raise Unreadable(Fault("no_sheet"))
    columns: list[str] = []
    for number, line in enumerate(content, 1):
        if b"\0" in line:
            raise Unreadable(Fault("no_sheet"))
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            raise Unreadable(_encoding(number, line, error.start, columns)) from None
        columns = columns or text.strip("\ufeff\r\n").split(",")
    content.seek(0)


def _encoding(row: int, line: bytes, place: int, columns: list[str]) -> Fault:
    cells = len(next(csv.reader([line[:place].decode(errors="replace") + "."])))
    column = columns[cells - 1].strip() if cells <= len(columns) else ""
    wrong = line[place : place + 1]
    shown = wrong.decode("cp1252", errors="replace")
    return Fault("encoding", row, column, {"byte": wrong.hex().upper(), "place": place + 1, "shown": shown})


class _Text:
    """A CSV file, comma by comma."""

    def __init__(self, content: BinaryIO) -> None:
        self._content = content
        first = next(self._records(), None)
        if first is None:
            raise Unreadable(Fault("empty"))
        self.header_row, cells = first
        self.header = [str(cell) for cell in cells]
        refuse_header(self.header, self.header_row)

    def rows(self) -> Iterator[Row]:
        width = len(self.header)
        for number, texts in self._records():
            if number > self.header_row:
                cells = [_cell(text) if text[:1] == "=" or "'" in text else text for text in texts]
                yield number, cells + [""] * (width - len(cells))

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        self._content.seek(0)
        text = io.TextIOWrapper(self._content, encoding="utf-8-sig", newline="")
        try:
            for number, record in enumerate(csv.reader(text), 1):
                if number > MOST_ROWS:
                    raise Unreadable(Fault("too_many_rows", number, data={"most": MOST_ROWS}))
                cells = [cell.strip() for cell in record]
                if any(cells):
                    yield number, cells
        except csv.Error:
            raise Unreadable(Fault("broken")) from None
        finally:
            text.detach()


def _cell(text: str) -> Cell:
    """A text, without the apostrophes that keep spreadsheets from taking it for a formula."""
    return Formula() if text.startswith("=") else APOSTROPHE.sub("", text)


def refuse_header(header: list[str], row: int) -> None:
    """Unreadable for a header that can be none: of one column cut by other marks, with names missing or double."""
    if len(header) == 1 and (mark := next((each for each in ";\t|" if each in header[0]), None)):
        raise Unreadable(Fault("semicolons", row, data={"mark": {"\t": "tab"}.get(mark, mark)}))
    if len(header) > MOST_COLUMNS:
        raise Unreadable(Fault("too_many_columns", row, data={"most": MOST_COLUMNS}))
    while header and not header[-1]:
        header.pop()
    faults = [Fault("header_empty", row, letters(place)) for place, name in enumerate(header, 1) if not name]
    faults += [
        Fault("header_twice", row, name) for name in dict.fromkeys(header) if name and header.count(name) > 1
    ]
    if faults:
        raise Unreadable(*faults)


def letters(column: int) -> str:
    """What a spreadsheet calls its n-th column: A, B … AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
