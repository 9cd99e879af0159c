"""Measures of a unit: their values, and the registers that are counted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cycle_engine.errors import Missing, RulesBroken
from directory.identities import unit_names
from directory.names import Names
from web.evaluation.plots import drawn
from web.goals.forms import ItemForm, StrikeForm, ValueForm
from web.goals.pages import AgencyPage, refuse
from web.paging import page_of
from workflows.goals import commands, queries
from workflows.goals.data import ItemInput, MeasurementInput
from workflows.goals.figures import Words
from workflows.goals.models import Measurement, MeasureRow, Quality, RegisterItem, Source

DRAWN = 24  # values
BESIDE = {
    "ours:measured_days": "last_day",
    "ours:measured_value": "value",
    "ours:measured_quality": "quality",
    "ours:measured_document": "document",
    "ours:register_day": "day",
    "ours:register_title": "title",
    "ours:register_reason": "note",
}


class MeasuresPage(AgencyPage):
    """The measures of the reader's agency."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """By unit and code, with their newest values."""
        some: Any = page_of(queries.measures(self.units, self.day), request)
        values = queries.measured({row.measure.code for row in some}, self.day)
        return self.show(
            "web/goals/measures.html",
            some=some,
            lines=[(row, values.get(row.measure.code)) for row in some],
            names=unit_names({row.measure.unit_id for row in some}, self.day),
            own=self.own_unit if self.own_unit in self.me.manages else min(self.me.manages, default=None),
        )


class OfMeasure(AgencyPage):
    """A page about one measure of the reader's agency."""

    def row(self, key: int) -> MeasureRow:
        """What it is today; else Missing."""
        row = queries.measure(key, self.day)
        if row is None or row.measure.unit_id not in self.units:
            raise Missing
        return row

    def enters(self, row: MeasureRow) -> bool:
        """Whether the reader enters values of it, or things in its register."""
        return row.measure_id in queries.may_enter([row.measure], self.reader, self.day)

    def audits(self, row: MeasureRow) -> bool:
        return row.measure.unit_id in self.me.inspects


class MeasurePage(OfMeasure):
    """A measure."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """Its values or what its register has, the newest first."""
        row = self.row(key)
        counted = row.source == Source.REGISTER
        found: Any = queries.register(key) if counted else queries.measurements(key)
        some: Any = page_of(found, request)
        people = {getattr(each, "entered_by_id" if counted else "measured_by_id") for each in some}
        names = Names.of(people, self.moment)
        worked_out = row.source in (Source.SURVEY, Source.COMPLAINTS)
        return self.show(
            "web/goals/measure.html",
            row=row,
            unit=unit_names([row.measure.unit_id], self.day).get(row.measure.unit_id, ""),
            counted=counted,
            count=queries.measured([row.measure.code], self.day).get(row.measure.code) if counted else None,
            some=some,
            lines=[
                (each, names[getattr(each, "entered_by_id" if counted else "measured_by_id")])
                for each in some
            ],
            plot=None if counted else _plot(list(queries.measurements(key)[:DRAWN])),
            enters=not worked_out and self.enters(row),
            audits=not worked_out and not counted and self.audits(row),
            may_write=row.measure.unit_id in self.me.manages,
        )


def _plot(values: list[Measurement]) -> object:
    known = [(each.last_day, queries.as_written(each), each.value) for each in reversed(values)]
    return drawn(known, Words(""), known[0][0], known[-1][0]) if known else None


class NewValuePage(OfMeasure):
    """Entering a value of a measure, or a better one in place of a wrong one."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The form; `?corrects=` names the value that was wrong."""
        row, qualities = self._asked(key)
        return self._ask(row, ValueForm(row, qualities, initial=self._initial(row)))

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Enter it."""
        row, qualities = self._asked(key)
        form = ValueForm(row, qualities, request.POST)
        if not form.is_valid():
            return self._ask(row, form)
        try:
            commands.measure([MeasurementInput(row.measure.code, **form.cleaned_data)], actor=self.actor)
        except RulesBroken as error:
            refuse(form, error, BESIDE)
            return self._ask(row, form)
        messages.success(request, _("The value was entered."))
        return redirect("web:measure", key)

    def _asked(self, key: int) -> tuple[MeasureRow, list[Quality]]:
        """The measure, and the qualities of the values that the reader enters; Missing where he enters none."""
        row = self.row(key)
        qualities = [Quality.REPORTED, Quality.EVIDENCED] if self.enters(row) else []
        if self.audits(row):
            qualities.append(Quality.AUDITED)
        if row.source not in (Source.ENTERED, Source.SYSTEM) or not qualities:
            raise Missing
        return row, qualities

    def _initial(self, row: MeasureRow) -> dict[str, Any]:
        given = self.request.GET.get("corrects", "")
        known = queries.measurements(row.measure_id)
        wrong = known.filter(pk=int(given)).first() if given.isdecimal() and len(given) < 19 else None
        if wrong is None:
            return {"first_day": self.day.replace(day=1), "last_day": self.day}
        return {
            "first_day": wrong.first_day,
            "last_day": wrong.last_day,
            "value": queries.as_written(wrong),
            "quality": wrong.quality,
            "document": wrong.document,
            "corrects": wrong.pk,
        }

    def _ask(self, row: MeasureRow, form: ValueForm) -> HttpResponse:
        right = bool(form["corrects"].value())
        heading = _("Correct a value") if right else _("Enter a value")
        about = f"{row.name} ({row.unit_of_measure})" if row.unit_of_measure else row.name
        return self.ask(form, heading, _("Save"), reverse("web:measure", args=[row.measure_id]), about)


class NewItemPage(OfMeasure):
    """Entering a thing in a register."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The form."""
        return self._ask(_kept(self, key), ItemForm(initial={"day": self.day}))

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Enter it."""
        row, form = _kept(self, key), ItemForm(request.POST)
        if not form.is_valid():
            return self._ask(row, form)
        try:
            commands.enter_items([ItemInput(row.measure.code, **form.cleaned_data)], actor=self.actor)
        except RulesBroken as error:
            refuse(form, error, BESIDE)
            return self._ask(row, form)
        messages.success(request, _("It stands in the register."))
        return redirect("web:measure", key)

    def _ask(self, row: MeasureRow, form: ItemForm) -> HttpResponse:
        back = reverse("web:measure", args=[row.measure_id])
        return self.ask(form, _("Enter in the register"), _("Save"), back, row.name)


class StrikePage(OfMeasure):
    """Taking a thing out of a register."""

    def get(self, request: HttpRequest, key: int, item: int) -> HttpResponse:
        """The form."""
        return self._ask(self._item(key, item), StrikeForm())

    def post(self, request: HttpRequest, key: int, item: int) -> HttpResponse:
        """Take it out."""
        found, form = self._item(key, item), StrikeForm(request.POST)
        if not form.is_valid():
            return self._ask(found, form)
        commands.strike_item(item, form.cleaned_data["note"], actor=self.actor)
        messages.success(request, _("It was taken out of the register."))
        return redirect("web:measure", key)

    def _item(self, key: int, item: int) -> RegisterItem:
        _kept(self, key)
        found = queries.register(key).filter(pk=item).first()
        if found is None:
            raise Missing
        return found

    def _ask(self, item: RegisterItem, form: StrikeForm) -> HttpResponse:
        back = reverse("web:measure", args=[item.measure_id])
        about = f"{date_format(item.day)}: {item.title}"
        return self.ask(form, _("Take out of the register"), _("Take it out"), back, about)


def _kept(page: OfMeasure, key: int) -> MeasureRow:
    """The measure, if it is counted in a register that the reader keeps; else Missing."""
    row = page.row(key)
    if row.source != Source.REGISTER or not page.enters(row):
        raise Missing
    return row
