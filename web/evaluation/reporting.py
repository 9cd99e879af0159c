"""Reporting the evaluations of a unit and period to the competent official (PyB), all at once."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import Missing
from directory.models import UnitRow
from directory.names import Names
from web.pages import PersonPage
from workflows.evaluation.commands import report_unit
from workflows.evaluation.data import ADDRESSEE
from workflows.evaluation.models import Evaluation
from workflows.evaluation.queries import in_charge, reportable


class ReportForm(forms.Form):
    """To whom."""

    to = forms.CharField(
        label=gettext_lazy("To whom it is reported"),
        help_text=gettext_lazy("The competent official (PyB), by office."),
        max_length=ADDRESSEE,
    )


class ReportPage(PersonPage):
    """What waits to be reported, and reporting it."""

    def get(self, request: HttpRequest, key: int, period: str) -> HttpResponse:
        """Who is in it."""
        return self._ask(key, period, ReportForm())

    def post(self, request: HttpRequest, key: int, period: str) -> HttpResponse:
        """Report each; what is refused stays in the list, with why."""
        form = ReportForm(request.POST)
        if not form.is_valid():
            return self._ask(key, period, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        acts = report_unit(key, period, form.cleaned_data["to"], self.reader)
        refused = {act.record_id: str(act.error) for act in acts if act.error is not None}
        done = len(acts) - len(refused)
        messages.success(request, _("Evaluations reported: %(count)s.") % {"count": done})
        if refused:
            return self._ask(key, period, form, refused=refused)
        return redirect(request.path)

    def _ask(
        self,
        unit: int,
        period: str,
        form: ReportForm,
        status: int = HTTPStatus.OK,
        refused: dict[int | None, str] | None = None,
    ) -> HttpResponse:
        if not in_charge(self.reader, self.moment).filter(unit=unit, period=period).exists():
            raise Missing
        waiting: list[Evaluation] = list(
            reportable(self.reader, unit, period, self.moment).select_related("plan")
        )
        self.note_read(each.plan_id for each in waiting)
        names = Names.of((each.plan.employee_id for each in waiting), self.moment)
        called = UnitRow.objects.on(self.day).filter(unit=unit).values_list("name", flat=True).first()
        return self.show(
            "web/evaluation/report.html",
            status,
            form=form,
            unit=called or "",
            period=period,
            waiting=[
                (each, names[each.plan.employee_id], (refused or {}).get(each.pk, "")) for each in waiting
            ],
        )
