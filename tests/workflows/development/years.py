"""A year of Ani's that is rated and settled, quickly."""

from __future__ import annotations

from typing import Any

from tests.workflows.evaluation.office import YEAR, Office
from workflows.development import clockwork
from workflows.development.models import Improvement
from workflows.evaluation.models import Evaluation

VERY_POOR = {"results_rating": "below", "behaviour_rating": "below"}
VERY_GOOD = {"results_rating": "above", "behaviour_rating": "above"}
SETTLED = "2027-02-01 09:00"


def rated_year(office: Office, **ratings: Any) -> Evaluation:
    """The year, rated so, and not signed yet."""
    evaluation = office.opened(YEAR)
    for each in Evaluation.objects.filter(plan=evaluation.plan, kind="periodic"):
        office.take(each, "excuse", "dewi")
    return office.rated(office.assessed(evaluation), **ratings)


def received_year(office: Office, **ratings: Any) -> Evaluation:
    return office.received(office.delivered(office.signed(rated_year(office, **ratings))))


def settled_year(office: Office, **ratings: Any) -> Evaluation:
    """The year, settled by the clock on 1 February 2027, with what follows."""
    evaluation = received_year(office, **ratings)
    office.tick(SETTLED)
    clockwork.sweep_all()
    return Evaluation.objects.get(pk=evaluation.pk)


def improvement_of(evaluation: Evaluation) -> Improvement:
    return Improvement.objects.get(evaluation=evaluation)
