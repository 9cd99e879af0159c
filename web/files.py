"""Lists as files to keep, CSV or XLSX."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import register_converter

from cycle_engine.chunks import in_chunks
from directory.workbooks import refuse_long
from sheets.writing import as_csv, as_xlsx
from workflows.planning.lists import Headings, cells

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE = 500  # rows that are in memory at once


class Ending:
    """What a file is, at the end of its address: `path("plans.<sheet:ending>", …)`."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Ending, "sheet")


def as_file(name: str, ending: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """These rows as a file to keep, CSV or XLSX; no cell is ever taken for a formula."""
    if ending == "csv":
        content, kind = b"".join(as_csv(header, rows)), "text/csv; charset=utf-8"
    else:
        content, kind = as_xlsx(name, header, rows), XLSX
    named = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return HttpResponse(content, content_type=kind, headers=named)


def list_file(
    name: str, ending: str, headings: Headings, keys: Sequence[int], lines: Callable[[list[int]], Any]
) -> HttpResponse:
    """A list of things with these ids as a file; `lines`: what some of them look like, by their ids. RulesBroken for
    more than a workbook takes."""
    if ending == "xlsx":
        refuse_long(len(keys))
    rows = (row for some in in_chunks(keys, AT_ONCE) for row in cells(headings, lines(some)))
    return as_file(name, ending, [str(each) for each in headings.values()], rows)
