"""Sheets that managers send: larger than evidence, and refused in words, place by place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import register_converter
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from cycle_engine.chunks import in_chunks
from directory.rows import DirectoryError, Problem
from directory.workbooks import refuse_long
from sheets.reading import MOST_BYTES
from sheets.writing import as_csv, as_xlsx
from web.uploads import TakesFiles, let_go, note_let_go
from workflows.planning.lists import Headings, cells

ACCEPTED = ".csv,.xlsx"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MIB = 2**20
AT_ONCE = 500  # rows that are in memory at once
MOST_TOLD = 50  # things that are wrong with a sheet, on the page that refuses it


class Ending:
    """What a file is, at the end of its address: `path("plans.<sheet:ending>", …)`."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Ending, "sheet")


class BoundedSheets(TemporaryFileUploadHandler):
    """Lets go of all files of a form at the first byte too many."""

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > MOST_BYTES:
            note_let_go(self)
            raise SkipFile
        super().receive_data_chunk(raw_data, start)


class TakesSheets(TakesFiles):
    """A page whose forms send sheets."""

    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers = [BoundedSheets(request)]
        return self._protected(request, *args, **kwargs)


class SheetField(forms.FileField):
    """A sheet, CSV in UTF-8 or XLSX."""

    widget = forms.FileInput({"accept": ACCEPTED})
    default_error_messages = {"required": gettext_lazy("Choose a file.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, **kwargs)


class SheetForm(forms.Form):
    """A form with sheets; says so when they were too large to be taken."""

    request: HttpRequest | None = None

    def clean(self) -> dict[str, Any]:
        if let_go(self.request):
            raise ValidationError(
                _("Sheets of one form may have up to %(most)s MiB together."),
                params={"most": MOST_BYTES // MIB},
            )
        return self.cleaned_data


def refuse(form: forms.Form, name: str, error: DirectoryError) -> None:
    """Say beside the field of a sheet what is wrong with it, the first of it if it is much."""
    for problem in error.problems[:MOST_TOLD]:
        form.add_error(name, told(problem))
    if len(error.problems) > MOST_TOLD:
        more = len(error.problems) - MOST_TOLD
        form.add_error(name, _("And %(count)s things more.") % {"count": more})


def told(problem: Problem) -> str:
    """What is wrong, with its place as a spreadsheet counts."""
    if not problem.row:
        return problem.message
    return _("Row %(row)s, %(column)s: %(message)s") % {
        "row": problem.row,
        "column": problem.column or "-",
        "message": problem.message,
    }


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
