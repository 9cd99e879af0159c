"""Action plans: what the employee means to do for each result, and writing it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import Missing, RulesBroken
from web.evaluation.progress import in_force
from web.pages import PersonPage
from web.records import PLANS
from workflows.monitoring.actions import action_plans, actions_of, write_action_plan
from workflows.monitoring.commands import RUNNING
from workflows.monitoring.data import Action
from workflows.monitoring.models import VALUE
from workflows.planning.contents import results
from workflows.planning.models import Plan

SPARE = 3  # empty rows below those that stand


class ActionForm(forms.Form):
    """One action; what is left empty is left out."""

    activity = forms.CharField(label=gettext_lazy("What will be done"), required=False, max_length=VALUE)
    period = forms.CharField(label=gettext_lazy("When"), required=False, max_length=VALUE)
    output = forms.CharField(label=gettext_lazy("What comes of it"), required=False, max_length=VALUE)


class ActionRows(forms.BaseFormSet):  # type: ignore[type-arg]
    """The actions for a result, in their order."""

    @property
    def actions(self) -> list[Action]:
        return [Action(**form.cleaned_data) for form in self.forms if any(form.cleaned_data.values())]


ROWS: Any = forms.formset_factory(ActionForm, ActionRows, extra=SPARE, max_num=50)


class ActionsPage(PersonPage):
    """The action plans of a plan."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """Each result in force with its actions."""
        plan: Plan = PLANS.find(key, self)
        planned = action_plans(plan.pk)
        return self.show(
            "web/evaluation/actions.html",
            plan=plan,
            results=[(each, actions_of(planned.get(each["id"]))) for each in results(in_force(plan, self))],
            writes=plan.employee_id == self.reader and plan.state in RUNNING,
        )


class WriteActionsPage(PersonPage):
    """Writing the action plan of one result."""

    def get(self, request: HttpRequest, key: int, item: str) -> HttpResponse:
        """The actions that stand, and room for more."""
        plan, result = self._found(key, item)
        initial = [vars(each) for each in actions_of(action_plans(key).get(item))]
        return self._ask(plan, result, ROWS(initial=initial))

    def post(self, request: HttpRequest, key: int, item: str) -> HttpResponse:
        """Let these take the place of those before."""
        plan, result = self._found(key, item)
        rows = ROWS(request.POST)
        problems: list[str] = []
        if rows.is_valid():
            try:
                write_action_plan(key, item, rows.actions, self.reader)
            except RulesBroken as error:
                problems = [blocker.message for blocker in error.blockers]
            else:
                messages.success(request, _("The action plan is saved."))
                return redirect("web:plan_actions", key)
        return self._ask(plan, result, rows, HTTPStatus.UNPROCESSABLE_ENTITY, problems)

    def _found(self, key: int, item: str) -> tuple[Plan, dict[str, Any]]:
        plan: Plan = PLANS.find(key, self)
        for each in results(in_force(plan, self)):
            if each["id"] == item:
                return plan, each
        raise Missing

    def _ask(
        self,
        plan: Plan,
        result: dict[str, Any],
        rows: ActionRows,
        status: int = HTTPStatus.OK,
        problems: list[str] | None = None,
    ) -> HttpResponse:
        return self.show(
            "web/evaluation/write_actions.html",
            status,
            plan=plan,
            result=result,
            rows=rows,
            problems=problems,
        )
