"""What may be had as a sheet: as lists show it, made by the API for who is signed in here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence
from web.choosing import unit_filter
from web.office.manager import ManagerPage

ROOT = "/api/v1/exports/"


@dataclass(frozen=True, slots=True)
class Export:
    """A sheet, what is in it, and by what it can be narrowed."""

    name: str
    label: type_sentence
    about: type_sentence
    narrowed_by: tuple[str, ...]


EXPORTS = (
    Export("plans", _("Plans"), _("Each with its post, rater, state and days."), ("cycle", "unit")),
    Export(
        "evaluations",
        _("Evaluations"),
        _("Each with its ratings; what is withheld from you is empty."),
        ("cycle", "unit"),
    ),
    Export("appeals", _("Appeals"), _("Each with its decision."), ("cycle", "unit")),
    Export("late", _("Who is late"), _("With what and since when."), ("cycle", "unit")),
    Export("progress", _("Progress"), _("Counts by unit and state, of one cycle."), ("cycle", "unit")),
    Export("people", _("People"), _("With NIP and post; of one unit alone, or of all."), ("unit",)),
    Export(
        "needs",
        _("Needs of development"),
        _("What has to be learnt, by whom, and what it has come to."),
        ("unit",),
    ),
    Export("training-hours", _("Hours of training"), _("This year's hours beside the norm."), ("unit",)),
    Export("credit-points", _("Credit points"), _("What each settled year is worth."), ("unit",)),
    Export("letters", _("Letters"), _("Delegations, Plt and Plh that hold today."), ()),
)


class ExportFilter(forms.Form):
    """What all sheets are narrowed by."""

    def __init__(self, page: ManagerPage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(each.pk), str(each.year)) for each in page.cycles]
        self.fields["cycle"] = forms.ChoiceField(
            choices=[("", _("All cycles")), *choices], label=_("Cycle"), required=False
        )
        self.fields["unit"] = unit_filter(page.units, page.day)

    def asked(self) -> dict[str, str]:
        """What is filtered by; what is not known filters nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ExportsPage(ManagerPage):
    """Sheets to keep."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """All of them, narrowed as asked."""
        form = ExportFilter(self, request.GET)
        asked = form.asked()
        return self.show(
            "web/office/exports.html",
            form=form,
            exports=[(each, _addresses(each, asked)) for each in EXPORTS],
        )


def _addresses(export: Export, asked: dict[str, str]) -> tuple[str, str] | None:
    """Where it is, as CSV and as a workbook; nothing as long as no cycle is chosen for what is of one cycle."""
    if export.name == "progress" and "cycle" not in asked:
        return None
    query = urlencode({name: asked[name] for name in export.narrowed_by if name in asked})
    address = f"{ROOT}{export.name}"
    return f"{address}.csv?{query}", f"{address}.xlsx?{query}"
