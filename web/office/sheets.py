"""Sheets that managers send: larger than evidence, and refused in words, place by place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from directory.rows import DirectoryError, Problem
from sheets.reading import MOST_BYTES
from web.uploads import TakesFiles, let_go, note_let_go

ACCEPTED = ".csv,.xlsx"
MIB = 2**20
MOST_TOLD = 50  # things that are wrong with a sheet, on the page that refuses it


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
