"""Feedback without a name: to whom the reader may give it, and giving it."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import Missing, RulesBroken
from directory.names import Names
from web.pages import PersonPage
from web.planning.words import VALUES
from workflows.monitoring.data import About
from workflows.monitoring.models import TEXT, AboutKind
from workflows.monitoring.unnamed import give_unnamed, receivers
from workflows.planning.models import Plan

BESIDE = {"ours:feedback_text": "text", "ours:feedback_about": "about", "ours:unnamed_once": "about"}


class UnnamedForm(forms.Form):
    """What is said, and of what."""

    about = forms.ChoiceField(
        label=gettext_lazy("About"),
        choices=[("", gettext_lazy("The whole of the work")), *VALUES.items()],
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("Feedback"),
        help_text=gettext_lazy("Write nothing by which you can be told, such as what only you know."),
        max_length=TEXT,
        widget=forms.Textarea({"rows": 6}),
    )


class ReceiversPage(PersonPage):
    """To whom the reader may give feedback without his name."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Colleagues, and who rates him; nobody where it is not allowed, or too few could have given it."""
        plans = receivers(self.reader, self.moment)
        names = Names.of((plan.employee_id for plan in plans), self.moment)
        return self.show(
            "web/evaluation/receivers.html", receivers=[(plan, names[plan.employee_id]) for plan in plans]
        )


class GiveUnnamedPage(PersonPage):
    """Giving it."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The form."""
        return self._ask(self._plan(key), UnnamedForm())

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Give it; that the reader did is kept nowhere."""
        plan, form = self._plan(key), UnnamedForm(request.POST)
        if form.is_valid():
            about = form.cleaned_data["about"]
            try:
                give_unnamed(
                    key,
                    About(AboutKind.VALUE, about) if about else About(),
                    form.cleaned_data["text"],
                    self.reader,
                )
            except RulesBroken as error:
                for blocker in error.blockers:
                    form.add_error(BESIDE.get(blocker.rule), blocker.message)
            else:
                messages.success(request, _("Your feedback was given. Nobody sees that it came from you."))
                return redirect("web:unnamed_feedback")
        return self._ask(plan, form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _plan(self, key: int) -> Plan:
        """The plan, if the reader may give feedback on it; he sees nothing else of it."""
        for plan in receivers(self.reader, self.moment):
            if plan.pk == key:
                return plan
        raise Missing

    def _ask(self, plan: Plan, form: UnnamedForm, status: int = HTTPStatus.OK) -> HttpResponse:
        employee = Names.of([plan.employee_id], self.moment)[plan.employee_id]
        return self.show("web/evaluation/give_unnamed.html", status, form=form, employee=employee)
