"""Rows as CSV or XLSX, safe to open: no cell is ever taken for a formula."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from xlsxwriter import Workbook

BOM = "\ufeff"  # without it spreadsheets take UTF-8 for another encoding
# How a formula begins, as OWASP lists it; also after what another spreadsheet takes for the end of a cell.
FORMULA = re.compile(r"^(?=[=+\-@\t\r\n])|(?<=[;\t\r\n])(?=[=+@]|-\S)")


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The rows as UTF-8 CSV, piece by piece; a text that would be a formula has an apostrophe before it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow(header)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in map(_plain, row)])
        yield _taken(buffer)
    yield _taken(buffer)


def as_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The rows as a workbook of one sheet; texts stay texts, days are days, times are texts with their zone."""
    file = io.BytesIO()
    with Workbook(file, {"constant_memory": True, "in_memory": True}) as book:
        sheet, bold = book.add_worksheet(title[:31]), book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, header, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                value = _plain(cell)
                if isinstance(value, datetime.date):
                    sheet.write_datetime(number, column, value, day)
                elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, str(value))
    return file.getvalue()


def _plain(cell: object) -> object:
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        return cell.isoformat()
    return cell


def harmless(text: str) -> str:
    """The text with an apostrophe wherever a formula would begin in a spreadsheet, one that cuts cells by semicolons
    too, as they do in Indonesia."""
    return FORMULA.sub("'", text)


def _taken(buffer: io.StringIO) -> bytes:
    taken = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return taken
