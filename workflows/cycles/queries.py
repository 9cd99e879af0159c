"""Reads of cycles, their policies and the working days of units."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from cycle_engine.actors import Capacity
from cycle_engine.workdays import Calendar, official_days
from directory.models import Assignment, PostRow, UnitRow
from directory.queries import granted
from directory.sql import UNIT_SETTINGS
from workflows.cycles.models import Cycle, DayOff, PolicyRow
from workflows.cycles.policy import Policy


@dataclass(frozen=True, slots=True)
class Settings:
    """What a day's rules are made of: the calendar of each unit, the policy of each cycle."""

    calendars: dict[int, Calendar]
    policies: dict[int, Policy]


def settings_of(units: Collection[int], cycles: Collection[int], day: datetime.date) -> Settings:
    """Calendars and policies as of `day`, in one query when they were asked for before.

    What is remembered is known by the heads of the chains from which it came: a head commits to all that was
    ever recorded there, so other contents have another head. Calendars know the year before, this one and the
    next two; equal ones are one object. Before its first policy a cycle has none.
    """
    years = tuple(range(day.year - 1, day.year + 3))
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS, {"ids": list(units), "cycles": list(cycles), "years": list(years), "day": day})
        rows = cursor.fetchall()
    heads = tuple((key, head) for what, key, _, _, head in rows if what == "year")
    return Settings(
        {
            key: _calendar(zone, week, _days_off_in(key, years, heads))
            for what, key, zone, week, _ in rows
            if what == "unit"
        },
        {
            key: policy
            for what, key, _, _, head in rows
            if what == "cycle" and (policy := _policy(key, head, day))
        },
    )


SETTINGS = f"""
    SELECT 'unit', unit_id, timezone, work_week, NULL::bytea FROM ({UNIT_SETTINGS}) AS settings
    UNION ALL
    SELECT 'cycle', id, NULL, NULL, head FROM cycles_cycle WHERE id = ANY(%(cycles)s::bigint[])
    UNION ALL
    SELECT 'year', year, NULL, NULL, head FROM cycles_calendaryear WHERE year = ANY(%(years)s::integer[])
"""


def calendars(units: Collection[int], day: datetime.date) -> dict[int, Calendar]:
    """The calendar of each unit as of `day`."""
    return settings_of(units, (), day).calendars


def policy_of(cycles: Collection[int], day: datetime.date) -> dict[int, Policy]:
    """The policy of each of these cycles on `day`."""
    return settings_of((), cycles, day).policies


Heads = tuple[tuple[int, bytes], ...]


@lru_cache(maxsize=1024)
def _days_off_in(unit: int, years: tuple[int, ...], heads: Heads) -> frozenset[datetime.date]:
    off = _days_off(years, heads)
    return _national(years, off.get(None, frozenset())) | off.get(unit, frozenset())


@lru_cache(maxsize=16)
def _days_off(years: tuple[int, ...], heads: Heads) -> dict[int | None, frozenset[datetime.date]]:
    """The loaded days off of these years, of the country (None) and of single units."""
    off: dict[int | None, set[datetime.date]] = defaultdict(set)
    for unit, day in DayOff.objects.filter(withdrawn_at=None, year__in=years).values_list("unit", "day"):
        off[unit].add(day)
    return {unit: frozenset(days) for unit, days in off.items()}


@lru_cache(maxsize=256)
def _policy(cycle: int, head: bytes, day: datetime.date) -> Policy | None:
    row = PolicyRow.objects.on(day).filter(cycle=cycle).first()
    return Policy.from_json(row.policy) if row else None


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
    units |= granted(person, Capacity.MANAGER, day) | granted(person, Capacity.INSPECTOR, day)
    return Cycle.objects.filter(unit__in=_with_all_above(units, day))


def _with_all_above(units: set[int], day: datetime.date) -> set[int]:
    found, lowest = set(units), units
    while lowest:
        parents = UnitRow.objects.on(day).filter(unit__in=lowest).exclude(parent=None)
        lowest = set(parents.values_list("parent", flat=True)) - found
        found |= lowest
    return found
