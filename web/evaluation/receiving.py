"""Steps of an evaluation whose pages know a little more than their declaration says."""

from __future__ import annotations

from typing import Any

from cycle_engine.machine import Step
from web.pages import PersonPage
from web.step_forms import Choices, StepForm, form_of
from web.steps import StepPage
from workflows.cycles.period_words import period_words
from workflows.evaluation.disclosure import is_withheld
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.models import Evaluation
from workflows.evaluation.ratings import Predicate


class ReceivePage(StepPage):
    """Receiving the evaluation: the employee opens it; a manager says on which day it was handed over."""

    template = "web/evaluation/receive.html"

    def form(self, record: Evaluation, step: Step) -> type[StepForm]:
        """The employee is asked for no day."""
        own = record.plan.employee_id == self.reader
        return form_of(step, given={"handed_over_on": ""} if own else {})

    def more(self, record: Evaluation) -> dict[str, Any]:
        return {"evaluation": record, "own": record.plan.employee_id == self.reader}


class ReturnPage(StepPage):
    """Signing and returning: what it means, and what it leaves open."""

    template = "web/evaluation/return.html"

    def more(self, record: Evaluation) -> dict[str, Any]:
        return {"evaluation": record}


def earlier_results(record: Evaluation, page: PersonPage) -> Choices:
    """The evaluations of the plans before a transfer, the last first; which of them is meant the rule says."""
    found = EvaluationFacts([record], *page.moment).results_before(record)
    return [
        (str(each.pk), f"{period_words(each.period)}: {Predicate(each.predicate).label}")
        for each in reversed(found)
        if each.kind == "periodic" and each.predicate and not is_withheld(each, page.reader)
    ]
