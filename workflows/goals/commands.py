"""Goals, measures, key indicators, and what was measured: the only entrance for writers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.case import Changes
from cycle_engine.errors import Missing, NotYourTurn, RulesBroken
from cycle_engine.record import record
from directory.dated import DAY
from directory.queries import granted
from workflows.goals import rules
from workflows.goals.data import (
    Ended,
    GoalInput,
    IndicatorInput,
    ItemInput,
    Line,
    MeasureInput,
    MeasurementInput,
    Struck,
)
from workflows.goals.describing import Describing, take_turns, things
from workflows.goals.entering import Entering
from workflows.goals.models import Goal, KeyIndicator, Measure, Measurement, RegisterItem

# What is said


def set_goal(unit: int, code: str, goal: GoalInput, day: datetime.date, *, actor: Actor) -> Goal:
    """From `day` on the goal with this code says this; errors as of `set_goals`."""
    return set_goals([(unit, code, goal)], day, actor=actor)[code]


def set_measure(unit: int, code: str, measure: MeasureInput, day: datetime.date, *, actor: Actor) -> Measure:
    """From `day` on the measure with this code is this one; errors as of `set_goals`."""
    return set_measures([(unit, code, measure)], day, actor=actor)[code]


def set_indicator(
    unit: int, code: str, indicator: IndicatorInput, day: datetime.date, *, actor: Actor
) -> KeyIndicator:
    """From `day` on the indicator with this code is this in its year; errors as of `set_goals`."""
    return set_indicators([(unit, code, indicator)], day, actor=actor)[code]


@transaction.atomic
def set_goals(lines: Sequence[Line[GoalInput]], day: datetime.date, *, actor: Actor) -> dict[str, Goal]:
    """From `day` on these goals say this; what is said already is no news. All of them by code.

    By a manager of each unit or the clock: else NotYourTurn. Missing if a unit is not there on that day; RulesBroken
    with all that is wrong, by the `line` (from 1) that it is in.
    """
    at = Describing(Goal, lines, day, actor)
    at.refuse(rules.GOAL)
    found: dict[str, Goal] = {}
    left = list(lines)
    while left:  # a goal is there before those that serve it
        waiting = {code for _unit, code, _goal in left}
        now = [line for line in left if line[2].serves not in waiting]
        left = [line for line in left if line[2].serves in waiting]
        served = things(Goal, {goal.serves for _unit, _code, goal in now})
        found |= at.put(now, partial(_goal_values, served))
    return found


def _goal_values(served: Mapping[str, Goal], goal: GoalInput) -> Mapping[str, Any]:
    return {"text": goal.text, "serves": served.get(goal.serves or "")}


@transaction.atomic
def set_measures(
    lines: Sequence[Line[MeasureInput]], day: datetime.date, *, actor: Actor
) -> dict[str, Measure]:
    """From `day` on these measures are these. All of them by code; errors as of `set_goals`."""
    at = Describing(Measure, lines, day, actor)
    at.refuse(rules.MEASURE)
    return at.put(lines, asdict)


@transaction.atomic
def set_indicators(
    lines: Sequence[Line[IndicatorInput]], day: datetime.date, *, actor: Actor
) -> dict[str, KeyIndicator]:
    """From `day` on these indicators are these in their years. All of them by code; errors as of `set_goals`."""
    at = Describing(KeyIndicator, lines, day, actor)
    at.refuse(rules.INDICATOR)
    goals = things(Goal, {line.goal for _unit, _code, line in lines})
    measures = things(Measure, {line.measure for _unit, _code, line in lines})

    def values(line: IndicatorInput) -> Mapping[str, Any]:
        given = asdict(line) | {"quarterly": list(line.quarterly)}
        given["responsible_id"] = given.pop("responsible")
        return given | {"goal": goals.get(line.goal or ""), "measure": measures.get(line.measure or "")}

    return at.put(lines, values)


@transaction.atomic
def end_indicator(
    indicator: int, last_day: datetime.date, day: datetime.date, *, actor: Actor
) -> KeyIndicator:
    """After `last_day` nobody is asked to serve the indicator (id): what it is in that year, in later ones and in
    every one ends, also if another last day was named before. What it was in former years stays. `day` is today.

    By a manager of its unit or the clock: else NotYourTurn. Missing if it is not there; RulesBroken.
    """
    take_turns()
    thing = KeyIndicator.objects.filter(pk=indicator).first()
    if thing is None:
        raise Missing
    if not actor.is_clock and thing.unit_id not in granted(actor.person or 0, [Capacity.MANAGER], day):
        raise NotYourTurn
    lasting = Q(valid_to=None) | Q(valid_to__gte=day) & ~Q(valid_to=last_day)
    asking = Q(year=None) | Q(year__gte=(last_day + DAY).year)
    rows = list(thing.rows.filter(lasting, asking))
    if blockers := list(rules.broken(rules.END, [Ended(last_day, day, len(rows))])):
        raise RulesBroken(blockers)
    changes = Changes()
    for row in rows:
        changes.change(row, valid_to=max(last_day, row.valid_from - DAY))
    record([thing], "end_indicator", changes, actor=actor, notes=[{"to": last_day}], unit=thing.unit_id)
    return thing


# What was measured


@transaction.atomic
def measure(
    values: Sequence[MeasurementInput], *, actor: Actor, by_program: bool = False
) -> list[Measurement]:
    """Add values, all of them or none; `by_program`: a program sends them with the token of the actor.

    By the clock, by a manager of the measure's unit, by who heads it or is responsible for an indicator that takes
    its values from the measure; audited ones by an inspector of the unit: else NotYourTurn. Missing if there is no
    such measure; RulesBroken with all that is wrong, by the `line` (from 1) that it is in.
    """
    at = Entering({each.measure for each in values}, actor)
    if blockers := list(rules.broken(rules.VALUE, at.valued(values, by_program=by_program))):
        raise RulesBroken(blockers)
    return Measurement.objects.bulk_create(
        Measurement(
            measure=at.known[each.measure],
            first_day=each.first_day,
            last_day=each.last_day,
            value=each.value,
            written=each.written,
            quality=each.quality,
            document=each.document.strip(),
            note=each.note.strip(),
            corrects_id=each.corrects,
            measured_by_id=actor.person,
            measured_at=clock.now(),
        )
        for each in values
    )


@transaction.atomic
def enter_items(items: Sequence[ItemInput], *, actor: Actor) -> list[RegisterItem]:
    """Enter things in registers, all of them or none; by whom and with which errors as of `measure`."""
    at = Entering({each.measure for each in items}, actor)
    keeper = at.keeper()
    if blockers := list(rules.broken(rules.ITEM, at.listed(items))):
        raise RulesBroken(blockers)
    return RegisterItem.objects.bulk_create(
        RegisterItem(
            measure=at.known[each.measure],
            day=each.day,
            title=each.title.strip(),
            note=each.note.strip(),
            entered_by_id=keeper,
            entered_at=clock.now(),
        )
        for each in items
    )


@transaction.atomic
def strike_item(item: int, note: str, *, actor: Actor) -> RegisterItem:
    """Take a thing out of its register, and say why; by whom and with which errors as of `measure`."""
    struck = RegisterItem.objects.select_related("measure").filter(pk=item, strikes=None).first()
    if struck is None:
        raise Missing
    at = Entering({struck.measure.code}, actor)
    keeper = at.keeper()
    gone = RegisterItem.objects.filter(strikes=struck).exists()
    if blockers := list(rules.broken(rules.STRIKE, [Struck(note, gone=gone)])):
        raise RulesBroken(blockers)
    return RegisterItem.objects.create(
        measure=struck.measure,
        day=struck.day,
        title=struck.title,
        note=note.strip(),
        strikes=struck,
        entered_by_id=keeper,
        entered_at=clock.now(),
    )
