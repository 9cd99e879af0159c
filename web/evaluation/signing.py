"""Signing an evaluation: the result that is signed, and where the unit stands beside the guide."""

from __future__ import annotations

from typing import Any

from cycle_engine.machine import Step
from web.evaluation.shown import shown
from web.step_forms import StepForm, form_of
from web.steps import StepPage
from workflows.evaluation.models import Evaluation


class SignPage(StepPage):
    """Signing, as who rated or in the rater's place."""

    template = "web/evaluation/sign.html"

    def form(self, record: Evaluation, step: Step) -> type[StepForm]:
        """A reason is asked where the unit departs from the guide."""
        departs = self.facts(record).distribution(record, self.reader).breaches
        return form_of(step, given={} if departs else {"distribution_reason": ""})

    def more(self, record: Evaluation) -> dict[str, Any]:
        found = shown(record, self, self.facts(record))
        comparison = found.facts.distribution(record, self.reader)
        return {"evaluation": record, "shown": found, "comparison": comparison}
