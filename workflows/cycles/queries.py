"""Reads of cycles, their policies and the working days of units."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from cycle_engine.actors import Capacity
from cycle_engine.workdays import Calendar, official_days
from directory.models import Assignment, PostRow, UnitRow
from directory.queries import granted, unit_settings, units_above
from workflows.cycles.models import Cycle, DayOff, PolicyDraft, PolicyRow
from workflows.cycles.policy import Policy


@dataclass(frozen=True, slots=True)
class DaysOff:
    """All days off of a year: the official list, or those of a unit (id)."""

    year: int
    days: frozenset[datetime.date]
    unit: int | None = None


def calendars(
    units: Collection[int], day: datetime.date, supposed: DaysOff | None = None
) -> dict[int, Calendar]:
    """The calendar of each unit as of `day`: its zone and week, the national days off and its own; were some other
    days off `supposed`, as it would be then.

    It knows the year before, this one and the next two. Two queries. Equal calendars are one object, so what
    was counted once is remembered.
    """
    years = range(day.year - 1, day.year + 3)
    off: dict[int | None, set[datetime.date]] = defaultdict(set)
    rows = DayOff.objects.filter(Q(unit=None) | Q(unit__in=units), withdrawn_at=None, year__in=years)
    for unit, day_off in rows.values_list("unit", "day"):
        off[unit].add(day_off)
    if supposed and supposed.year in years:
        kept = {each for each in off[supposed.unit] if each.year != supposed.year}
        off[supposed.unit] = kept | supposed.days
    national = _national(tuple(years), frozenset(off[None]))
    return {
        unit: _calendar(timezone, work_week, national | off[unit] if unit in off else national)
        for unit, (timezone, work_week) in unit_settings(units, day).items()
    }


def closures(year: int, unit: int | None = None) -> list[DayOff]:
    """The days off that units have in a year beside the official list, or one unit (id); by unit and day."""
    rows = DayOff.objects.filter(year=year, unit__isnull=False, withdrawn_at=None)
    rows = rows if unit is None else rows.filter(unit=unit)
    return list(rows.order_by("unit", "day"))


def policy_of(cycles: Collection[int], day: datetime.date) -> dict[int, Policy]:
    """The policy of each of these cycles on `day`; one query. Before its first policy a cycle has none."""
    rows = PolicyRow.objects.on(day).filter(cycle__in=cycles)
    return {cycle: Policy.from_json(policy) for cycle, policy in rows.values_list("cycle", "policy")}


def policies_of_units(units: Collection[int], day: datetime.date) -> dict[int, Policy]:
    """The policy of each unit for what is no plan's: that of its agency's cycle of the year, as it holds on `day`;
    the norm's where there is none. Three queries."""
    above = dict(UnitRow.objects.on(day).values_list("unit", "parent"))
    rooted = dict(Cycle.objects.filter(year=day.year).values_list("unit", "pk"))
    policies = policy_of(rooted.values(), day)
    found = {}
    for unit in units:
        root: int | None = unit
        while root is not None and root not in rooted:
            root = above.get(root)
        found[unit] = policies.get(rooted.get(root or 0, 0), Policy())
    return found


def policy_rows(cycle: Cycle) -> QuerySet[PolicyRow]:
    """The policies of a cycle that ever held or are to hold, oldest first, with their drafts."""
    held = Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
    return PolicyRow.objects.filter(held, cycle=cycle).select_related("draft").order_by("valid_from")


def policy_drafts(cycle: Cycle) -> QuerySet[PolicyDraft]:
    """The drafts of other policies of a cycle, newest first."""
    return PolicyDraft.objects.filter(cycle=cycle).order_by("-number")


@lru_cache(maxsize=16)
def _national(years: tuple[int, ...], loaded: frozenset[datetime.date]) -> frozenset[datetime.date]:
    """The days off of these years: of each the official list if it is loaded, else the library's."""
    lists = (official_days(year, {day for day in loaded if day.year == year}) for year in years)
    return frozenset().union(*(each.days for each in lists))


@lru_cache(maxsize=1024)
def _calendar(timezone: str, work_week: int, days_off: frozenset[datetime.date]) -> Calendar:
    return Calendar(ZoneInfo(timezone), work_week, days_off)


def visible(person: int, day: datetime.date) -> QuerySet[Cycle]:
    """The cycles of the agencies in which the person holds a post, or is manager or inspector."""
    posts = Assignment.objects.on(day).filter(person=person).values("post")
    units = set(PostRow.objects.on(day).filter(post__in=posts).values_list("unit", flat=True))
    units |= granted(person, [Capacity.MANAGER, Capacity.INSPECTOR], day)
    return Cycle.objects.filter(unit__in=units_above(units, day))
