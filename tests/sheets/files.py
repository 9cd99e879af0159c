"""Workbooks as spreadsheets write them, right and wrong."""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from xlsxwriter import Workbook

DATE = "yyyy-mm-dd"


def book(*sheets: Callable[[Any, Any], None], **options: Any) -> bytes:
    """A workbook; each sheet is filled by a function of the sheet and a format for dates."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True} | options) as made:
        days = made.add_format({"num_format": DATE})
        for fill in sheets:
            fill(made.add_worksheet(), days)
    return file.getvalue()


def rows(*lines: Sequence[object]) -> Callable[[Any, Any], None]:
    """Fills a sheet with these cells; a text that begins with = is a formula, a day a date."""

    def fill(sheet: Any, days: Any) -> None:
        for row, line in enumerate(lines):
            for column, cell in enumerate(line):
                if isinstance(cell, datetime.date):
                    sheet.write_datetime(row, column, cell, days)
                elif cell != "":
                    sheet.write(row, column, cell)

    return fill


def repacked(content: bytes, **parts: bytes | None) -> bytes:
    """The same workbook with other contents of some parts (by the end of their name, without .xml), or without."""
    file = io.BytesIO()
    deflated = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(io.BytesIO(content)) as source, deflated as target:
        for name in source.namelist():
            key = name.rpartition("/")[2].removesuffix(".xml")
            if key not in parts:
                target.writestr(name, source.read(name))
            elif (part := parts[key]) is not None:
                target.writestr(name, part)
    return file.getvalue()


def lying(content: bytes, part: str, size: int) -> bytes:
    """The same file, with another unpacked size in the directory's entry of one part."""
    place = content.rindex(part.encode()) - 46  # of the central directory's entry
    return content[: place + 24] + struct.pack("<I", size) + content[place + 28 :]
