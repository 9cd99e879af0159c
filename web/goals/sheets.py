"""Goals and key indicators as a sheet: looked at, taken once what is odd was seen, and had back."""

from __future__ import annotations

import base64
import io
from collections import Counter
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.queries import units_below
from directory.rows import CHANGED, NEW, DirectoryError
from web.files import as_file
from web.goals.pages import AgencyPage
from web.office.change_sheets import KeptField
from web.office.manager import ManagerPage
from web.office.sheets import MIB, SheetField, SheetForm, TakesSheets, refuse, told
from workflows.goals.importing import Looked, preview_sheet, take_sheet
from workflows.goals.sheets import HEADER, rows_of

MOST = MIB  # bytes of a sheet that is kept on the page between a look and the taking
SHOWN = 100  # changes on the page


class GoalsSheetForm(SheetForm):
    """A sheet of key indicators."""

    file = SheetField(
        label=gettext_lazy("Sheet"),
        help_text=gettext_lazy(
            "CSV or XLSX with a row for each key indicator and year, and at least the columns unit, indicator,"
            " target_year and target; best begin with the sheet of your unit."
        ),
    )

    def clean_file(self) -> bytes:
        """What is in it."""
        content: bytes = self.cleaned_data["file"].read(MOST + 1)
        if len(content) > MOST:
            raise ValidationError(_("This sheet may have up to %(most)s MiB.") % {"most": MOST // MIB})
        return content


class TakeForm(forms.Form):
    """A sheet that was looked at, and whether what is odd is meant so."""

    kept = KeptField()
    confirmed = forms.BooleanField(
        label=gettext_lazy("I have looked at all of this, and it is meant so."), required=False
    )


class GoalsSheetPage(TakesSheets, ManagerPage):
    """Sending goals and key indicators as a sheet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        return self._ask(GoalsSheetForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Look at a sheet; or take what was looked at."""
        if "kept" in request.POST:
            return self._take(TakeForm(request.POST))
        form = GoalsSheetForm(request.POST, request.FILES)
        form.request = request
        if not form.is_valid():
            return self._ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        content = form.cleaned_data["file"]
        try:
            looked = preview_sheet(io.BytesIO(content), self.day, actor=self.actor)
        except DirectoryError as error:
            refuse(form, "file", error)
            return self._ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        kept = base64.b64encode(content).decode()
        return self._shown(looked, TakeForm(initial={"kept": kept}))

    def _take(self, form: TakeForm) -> HttpResponse:
        if not form.is_valid():
            return self._ask(GoalsSheetForm(), HTTPStatus.UNPROCESSABLE_ENTITY)
        content, confirmed = form.cleaned_data["kept"], form.cleaned_data["confirmed"]
        try:
            looked = preview_sheet(io.BytesIO(content), self.day, actor=self.actor)
            if looked.warnings and not confirmed:
                form.add_error("confirmed", _("Look at what is odd, and say that it is meant so."))
                return self._shown(looked, form, HTTPStatus.UNPROCESSABLE_ENTITY)
            take_sheet(io.BytesIO(content), self.day, actor=self.actor, confirmed=confirmed)
        except DirectoryError:
            return self._ask(GoalsSheetForm(), HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.success(self.request, _("Rows that were taken: %(count)d.") % {"count": len(looked.changes)})
        return redirect(reverse("web:goals"))

    def _shown(self, looked: Looked, form: TakeForm, status: int = HTTPStatus.OK) -> HttpResponse:
        kinds = Counter(each.kind for each in looked.changes)
        if not looked.warnings:
            del form.fields["confirmed"]
        return self.show(
            "web/goals/preview.html",
            status,
            form=form,
            rows=looked.rows,
            new=kinds[NEW],
            changed=kinds[CHANGED],
            warnings=[told(each) for each in looked.warnings],
            changes=looked.changes[:SHOWN],
            more=max(len(looked.changes) - SHOWN, 0),
        )

    def _ask(self, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show(
            "web/office/ask.html",
            status,
            form=form,
            heading=_("Send goals and key indicators as a sheet"),
            about=_("First you see what each row would do; nothing changes before you say so."),
            button=_("Look at what it does"),
            back=reverse("web:goals"),
        )


class GoalsFile(AgencyPage):
    """Key indicators as a sheet, as they can be sent back."""

    def get(self, request: HttpRequest, ending: str) -> HttpResponse:
        """A row for each indicator and year, of all units or of one and those below it."""
        asked = request.GET.get("unit", "")
        units = set(self.units)
        if asked.isdecimal() and len(asked) < 19:
            units &= units_below([int(asked)], self.day)
        return as_file("iku", ending, HEADER, rows_of(units, self.day))
