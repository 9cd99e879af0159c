"""Making a cycle, and opening it: everybody's plan is drafted in the background."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import RulesBroken, type_sentence
from cycle_engine.machine import MACHINES
from directory.models import UnitRow
from directory.names import Names
from web.office.manager import RUNNING, ManagerPage
from web.paging import page_of
from workflows.cycles.commands import create_cycle
from workflows.cycles.models import Cycle
from workflows.cycles.policy import Policy
from workflows.jobs.models import Job
from workflows.planning import commands, queries
from workflows.planning.progress import last_opening

NO_RATER = gettext_lazy("No post stands above the one that this person holds.")


class NewCycleForm(forms.Form):
    """The year, and whose cycle it is."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)


class NewCyclePage(ManagerPage):
    """Making the cycle of a year."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form, with the year after the latest."""
        latest = self.cycles[0].year if self.cycles else self.day.year - 1
        return self._ask(self._form()(initial={"year": latest + 1}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make it, with the figures of the regulation."""
        form = self._form()(request.POST)
        if not form.is_valid():
            return self._ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        said = form.cleaned_data
        try:
            cycle = create_cycle(said["year"], int(said["agency"]), Policy(), self.actor)
        except RulesBroken as error:
            for blocker in error.blockers:
                form.add_error(None, blocker.message)
            return self._ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.success(request, _("The cycle is made. Look at its policy, then rehearse it."))
        return redirect(reverse("web:office_cycle", args=[cycle.pk]))

    def _form(self) -> type[NewCycleForm]:
        roots = UnitRow.objects.on(self.day).filter(unit__in=self.units, parent=None).order_by("name")
        choices = [(str(unit), name) for unit, name in roots.values_list("unit", "name")]
        agency = forms.ChoiceField(choices=choices, label=_("Agency"))
        return type("NewCycle", (NewCycleForm,), {"agency": agency})

    def _ask(self, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show(
            "web/office/ask.html",
            status,
            form=form,
            heading=_("Make a cycle"),
            about=_("A cycle belongs to a whole agency. It begins with the figures of the regulation."),
            button=_("Make the cycle"),
            back=reverse("web:office"),
        )


class OpeningForm(forms.Form):
    """With what plans begin."""

    first = forms.ChoiceField(
        label=gettext_lazy("With what plans begin"),
        choices=[
            ("template", gettext_lazy("The template of the post; where there is none, the last plan in it")),
            (
                "last_year",
                gettext_lazy("The owner's last plan in the post; where there is none, its template"),
            ),
        ],
        initial="template",
        widget=forms.RadioSelect,
    )


class OpeningPage(ManagerPage):
    """Opening a cycle, how far that has come, and for whom it could not."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """Who would be given a plan; what the last opening has done."""
        cycle = self.cycle(key)
        job = last_opening(cycle)
        if self.wants_part and job:
            return self.progress_of(job)
        return self._show(cycle, job, OpeningForm())

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Draft everybody's plan in the background; who has one keeps it."""
        cycle = self.cycle(key)
        form = OpeningForm(request.POST)
        if not form.is_valid():
            return self._show(cycle, last_opening(cycle), form, HTTPStatus.UNPROCESSABLE_ENTITY)
        commands.open_cycle(cycle, self.actor, form.cleaned_data["first"])
        return redirect(request.path)

    def _show(
        self, cycle: Cycle, job: Job | None, form: forms.Form, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        runs = job is not None and job.state in RUNNING
        context: dict[str, Any] = {"cycle": cycle, "job": job, "runs": runs, "form": form}
        if not runs:
            day = max(self.day, cycle.starts_on)
            context["waiting"] = len(queries.people_to_plan(cycle, day))
            context["may_open"] = cycle.unit_id in self.units
        if job and not runs:
            some = page_of(job.errors, self.request)
            context |= {"some": some, "lines": self._left_out(some)}
        return self.show("web/office/opening.html", status, **context)

    def _left_out(self, errors: Any) -> list[tuple[str, type_sentence]]:
        """Who could not be given a plan, and why."""
        people = {int(each["employee"]) for each in errors if "employee" in each}
        names, why = Names.of(people, self.moment), _reasons()
        return [(names[int(each.get("employee", 0))], why.get(each["code"], each["code"])) for each in errors]


def _reasons() -> dict[str, type_sentence]:
    """The sentences of the rules that can forbid a draft, by their codes."""
    rules = MACHINES["plan"].steps["draft"].declaration.rules
    return {"no_rater": NO_RATER} | {
        rule.code: rule.sentence for rule in rules if "%(" not in str(rule.sentence)
    }
