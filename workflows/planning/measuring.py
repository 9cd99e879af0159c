"""From which measures the indicators of a unit's plans may take their values: its own, and those of units above."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from directory import queries as directory
from workflows.goals.models import MeasureRow

if TYPE_CHECKING:
    from workflows.planning.facts import PlanningFacts


def measures_for(units: Collection[int], day: datetime.date) -> dict[int, dict[str, str]]:
    """By unit the names of the measures, by code; two queries for each unit."""
    return {unit: _measures(directory.units_above([unit], day), day) for unit in units}


def _measures(units: Collection[int], day: datetime.date) -> dict[str, str]:
    rows = MeasureRow.objects.on(day).filter(measure__unit__in=units).order_by("measure__code")
    return {
        code: f"{name} ({unit})" if unit else name
        for code, name, unit in rows.values_list("measure__code", "name", "unit_of_measure")
    }


def measures_of_units(facts: PlanningFacts[Any]) -> dict[int, dict[str, str]]:
    """The same of the units of these plans, today: what `facts.once` loads."""
    return measures_for({plan.unit_id for plan in facts.plans}, facts.now.date())
