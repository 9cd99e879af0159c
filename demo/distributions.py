"""The predicates of the year, unit by unit, beside the guide for what the unit achieved (`6/2022:IV.B.2`)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from demo.agency import YEAR
from directory.models import Unit
from workflows.evaluation.distribution import FEWEST, breaches
from workflows.evaluation.models import Evaluation, Rating
from workflows.evaluation.ratings import Predicate


def distributions() -> Iterator[str]:
    """A line for each unit whose head rates so many people that shares say something."""
    rows = Evaluation.objects.filter(period=str(YEAR)).exclude(predicate="").order_by("unit__code")
    predicates: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for unit, predicate in rows.values_list("unit", "predicate"):
        predicates[unit][predicate] += 1
    achieved = _achieved()
    codes = dict(Unit.objects.filter(pk__in=predicates).values_list("pk", "code"))
    for unit, counts in predicates.items():
        if counts.total() >= FEWEST:
            told = ", ".join(f"{each} {counts[each]}" for each in Predicate if counts[each])
            limits = len(breaches(counts, achieved[unit]))
            beside = f"departs from {limits} limits" if limits > 1 else "departs from a limit"
            yield f"{codes[unit]}, {achieved[unit]}: {told}; {beside if limits else 'as the guide has it'}"


def _achieved() -> dict[int, str]:
    """What each unit achieved, as the raters of its people looked at it last."""
    rows = Rating.objects.filter(evaluation__period=str(YEAR), evaluation__closing=False).order_by("pk")
    return dict(rows.values_list("evaluation__unit", "organisation__word"))
