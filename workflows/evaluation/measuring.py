"""What was measured of the indicators that are evaluated: what is reported where nobody says anything else."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workflows.evaluation.data import Realisation
from workflows.goals.figures import read, target_of
from workflows.monitoring.measured import Measured, measured_in
from workflows.planning import contents
from workflows.planning.contents import Document

if TYPE_CHECKING:
    from workflows.evaluation.facts import EvaluationFacts
    from workflows.evaluation.models import Evaluation

OfIndicators = Mapping[str, Measured]


def measured_of(facts: EvaluationFacts) -> dict[int, OfIndicators]:
    """By evaluation and indicator what was measured in its days, until today: what `facts.once` loads."""
    return {each.pk: _measured(each, facts) for each in facts.records if each.pk}


def days_of(evaluation: Evaluation, facts: EvaluationFacts) -> tuple[datetime.date, datetime.date]:
    """The days that are evaluated, until today."""
    return evaluation.starts_on, max(min(evaluation.ends_on, facts.day(evaluation)), evaluation.starts_on)


def _measured(evaluation: Evaluation, facts: EvaluationFacts) -> OfIndicators:
    document = facts.contents(evaluation)
    return by_indicator(document, measured_in(document, *days_of(evaluation, facts), facts.epoch))


def by_indicator(document: Document, measured: Mapping[str, Measured]) -> dict[str, Measured]:
    """The same by the indicators that name them."""
    named = {item["id"]: item.get("measure") or "" for result, item in contents.items(document) if result}
    return {key: measured[code] for key, code in named.items() if code in measured}


def departs(each: Realisation, indicator: Mapping[str, Any], measured: Measured | None) -> bool:
    """Whether a value was typed that says something else than what was measured."""
    if measured is None or not each.value.strip():
        return False
    target, unit = target_of(indicator), indicator.get("unit")
    return read(each.value, unit, target) != read(measured.value, unit, target)


def filled(said: Sequence[Realisation], measured: OfIndicators) -> list[dict[str, Any]]:
    """What is reported: as it was said, and as it was measured where nothing was said."""
    by_key = {each.indicator: each for each in said}
    by_key |= {key: Realisation(key) for key in measured if key not in by_key}
    return [_filled(each, measured.get(each.indicator)) for each in by_key.values()]


def _filled(each: Realisation, measured: Measured | None) -> dict[str, Any]:
    silent = not (each.value.strip() or each.none_because.strip())
    found: dict[str, Any] = {
        "indicator": each.indicator,
        "value": measured.value if measured and silent else each.value,
        "none_because": each.none_because,
        "note": each.note,
        "evidence": list(each.evidence),
    }
    return found | {"measured": measured.plain} if measured else found
