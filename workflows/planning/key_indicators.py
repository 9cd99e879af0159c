"""Which key indicators (IKU) the results of a plan may serve, and what they say.

A draft may name any code. One that the agency has in other years alone, or has ended, is pointed at; one that it
never had as soon as it knows any of the plan's year.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cycle_engine.remembered import remembered
from directory import queries as directory
from directory.models import UnitRow
from workflows.goals.models import IndicatorRow

if TYPE_CHECKING:
    from workflows.planning.facts import PlanningFacts

Known = Mapping[int | None, Mapping[str, str]]  # by year, none for every year: what they say, by code


def texts_of(codes: Collection[str], day: datetime.date) -> dict[str, str]:
    """What the indicators with these codes say in the day's year, else in the last year that they have; one query."""
    rows = IndicatorRow.objects.on(day).filter(indicator__code__in=codes).order_by("year")
    found: dict[str, dict[int | None, str]] = defaultdict(dict)
    for code, year, text in rows.values_list("indicator__code", "year", "text"):
        found[code][year] = text
    return {code: years.get(day.year) or [*years.values()][-1] for code, years in found.items()}


def indicators_for(units: Collection[int], day: datetime.date) -> dict[int, Known]:
    """By unit its own indicators and those of all units above; two queries for each unit."""
    return {unit: _by_year(directory.units_above([unit], day), day) for unit in units}


def in_year(known: Known, year: int) -> dict[str, str]:
    """What these say in one year, by code."""
    return {**known.get(None, {}), **known.get(year, {})}


def _by_year(units: Collection[int], day: datetime.date) -> Known:
    rows = IndicatorRow.objects.on(day).filter(indicator__unit__in=units).order_by("indicator__code")
    found: dict[int | None, dict[str, str]] = defaultdict(dict)
    for code, year, text in rows.values_list("indicator__code", "year", "text"):
        found[year][code] = text
    return found


def unknown(facts: PlanningFacts[Any], unit: int, year: int, codes: Collection[str]) -> set[str]:
    """Which of these codes the unit's agency does not know in a year, though it knows others in it, or these in
    another year."""
    units = {plan.unit_id for plan in facts.plans}
    known = remembered(facts.epoch, _of_agencies, units, facts.now.date()).get(unit, NONE)
    there = known.in_years.get(year, frozenset()) | known.in_years.get(None, frozenset())
    return {code for code in codes if code not in there and (there or code in known.ever)}


class _Codes(NamedTuple):
    """The codes that an agency knows on a day, by year, and all that it has ever known."""

    in_years: Mapping[int | None, frozenset[str]]
    ever: frozenset[str]


NONE = _Codes({}, frozenset())


def _of_agencies(units: Collection[int], day: datetime.date) -> dict[int, _Codes]:
    """What the agency of each unit knows; four queries."""
    agencies = directory.units_below(directory.units_above(units, day), day)
    above = dict(UnitRow.objects.on(day).filter(unit__in=agencies).values_list("unit", "parent"))
    codes: dict[int, dict[int | None, set[str]]] = defaultdict(lambda: defaultdict(set))
    ever: dict[int, set[str]] = defaultdict(set)
    rows = IndicatorRow.objects.filter(indicator__unit__in=agencies, valid_from__lte=day)
    for unit, year, code, last in rows.values_list("indicator__unit", "year", "indicator__code", "valid_to"):
        top = _top(unit, above)
        ever[top].add(code)
        if last is None or last >= day:
            codes[top][year].add(code)
    made = {
        top: _Codes({year: frozenset(each) for year, each in codes[top].items()}, frozenset(known))
        for top, known in ever.items()
    }
    return {unit: made.get(_top(unit, above), NONE) for unit in units}


def _top(unit: int, above: Mapping[int, int | None]) -> int:
    while (parent := above.get(unit)) is not None:
        unit = parent
    return unit
