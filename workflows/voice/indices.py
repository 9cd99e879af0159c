"""Indices of services and units over periods: added up by the database, computed exactly, shown of enough answers.

An index is the mean of what each answer alone would give. So that of a unit is the index of all answers of its
services, also where their instruments differ.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import connection

from workflows.cycles.periods import MONTHS, Period
from workflows.voice.data import Asked
from workflows.voice.instrument import FULL, Element, Instrument, grade_of, half_up
from workflows.voice.models import Every

LENGTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: MONTHS}  # months
SHOWN = {Every.MONTH: 12, Every.QUARTER: 8, Every.YEAR: 5}  # periods of a trend


@dataclass(frozen=True, slots=True)
class Sums:
    """Of how many answers, and the sum of the scores for each element in order."""

    count: int
    totals: tuple[int, ...]


Added = Mapping[tuple[int, datetime.date], Sums]
"""By the service (id) and the first day of the period."""


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean score of an element, rounded half up to two decimals."""

    element: Element
    value: Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """What is shown of some answers: from fewer than the minimum nothing but how many there are.

    `means` is empty where the instruments of several services differ.
    """

    count: int
    minimum: int
    index: Decimal | None = None
    grade: str = ""
    means: tuple[Mean, ...] = ()

    @property
    def lacking(self) -> int:
        """So many answers are still needed."""
        return max(self.minimum - self.count, 0)


def added(
    services: Collection[Asked], first: datetime.date, last: datetime.date, every: Every | None = None
) -> Added:
    """The answers of these services on these days, both included, added up by period, or as one; one query."""
    if not services:
        return {}
    width = max(len(each.instrument.elements) for each in services)
    columns = ", ".join(f"sum(scores[{place}])" for place in range(1, width + 1))
    begins = "date_trunc(%s, day::timestamp)::date" if every else "%s::date"
    query = (
        f"SELECT service_id, {begins}, count(*), {columns} FROM voice_answer"  # noqa: S608 - numbers of ours
        " WHERE service_id = ANY(%s) AND day BETWEEN %s AND %s GROUP BY 1, 2"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [every.value if every else first, [each.key for each in services], first, last])
        return {(row[0], row[1]): _sums(row[2:]) for row in cursor.fetchall()}


def _sums(row: Sequence[Any]) -> Sums:
    return Sums(row[0], tuple(int(total) for total in row[1:] if total is not None))


def figure(parts: Iterable[tuple[Instrument, Sums]], minimum: int) -> Figure:
    """The figure of all these answers together."""
    known = [(instrument, sums) for instrument, sums in parts if sums.count]
    count = sum(sums.count for _instrument, sums in known)
    if count < max(minimum, 1):
        return Figure(count, minimum)
    index = index_of(known, count)
    return Figure(count, minimum, index, grade_of(index), _means(known, count))


def index_of(parts: Iterable[tuple[Instrument, Sums]], count: int) -> Decimal:
    """Σ element mean x weight x 25 of so many answers, rounded half up to two decimals."""
    whole = sum((instrument.weighed(sums.totals) for instrument, sums in parts), Fraction())
    return half_up(whole * FULL, count)


def _means(known: Sequence[tuple[Instrument, Sums]], count: int) -> tuple[Mean, ...]:
    first = known[0][0]
    if any(instrument is not first and instrument != first for instrument, _sums in known):
        return ()
    columns = zip(*(sums.totals for _instrument, sums in known), strict=True)
    return tuple(
        Mean(element, half_up(sum(column), count))
        for element, column in zip(first.elements, columns, strict=True)
    )


def of_service(service: Asked, period: Period) -> Figure:
    """The figure of a service for a period; one query."""
    return of_services([service], period)[service.key]


def of_services(services: Sequence[Asked], period: Period) -> dict[int, Figure]:
    """The figure of each of these services for a period; one query."""
    sums = added(services, period.starts_on, period.ends_on)
    return {each.key: _alone(each, sums, period.starts_on) for each in services}


def of_units(
    services: Collection[Asked], units: Mapping[int, Collection[int]], period: Period
) -> dict[int, Figure]:
    """The figure of each unit for a period, from these services, where `units` names all units that belong to it.

    One query. It is shown from the largest minimum of the unit's services on.
    """
    sums = added(services, period.starts_on, period.ends_on)
    there = defaultdict(list)
    for each in services:
        there[each.unit].append(each)
    found = {}
    for unit, below in units.items():
        own = [each for key in below for each in there[key]]
        parts = [
            (each.instrument, sums[key]) for each in own if (key := (each.key, period.starts_on)) in sums
        ]
        found[unit] = figure(parts, max((each.minimum for each in own), default=0))
    return found


def by_period(
    services: Sequence[Asked], periods: Sequence[Period], every: Every
) -> dict[tuple[int, Period], Figure]:
    """The figure of each of these services for each of these periods, which follow each other; one query."""
    if not periods:
        return {}
    sums = added(services, periods[0].starts_on, periods[-1].ends_on, every)
    return {
        (each.key, period): _alone(each, sums, period.starts_on) for each in services for period in periods
    }


def trend(service: Asked) -> list[tuple[Period, Figure]]:
    """The figures of the service's periods until now, the oldest first, from the first with answers on; one query."""
    periods = list(_until(service.day, service.every))
    figures = by_period([service], periods, service.every)
    found = [(each, figures[service.key, each]) for each in periods]
    while len(found) > 1 and not found[0][1].count:
        del found[0]
    return found


def _alone(service: Asked, sums: Added, first: datetime.date) -> Figure:
    own = sums.get((service.key, first))
    return figure([(service.instrument, own)] if own else [], service.minimum)


def _until(day: datetime.date, every: Every) -> Iterable[Period]:
    """So many of these periods as a trend shows, up to the one of this day."""
    length = LENGTHS[every]
    now = period_of(day, every)
    last = now.year * MONTHS + now.last_month - 1
    for months in range(last - length * (SHOWN[every] - 1), last + 1, length):
        yield Period(months // MONTHS, months % MONTHS + 1, length)


def period_of(day: datetime.date, every: Every) -> Period:
    """The month, quarter or year of a day."""
    length = LENGTHS[every]
    return Period(day.year, (day.month - 1) // length * length + length, length)


def periods_ended(since: datetime.date, today: datetime.date, every: Every) -> list[Period]:
    """The periods that have ended before today, from the one of `since` on."""
    found, day = [], since
    while (period := period_of(day, every)).ends_on < today:
        found.append(period)
        day = period.ends_on + datetime.timedelta(days=1)
    return found
