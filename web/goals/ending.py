"""Ending a key indicator, after a look at how many results serve it."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import Missing, RulesBroken
from directory.dated import DAY
from web.goals.pages import AgencyPage, refuse
from web.step_forms import Day
from workflows.goals import commands, queries
from workflows.goals.models import IndicatorRow
from workflows.planning.ties import of_indicator

BESIDE = {"ours:indicator_end_day": "last_day", "ours:indicator_end": "last_day"}


class EndForm(forms.Form):
    """The last day on which somebody is asked to serve it."""

    last_day = forms.DateField(
        label=gettext_lazy("Last day on which it asks to be served"),
        widget=Day(),
        help_text=gettext_lazy("Yesterday at the earliest, so that it ends at once."),
    )


class IndicatorEndPage(AgencyPage):
    """The end of a key indicator, for the managers of its unit."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The form, with how many results in force serve it."""
        return self._ask(self._row(key), EndForm(initial={"last_day": self.day - DAY}))

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """End it."""
        row, form = self._row(key), EndForm(request.POST)
        if not form.is_valid():
            return self._ask(row, form)
        try:
            commands.end_indicator(key, form.cleaned_data["last_day"], self.day, actor=self.actor)
        except RulesBroken as error:
            refuse(form, error, BESIDE)
            return self._ask(row, form)
        messages.success(request, _("It ends then; what was said and measured stays."))
        return redirect(f"{reverse('web:goals')}?unit={row.indicator.unit_id}")

    def _row(self, key: int) -> IndicatorRow:
        row = queries.versions(key).first()
        if row is None:
            raise Missing
        self.managed(row.indicator.unit_id)
        return row

    def _ask(self, row: IndicatorRow, form: EndForm) -> HttpResponse:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
        count = len(of_indicator(row.indicator.code, None, self.day))
        return self.show("web/goals/end.html", status, row=row, form=form, count=count)
