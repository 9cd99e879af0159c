"""What citizens say of whole units: of each with all below it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from cycle_engine.clock import Moment
from directory.today import today
from workflows.cycles.periods import Period
from workflows.voice import indices, queries
from workflows.voice.indices import Figure


@dataclass(frozen=True, slots=True)
class Whole:
    """The figure of a unit with all below it, of so many services."""

    services: int
    figure: Figure


def whole_units(units: Collection[int], period: Period, at: Moment) -> dict[int, Whole]:
    """Each of these units (ids) as a whole in a period, closed services counted too; as many queries as for one."""
    below = queries.below(units, at)
    rows = queries.services_of(frozenset().union(*below.values()), today(at))
    asked = queries.asked(list(rows), at)
    figures = indices.of_units(asked, below, period)
    return {
        unit: Whole(sum(each.unit in below[unit] for each in asked), figure)
        for unit, figure in figures.items()
    }
