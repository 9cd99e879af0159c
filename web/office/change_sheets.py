"""Changes of posts as a sheet: what each row would do, then all of them or the valid ones."""

from __future__ import annotations

import base64
import io
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.rows import DirectoryError
from web.office.manager import ManagerPage
from web.office.previews import Told, told
from web.office.sheets import MIB, SheetField, SheetForm, TakesSheets, refuse
from web.office.sheets import told as problem_told
from workflows.staffing import sheets
from workflows.staffing.sheets import Row

MOST = MIB  # bytes of a sheet that is kept on the page between a look and the recording


class ChangesSheetForm(SheetForm):
    """A sheet of changes."""

    file = SheetField(
        label=gettext_lazy("Sheet"),
        help_text=gettext_lazy(
            "CSV or XLSX with the columns nip, change, post_code, effective, decree_number and note; up to 200 rows."
        ),
    )

    def clean_file(self) -> bytes:
        """What is in it."""
        content: bytes = self.cleaned_data["file"].read(MOST + 1)
        if len(content) > MOST:
            raise ValidationError(_("A sheet of changes has up to %(most)s MiB.") % {"most": MOST // MIB})
        return content


class KeptField(forms.CharField):
    """A sheet that was looked at, as the page keeps it."""

    widget = forms.HiddenInput

    def clean(self, value: str) -> bytes:
        try:
            return base64.b64decode(super().clean(value), validate=True)
        except ValueError as error:
            raise ValidationError(_("Send the sheet again.")) from error


class TakeForm(forms.Form):
    """A sheet that was looked at, and whether only its valid rows are wanted."""

    kept = KeptField()
    rows = forms.ChoiceField(choices=[("all", ""), ("valid", "")])


class ChangesSheetPage(TakesSheets, ManagerPage):
    """Sending changes of posts as a sheet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        return self._ask(ChangesSheetForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Look at a sheet; or record what was looked at."""
        if "kept" in request.POST:
            return self._take(TakeForm(request.POST))
        form = ChangesSheetForm(request.POST, request.FILES)
        form.request = request
        if not form.is_valid():
            return self._ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        content = form.cleaned_data["file"]
        try:
            rows = sheets.preview_sheet(io.BytesIO(content), actor=self.actor)
        except DirectoryError as error:
            refuse(form, "file", error)
            return self._ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        return self._shown(rows, content)

    def _take(self, form: TakeForm) -> HttpResponse:
        if not form.is_valid():
            return self._ask(ChangesSheetForm(), HTTPStatus.UNPROCESSABLE_ENTITY)
        content, only = form.cleaned_data["kept"], set[int]()
        try:
            if form.cleaned_data["rows"] == "valid":
                seen = sheets.preview_sheet(io.BytesIO(content), actor=self.actor)
                only = {row.row for row in seen if row.valid}
            rows, taken = sheets.take_sheet(io.BytesIO(content), actor=self.actor, only=only)
        except DirectoryError:
            return self._ask(ChangesSheetForm(), HTTPStatus.UNPROCESSABLE_ENTITY)
        if not taken:
            return self._shown(rows, content, HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.success(self.request, _("Changes put on record: %(count)d.") % {"count": len(rows)})
        return redirect(reverse("web:office_changes"))

    def _shown(self, rows: list[Row], content: bytes, status: int = HTTPStatus.OK) -> HttpResponse:
        previews = iter(told([row.preview for row in rows if row.preview], self))
        lines: list[tuple[Row, Told | None, list[str]]] = [
            (
                row,
                next(previews) if row.preview else None,
                [problem_told(each) for each in row.problems],
            )
            for row in rows
        ]
        valid = sum(row.valid for row in rows)
        return self.show(
            "web/office/changes_preview.html",
            status,
            lines=lines,
            valid=valid,
            wrong=len(rows) - valid,
            kept=base64.b64encode(content).decode(),
        )

    def _ask(self, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show(
            "web/office/ask.html",
            status,
            form=form,
            heading=_("Send changes as a sheet"),
            about=_("First you see what each row would do; nothing changes before you say so."),
            button=_("Look at what it does"),
            back=reverse("web:office_changes"),
        )
