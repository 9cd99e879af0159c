"""Finding plans among all of the units that one manages, and beginning one for somebody."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import RulesBroken
from cycle_engine.searching import planned_anew
from directory.many import any_of
from directory.models import PersonRow
from directory.names import Names
from web.choosing import Chosen, people, posts, searched, searches, unit_filter
from web.office.manager import ManagerPage
from web.paging import page_of
from web.step_forms import LONGEST, Day
from workflows.planning import commands, queries
from workflows.planning.beside import with_names
from workflows.planning.machine import PlanState
from workflows.planning.models import Plan

MOST = 1000  # plans that are listed


class PlanFilter(forms.Form):
    """Which plans are listed."""

    q = forms.CharField(label=gettext_lazy("Name, or a part of the NIP"), max_length=100, required=False)

    def __init__(self, page: ManagerPage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cycle"] = forms.ChoiceField(
            choices=[("", gettext_lazy("All cycles")), *_cycles(page)],
            label=gettext_lazy("Cycle"),
            required=False,
        )
        self.fields["unit"] = unit_filter(page.units, page.day)
        self.fields["state"] = forms.ChoiceField(
            choices=[("", gettext_lazy("Any state")), *PlanState.choices],
            label=gettext_lazy("State"),
            required=False,
        )
        self.fields["late"] = forms.BooleanField(
            label=gettext_lazy("Only where somebody is late"), required=False
        )

    def asked(self) -> dict[str, Any]:
        """What is filtered by; what is not known filters nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def _cycles(page: ManagerPage) -> list[tuple[str, str]]:
    return [(str(each.pk), str(each.year)) for each in page.cycles]


class PlansPage(ManagerPage):
    """Plans of the units that one manages."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Those that were searched for, the newest first."""
        form = PlanFilter(self, request.GET)
        asked = form.asked()
        with planned_anew():
            found = list(plans_of(self, asked).order_by("-pk").values_list("pk", flat=True)[: MOST + 1])
        some = page_of(found[:MOST], request)
        plans = list(with_names(Plan.objects.filter(pk__in=list(some)), self.moment).order_by("-pk"))
        self.note_read(plan.pk for plan in plans)
        names = Names.of([key for plan in plans for key in (plan.employee_id, plan.rater_id)], self.moment)
        return self.show(
            "web/office/plans.html",
            form=form,
            some=some,
            more=len(found) > MOST,
            rows=[(plan, names[plan.employee_id], names[plan.rater_id]) for plan in plans],
            asked=urlencode(asked),
        )


def plans_of(page: ManagerPage, asked: dict[str, Any]) -> Any:
    """The plans in the reader's units, as far as asked."""
    found = Plan.objects.filter(unit__in=any_of(page.within(page.units, asked.get("unit", ""))))
    for name in ("cycle", "state"):
        if name in asked:
            found = found.filter(**{name: asked[name]})
    if "q" in asked:
        described = PersonRow.objects.on(page.day)
        for word in asked["q"].split():
            told = "person__nip__contains" if word.isdecimal() else "name__icontains"
            described = described.filter(**{told: word})
        found = found.filter(employee__in=described.values("person"))
    return queries.late(found, page.moment.now) if "late" in asked else found


class NewPlanForm(forms.Form):
    """Whose plan begins, in which post, from when on."""

    key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    from_day = forms.DateField(
        label=gettext_lazy("First day of the plan"),
        help_text=gettext_lazy("The first day of the cycle when it is left out."),
        required=False,
        widget=Day(),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason (may be left out)"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NewPlanPage(ManagerPage):
    """Beginning a plan for somebody."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        return self._ask(self._form()(initial={"key": uuid.uuid4().hex}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin the plan, or tell why it cannot begin."""
        kind = self._form()
        if searches(request.POST):
            return self._ask(searched(kind, request.POST))
        form = kind(request.POST)
        if not form.is_valid():
            return self._ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        said = form.cleaned_data
        cycle = self.cycle(int(said["cycle"]))
        try:
            act = commands.draft_plan(
                cycle,
                int(said["employee"]),
                int(said["post"]),
                said["from_day"] or cycle.starts_on,
                actor=self.actor,
                reason=said["reason"],
                idempotency_key=self.once(said["key"]),
            )
        except RulesBroken as error:
            for blocker in error.blockers:
                form.add_error(None, blocker.message)
            return self._ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.success(request, _("The plan has begun."))
        return redirect(reverse("web:plan", args=[act.record_id]))

    def _form(self) -> type[NewPlanForm]:
        members: dict[str, Any] = {
            "cycle": forms.ChoiceField(choices=_cycles(self), label=_("Cycle")),
            "employee": Chosen(
                people(self), label=_("Employee"), help_text=_("By name or a part of the NIP.")
            ),
            "post": Chosen(posts(self.day), label=_("Post")),
            "field_order": ["cycle", "employee", "post", "from_day", "reason", "key"],
        }
        return type("NewPlan", (NewPlanForm,), members)

    def _ask(self, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show(
            "web/office/ask.html",
            status,
            form=form,
            heading=_("Begin a plan for somebody"),
            button=_("Begin the plan"),
            back=reverse("web:office_plans"),
        )
