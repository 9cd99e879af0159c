"""Signing an evaluation: the result that is signed, and where the unit stands beside the guide."""

from __future__ import annotations

from typing import Any

from web.evaluation.shown import Shown, shown
from web.steps import StepPage
from workflows.evaluation.distribution import Comparison
from workflows.evaluation.models import Evaluation


class SignPage(StepPage):
    """Signing, as who rated or in the rater's place."""

    template = "web/evaluation/sign.html"

    def more(self, record: Evaluation) -> dict[str, Any]:
        found: Shown = shown(record, self)
        comparison: Comparison = found.facts.distribution(record, self.reader)
        return {"evaluation": record, "shown": found, "comparison": comparison}
