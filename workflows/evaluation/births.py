"""New evaluations, as they are before their birth step."""

from __future__ import annotations

from workflows.cycles.periods import Period
from workflows.evaluation.models import Evaluation, Kind
from workflows.planning.models import Plan


def newborn(plan: Plan, period: Period, *, closing: bool = False) -> Evaluation:
    """An evaluation of the plan over this period; its facts know its days and who rates, under the plan's lock."""
    kind = Kind.YEARLY if period.is_year else Kind.PERIODIC
    return Evaluation(plan=plan, kind=kind, period=period.name, closing=closing)
