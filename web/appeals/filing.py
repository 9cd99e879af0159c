"""Filing an appeal: why, by which evidence, a look at it all, and the day until which it is in time."""

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
from cycle_engine.errors import NotYourTurn, RulesBroken
from cycle_engine.idempotency import Key
from cycle_engine.ledger.canonical import canonical
from web.appeals.days import days_left
from web.appeals.evidence import with_evidence, with_files
from web.pages import PersonPage
from web.records import EVALUATIONS
from web.step_forms import LONGEST
from web.uploads import TakesFiles
from workflows.appeals.beside import Filing
from workflows.appeals.commands import file_appeal
from workflows.appeals.data import Objection
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.models import Evaluation
from workflows.monitoring.queries import evidence_of

TOO_LATE = "6/2022:V.B.2"


class FilingForm(forms.Form):
    """Why the result should be another. `key` names this filing, so that a form sent twice files once."""

    key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    reasons = forms.CharField(
        label=gettext_lazy("Why should the result be another?"),
        help_text=gettext_lazy("The rater reads this at once, and who decides does too."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class FilePage(TakesFiles, PersonPage):
    """An appeal against an evaluation, by the employee: written, looked at, filed."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The form, or why there is none."""
        evaluation = self.own(key)
        return self.write(evaluation, self.form(evaluation)(initial={"key": uuid.uuid4().hex}))

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Look at what was written, change it, or file it."""
        evaluation = self.own(key)
        typed, refused = with_files(evaluation.plan, request, self.reader)
        form = self.form(evaluation)(typed)
        if "change" in typed:
            return self.write(evaluation, self.form(evaluation)(initial=_as_typed(form)))
        for sentence in refused:
            form.add_error("files", sentence)
        if not form.is_valid():
            return self.write(evaluation, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        if "file" not in typed:
            return self.check(evaluation, form)
        return self.file(evaluation, form)

    def own(self, key: int) -> Evaluation:
        """The evaluation, if it is the reader's own."""
        evaluation: Evaluation = EVALUATIONS.find(key, self)
        if evaluation.plan.employee_id != self.reader:
            raise NotYourTurn
        return evaluation

    def form(self, evaluation: Evaluation) -> type[forms.Form]:
        return with_evidence(FilingForm, evaluation.plan, self)

    def write(self, evaluation: Evaluation, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        """The form with the days left; once it may not be filed any more, why."""
        filing = Filing.of(evaluation, self.reader, self.moment)
        late = any(each.rule == TOO_LATE for each in filing.blockers)
        return self.show(
            "web/appeals/file.html",
            status,
            evaluation=evaluation,
            form=form,
            late=late,
            blockers=[each for each in filing.blockers if each.rule != TOO_LATE],
            policy=filing.policy,
            left=self._left(evaluation, filing),
        )

    def check(self, evaluation: Evaluation, form: forms.Form) -> HttpResponse:
        """What would be filed, before it is."""
        filing = Filing.of(evaluation, self.reader, self.moment)
        keys = [int(each) for each in form.cleaned_data["evidence"]]
        files = evidence_of(evaluation.plan_id, keys).values() if keys else ()
        context: dict[str, Any] = {"evaluation": evaluation, "form": form, "files": files}
        return self.show("web/appeals/check.html", left=self._left(evaluation, filing), **context)

    def file(self, evaluation: Evaluation, form: forms.Form) -> HttpResponse:
        """File it, once."""
        objection = Objection(form.cleaned_data["reasons"], form.cleaned_data["evidence"])
        said = canonical({"reasons": objection.reasons, "evidence": list(objection.evidence)})
        body_hash = hashlib.sha256(said.encode()).hexdigest()
        key = Key(self.user.pk, self.request.path, form.cleaned_data["key"], body_hash)
        try:
            act = file_appeal(evaluation, objection, actor=Actor.of(self.reader), idempotency_key=key)
        except RulesBroken as error:
            for blocker in error.blockers:
                form.add_error(None, blocker.message)
            return self.write(evaluation, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.success(self.request, _("Your appeal is filed."))
        return redirect("web:appeal", act.record_id)

    def _left(self, evaluation: Evaluation, filing: Filing) -> Any:
        if filing.last_day is None:
            return None
        facts = EvaluationFacts([evaluation], *self.moment)
        return days_left(filing.last_day, facts.day(evaluation), facts.calendar(evaluation))


def _as_typed(form: forms.Form) -> dict[str, Any]:
    return {name: form[name].value() for name in ("key", "reasons", "evidence")}
