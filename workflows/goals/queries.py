"""Reads of goals, key indicators and measures: open to everybody who serves in the agency."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import cast
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Max, Q, QuerySet

from cycle_engine import clock
from cycle_engine.actors import Capacity
from cycle_engine.statements import ask
from cycle_engine.tables import columns, row_of
from directory import queries as directory
from directory.models import PostRow, UnitRow
from workflows.goals import figures
from workflows.goals.figures import Direction, Number
from workflows.goals.models import (
    GoalRow,
    IndicatorRow,
    Measure,
    Measurement,
    MeasureRow,
    Quality,
    RegisterItem,
    Source,
)

# Who


def units_of(person: int, day: datetime.date) -> set[int]:
    """All units of the agencies in which the person holds a post, or is manager or inspector."""
    held = directory.posts(directory.post_of([person], day).values(), day)
    own = {row.unit_id for row in held.values()}
    own |= directory.granted(person, [Capacity.MANAGER, Capacity.INSPECTOR], day)
    return directory.units_below(directory.units_above(own, day), day)


def todays(units: Collection[int]) -> dict[int, datetime.date]:
    """Today where each of these units is."""
    now = clock.now()
    settings = directory.unit_settings(units, now.date())
    return {unit: now.astimezone(ZoneInfo(zone)).date() for unit, (zone, _week) in settings.items()}


def may_enter(measures: Iterable[Measure], person: int, day: datetime.date) -> set[int]:
    """Of which of these measures (ids) a person enters values on this day.

    As manager of the unit; as who holds, or stands in at, the post that heads the unit or one that is responsible
    for an indicator that takes its values from the measure.
    """
    units = {measure.pk: measure.unit_id for measure in measures}
    managed = directory.granted(person, [Capacity.MANAGER], day)
    own = {measure for measure, unit in units.items() if unit in managed}
    if len(own) == len(units):
        return own
    named = IndicatorRow.objects.on(day).filter(measure__in=units).exclude(responsible=None)
    heads = PostRow.objects.on(day).filter(unit__in=set(units.values()), heads_unit=True)
    responsible = list(named.values_list("measure", "responsible"))
    heading = list(heads.values_list("unit", "post"))
    seats = directory.lines({post for _key, post in responsible + heading}, day)
    his = {post for post, line in seats.items() if any(each.person == person for each in line[0].acting)}
    headed = {unit for unit, post in heading if post in his}
    own |= {measure for measure, unit in units.items() if unit in headed}
    return own | {measure for measure, post in responsible if post in his}


def may_audit(measures: Iterable[Measure], person: int, day: datetime.date) -> set[int]:
    """Of which of these measures (ids) a person enters audited values on this day: as inspector of the unit."""
    inspected = directory.granted(person, [Capacity.INSPECTOR], day)
    return {measure.pk for measure in measures if measure.unit_id in inspected}


# What


def goals(units: Collection[int], day: datetime.date) -> QuerySet[GoalRow]:
    """What the goals of these units say on this day, in the order of their codes."""
    rows = GoalRow.objects.on(day).filter(goal__unit__in=units)
    return rows.select_related("goal", "serves").order_by("goal__unit", "goal__code")


def goal(key: int, day: datetime.date) -> GoalRow | None:
    """What a goal says on this day."""
    return GoalRow.objects.on(day).select_related("goal", "serves").filter(goal=key).first()


def goals_above(unit: int, day: datetime.date) -> QuerySet[GoalRow]:
    """What the goals of this unit and of all above it say on this day."""
    return goals(directory.units_above([unit], day), day)


def goals_with(units: Collection[int], named: Collection[int], day: datetime.date) -> QuerySet[GoalRow]:
    """What the goals of these units say on this day, and those with these ids."""
    rows = GoalRow.objects.on(day).filter(Q(goal__unit__in=units) | Q(goal__in=named))
    return rows.select_related("goal", "serves").order_by("goal__code")


def years_of(units: Collection[int], day: datetime.date) -> list[int]:
    """The years for which indicators of these units are described."""
    rows = IndicatorRow.objects.on(day).filter(indicator__unit__in=units).exclude(year=None)
    return list(rows.values_list("year", flat=True).distinct().order_by("year"))  # type: ignore[arg-type]


def described_at_or_above(units: Collection[int], day: datetime.date) -> dict[int, int]:
    """For each of these units itself or the nearest one above it of which goals or key indicators are described on
    this day; one without any is not there."""
    above = UnitRow.objects.on(day).filter(unit__in=directory.units_above(units, day))
    parents = dict(above.values_list("unit", "parent"))
    goals = GoalRow.objects.on(day).filter(goal__unit__in=parents).values_list("goal__unit")
    rows = IndicatorRow.objects.on(day).filter(indicator__unit__in=parents).values_list("indicator__unit")
    described = {unit for (unit,) in goals.union(rows)}
    found = {}
    for unit in units:
        nearest: int | None = unit
        while nearest is not None and nearest not in described:
            nearest = parents.get(nearest)
        if nearest is not None:
            found[unit] = nearest
    return found


def goal_texts(keys: Collection[int], day: datetime.date) -> dict[int, str]:
    """What each of these goals (ids) says on this day."""
    return dict(GoalRow.objects.on(day).filter(goal__in=keys).values_list("goal", "text"))


def indicators(units: Collection[int], day: datetime.date, year: int | None = None) -> QuerySet[IndicatorRow]:
    """What the key indicators of these units are on this day, of one year (and of every year) or of all."""
    rows = IndicatorRow.objects.on(day).filter(indicator__unit__in=units)
    rows = rows if year is None else rows.filter(Q(year=year) | Q(year=None))
    return rows.select_related("indicator", "goal", "measure").order_by(
        "indicator__unit", "indicator__code", "year"
    )


def ended(units: Collection[int], day: datetime.date, year: int) -> QuerySet[IndicatorRow]:
    """What those key indicators of these units were at last that in this year are none any more on this day."""
    held = indicators(units, day, year).order_by().values("indicator")
    rows = IndicatorRow.objects.filter(
        Q(year=year) | Q(year=None),
        indicator__unit__in=units,
        valid_to__lt=day,
        valid_to__gte=F("valid_from"),
    )
    last = rows.exclude(indicator__in=held).order_by("indicator__code", "-valid_to")
    return last.distinct("indicator__code").select_related("indicator")


def versions(indicator: int) -> QuerySet[IndicatorRow]:
    """All that was ever said of an indicator, the newest first."""
    held = Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
    rows = IndicatorRow.objects.filter(held, indicator=indicator)
    return rows.select_related("indicator", "goal", "measure").order_by("-year", "-valid_from")


def measures(units: Collection[int], day: datetime.date) -> QuerySet[MeasureRow]:
    """What the measures of these units are on this day, in the order of their codes."""
    rows = MeasureRow.objects.on(day).filter(measure__unit__in=units)
    return rows.select_related("measure").order_by("measure__unit", "measure__code")


def measure(key: int, day: datetime.date) -> MeasureRow | None:
    """What a measure is on this day."""
    return MeasureRow.objects.on(day).select_related("measure").filter(measure=key).first()


def measurements(measure: int) -> QuerySet[Measurement]:
    """The values of a measure that were not corrected, the newest first."""
    rows = Measurement.objects.filter(measure=measure, corrected_by=None)
    return rows.order_by("-last_day", "-pk")


def register(measure: int) -> QuerySet[RegisterItem]:
    """What stands in the register of a measure, the newest first."""
    rows = RegisterItem.objects.filter(measure=measure, strikes=None, struck_by=None)
    return rows.order_by("-day", "-pk")


def measured(codes: Collection[str], day: datetime.date) -> dict[str, Measurement]:
    """By code the newest value that each of these measures has on this day, corrected ones aside; one query.

    Of a measure that is counted in a register: how many of its things are of the day's year and stand there. It has
    no row of its own (no `pk`). One that has no value yet is not there.
    """
    first = day.replace(month=1, day=1)
    found = {}
    for code, measure, count, *values in (
        ask(MEASURED, day, first, day, day, day, list(codes)) if codes else ()
    ):
        if values[0] is not None:
            found[code] = row_of(Measurement, values)
        elif count is not None:
            found[code] = _count(measure, count, first, day)
    return found


MEASURED = f"""
    SELECT m.code, m.id, counted.number, newest.* FROM goals_measure m
    LEFT JOIN LATERAL (
        SELECT {columns(Measurement)} FROM goals_measurement t
        WHERE t.measure_id = m.id AND t.last_day <= %s
          AND NOT EXISTS (SELECT FROM goals_measurement c WHERE c.corrects_id = t.id)
        ORDER BY t.last_day DESC, t.id DESC LIMIT 1
    ) AS newest ON true
    LEFT JOIN LATERAL (
        SELECT count(r.id) AS number FROM goals_measurerow d
        LEFT JOIN goals_registeritem r
          ON r.measure_id = d.measure_id AND r.day BETWEEN %s AND %s AND r.strikes_id IS NULL
          AND NOT EXISTS (SELECT FROM goals_registeritem s WHERE s.strikes_id = r.id)
        WHERE newest.id IS NULL AND d.measure_id = m.id AND d.source = '{Source.REGISTER}'
          AND d.valid_from <= %s AND (d.valid_to IS NULL OR d.valid_to >= %s)
        GROUP BY d.measure_id
    ) AS counted ON true
    WHERE m.code = ANY(%s)
"""  # noqa: S608 - made of names of the model and a constant


def realised(measures: Collection[int]) -> dict[tuple[int, int], Measurement]:
    """The newest value of each of these measures (ids) in each year, corrected ones aside, ascending by day.

    Of a measure that is counted in a register the number of things of the year, as of `measured`. Two queries.
    """
    rows = Measurement.objects.filter(measure__in=measures, corrected_by=None).order_by("last_day", "pk")
    found = {(row.measure_id, row.last_day.year): row for row in rows}
    items = RegisterItem.objects.filter(measure__in=measures, strikes=None, struck_by=None)
    counts = items.values_list("measure", "day__year").annotate(count=Count("pk"), last=Max("day"))
    for measure, year, count, last in counts.order_by("day__year"):
        found[measure, year] = _count(measure, count, datetime.date(year, 1, 1), last)
    return found


def values_of(
    rows: Iterable[IndicatorRow], by_year: Mapping[tuple[int, int], Measurement]
) -> dict[int, Measurement]:
    """For each of these descriptions of indicators (ids) the newest value in its year; of every year the newest.

    `by_year`: what is `realised` of their measures. One without a value is not there.
    """
    newest = {measure: value for (measure, _year), value in sorted(by_year.items(), key=_last_day)}
    found = {
        row.pk: newest.get(row.measure_id or 0)
        if row.year is None
        else by_year.get((row.measure_id or 0, row.year))
        for row in rows
    }
    return {key: value for key, value in found.items() if value is not None}


def _last_day(each: tuple[tuple[int, int], Measurement]) -> datetime.date:
    return each[1].last_day


def reached(row: IndicatorRow, value: Measurement | None) -> Decimal | None:
    """How far the target of an indicator is reached by a value, in percent as of `figures.achievement`."""
    if value is None:
        return None
    target = figures.read(row.target, row.unit_of_measure)
    return figures.achievement(target, Number(value.value), cast(Direction, row.better))


def as_written(value: Measurement) -> str:
    """A value as it stands in the document that it was read from, else with a decimal point."""
    return value.written or plain(value.value)


def plain(value: Decimal) -> str:
    """The digits of a value, with a decimal point and no zeros behind."""
    return f"{value.normalize():f}"


def _count(measure: int, count: int, first: datetime.date, last: datetime.date) -> Measurement:
    return Measurement(
        measure_id=measure, first_day=first, last_day=last, value=Decimal(count), quality=Quality.REPORTED
    )
