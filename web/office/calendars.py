"""The days off of a year: the official list, and what units have beside it; sent as a sheet and looked at first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import Missing, RulesBroken
from directory.identities import unit_names
from directory.rows import DirectoryError
from web.choosing import Chosen, searches, units
from web.office.manager import ManagerPage
from web.office.sheets import SheetField, SheetForm, TakesSheets, refuse
from workflows.cycles import days, queries
from workflows.cycles.commands import DayOffInput
from workflows.cycles.models import DayOffKind
from workflows.planning import redating

YEARS = range(2000, 2101)


class CalendarPage(ManagerPage):
    """The days off of a year."""

    def get(self, request: HttpRequest, year: int) -> HttpResponse:
        """The official list, and the days of units."""
        _refuse_year(year)
        closures = queries.closures(year)
        names = unit_names({row.unit_id or 0 for row in closures}, self.day)
        listed = days.listed(year)
        return self.show(
            "web/office/calendar.html",
            year=year,
            years=[each for each in (year - 1, year + 1) if each in YEARS],
            provisional=listed.provisional,
            days=_named(listed.days),
            closures=[(row, names.get(row.unit_id or 0, "")) for row in closures],
        )


class CalendarForm(SheetForm):
    """Whose list, and the sheet."""

    file = SheetField(
        label=gettext_lazy("Sheet"),
        help_text=gettext_lazy(
            "CSV or XLSX with the columns date, kind (holiday, joint_leave; for a unit: local) and name."
        ),
    )

    def __init__(self, page: ManagerPage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = _unit_field(page)


def _unit_field(page: ManagerPage) -> Chosen:
    return Chosen(
        units(page.units, page.day),
        nothing=gettext_lazy("The whole country: the official list"),
        label=gettext_lazy("Whose days off"),
        required=False,
    )


class RowsField(forms.JSONField):
    """The rows of a list that was looked at, as they are sent again to be loaded."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> list[DayOffInput]:
        found = super().clean(value)
        try:
            rows = [DayOffInput(date.fromisoformat(day), str(kind), str(name)) for day, kind, name in found]
        except (TypeError, ValueError) as error:
            raise ValidationError(_("This cannot be loaded. Send the sheet again.")) from error
        if not all(0 < len(row.name) <= days.LONGEST for row in rows):
            raise ValidationError(_("This cannot be loaded. Send the sheet again."))
        return rows


class LoadForm(forms.Form):
    """A list that was looked at."""

    rows = RowsField()

    def __init__(self, page: ManagerPage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = _unit_field(page)


class NewCalendarPage(TakesSheets, ManagerPage):
    """Sending a list of days off, looking at what it changes, and loading it."""

    def get(self, request: HttpRequest, year: int) -> HttpResponse:
        """The form."""
        _refuse_year(year)
        return self._ask(year, CalendarForm(self))

    def post(self, request: HttpRequest, year: int) -> HttpResponse:
        """Look at a sheet; or load the list that was looked at."""
        _refuse_year(year)
        if "rows" in request.POST:
            return self._load(request, year)
        if searches(request.POST):
            typed = CalendarForm(self).fields["unit"].widget.value_from_datadict(request.POST, {}, "unit")
            return self._ask(year, CalendarForm(self, initial={"unit": typed}))
        form = CalendarForm(self, request.POST, request.FILES)
        form.request = request
        if not form.is_valid():
            return self._ask(year, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        unit = _key(form.cleaned_data["unit"])
        try:
            rows = days.read_days(form.cleaned_data["file"], local=unit is not None, year=year)
            effect = redating.effect_of_days_off(year, rows, self.actor, self.moment, unit)
        except DirectoryError as error:
            refuse(form, "file", error)
            return self._ask(year, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        except RulesBroken as error:
            for blocker in error.blockers:
                form.add_error(None, blocker.message)
            return self._ask(year, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        change = days.compared(days.listed(year, unit), rows)
        return self.show(
            "web/office/calendar_preview.html",
            year=year,
            unit=unit_names([unit], self.day).get(unit) if unit else "",
            added=_named(change.added),
            withdrawn=_named(change.withdrawn),
            effect=effect,
            key=unit or "",
            sent=json.dumps([[row.day.isoformat(), row.kind, row.name] for row in rows]),
        )

    def _load(self, request: HttpRequest, year: int) -> HttpResponse:
        form = LoadForm(self, request.POST)
        if not form.is_valid():
            return self._ask(year, CalendarForm(self), HTTPStatus.UNPROCESSABLE_ENTITY, lost=True)
        unit = _key(form.cleaned_data["unit"])
        job = redating.load_days_off(year, form.cleaned_data["rows"], self.actor, unit)
        if job:
            messages.success(request, _("The days off are loaded. Open deadlines are being worked out anew."))
        else:
            messages.info(request, _("The list says nothing new."))
        return redirect(reverse("web:office_calendar", args=[year]))

    def _ask(
        self, year: int, form: forms.Form, status: int = HTTPStatus.OK, *, lost: bool = False
    ) -> HttpResponse:
        return self.show("web/office/calendar_new.html", status, year=year, form=form, lost=lost)


def _refuse_year(year: int) -> None:
    if year not in YEARS:
        raise Missing


def _key(text: str) -> int | None:
    return int(text) if text else None


def _named(rows: Sequence[DayOffInput]) -> list[tuple[date, Any, str]]:
    return [(row.day, DayOffKind(row.kind).label, row.name) for row in rows]
