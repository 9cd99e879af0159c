"""The evaluations of a plan, and opening one by hand."""

from __future__ import annotations

import hashlib
import uuid
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.actors import Actor
from cycle_engine.errors import RulesBroken
from cycle_engine.idempotency import Key
from cycle_engine.ledger.canonical import canonical
from web.pages import PersonPage
from web.records import PLANS
from web.step_forms import LONGEST
from workflows.cycles import queries as cycles
from workflows.cycles.period_words import period_words
from workflows.cycles.periods import Period, named, periodic, yearly
from workflows.evaluation.commands import open_evaluation
from workflows.evaluation.disclosure import is_withheld
from workflows.evaluation.models import Evaluation
from workflows.evaluation.ratings import Predicate
from workflows.planning.models import Plan


class EvaluationsPage(PersonPage):
    """The evaluations of a plan, in the order of their periods."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """With the predicate where the reader may know it."""
        plan: Plan = PLANS.find(key, self)
        rows = list(Evaluation.objects.filter(plan=plan).select_related("plan").order_by("ends_on", "pk"))
        return self.show(
            "web/evaluation/evaluations.html",
            plan=plan,
            evaluations=[(each, _known(each, self.reader)) for each in rows],
            manages=plan.unit_id in self.me.manages,
        )


def _known(evaluation: Evaluation, reader: int) -> Predicate | None:
    known = evaluation.predicate and not is_withheld(evaluation, reader)
    return Predicate(evaluation.predicate) if known else None


class OpeningForm(forms.Form):
    """Which period; why, if there is something to say. `key` names this sending."""

    period = forms.ChoiceField(label=gettext_lazy("Period"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Reason (may be left out)"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )
    key = forms.CharField(max_length=100, widget=forms.HiddenInput)


class OpenPage(PersonPage):
    """Opening the evaluation of a period by hand, as manager; else the clock opens it with its window."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The periods of the plan's cycle."""
        plan: Plan = PLANS.find(key, self)
        return self._ask(plan, self._form(plan, initial={"key": uuid.uuid4().hex}))

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Open it, once however often the form is sent."""
        plan: Plan = PLANS.find(key, self)
        form = self._form(plan, request.POST)
        if form.is_valid():
            try:
                act = self._open(plan, form)
            except RulesBroken as error:
                for blocker in error.blockers:
                    form.add_error(None, blocker.message)
            else:
                messages.success(request, _("The evaluation is open."))
                return redirect("web:evaluation", act)
        return self._ask(plan, form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _open(self, plan: Plan, form: OpeningForm) -> int:
        said = form.cleaned_data
        body_hash = hashlib.sha256(canonical([said["period"], said["reason"]]).encode()).hexdigest()
        act = open_evaluation(
            plan,
            named(said["period"]),
            actor=Actor.of(self.reader),
            reason=said["reason"],
            idempotency_key=Key(self.user.pk, self.request.path, said["key"], body_hash),
        )
        return int(act.record_id or 0)

    def _form(self, plan: Plan, *args: Any, **kwargs: Any) -> OpeningForm:
        form = OpeningForm(*args, **kwargs)
        choices = [(each.name, period_words(each.name)) for each in self._periods(plan)]
        form.fields["period"].choices = choices  # type: ignore[attr-defined]
        return form

    def _periods(self, plan: Plan) -> list[Period]:
        """Those of the plan's cycle."""
        day = max(self.day, plan.cycle.starts_on)
        policy = cycles.policy_of([plan.cycle_id], day)[plan.cycle_id]
        return [*periodic(plan.cycle.year, policy), yearly(plan.cycle.year)]

    def _ask(self, plan: Plan, form: OpeningForm, status: int = HTTPStatus.OK) -> HttpResponse:
        manages = plan.unit_id in self.me.manages
        return self.show("web/evaluation/open.html", status, plan=plan, form=form, manages=manages)
