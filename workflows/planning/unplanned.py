"""Who has no plan yet where he should have one, and how he begins it himself."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from typing import Any

from cycle_engine import clock
from cycle_engine.clock import Moment
from cycle_engine.errors import Missing
from cycle_engine.perform import Act
from cycle_engine.remembered import remembered
from directory import queries as directory
from workflows.cycles.models import Cycle
from workflows.planning.commands import draft_plan
from workflows.planning.facts import PlanFacts
from workflows.planning.models import Plan


def cycles_to_plan(person: int, own: Iterable[Plan], day: datetime.date, at: Moment) -> list[Cycle]:
    """The cycles of this year and later ones in which none of the person's `own` plans covers a day from `day` on;
    none for who holds no post of an agency or is outside the scheme. No query while no dated row changes."""
    planned = {plan.cycle_id for plan in own if plan.ends_on >= day}
    cycles = remembered(at.epoch, _cycles, [person], day).get(person, [])
    return [cycle for cycle in cycles if cycle.pk not in planned]


def _cycles(persons: Collection[int], day: datetime.date) -> dict[int, list[Cycle]]:
    """This year's cycles and later ones that are for each of these persons."""
    units = _units(persons, day)
    rows = Cycle.objects.filter(unit__in=set().union(*units.values()), year__gte=day.year).order_by("year")
    found = list(rows)
    return {person: [each for each in found if each.unit_id in theirs] for person, theirs in units.items()}


def _units(persons: Collection[int], day: datetime.date) -> dict[int, frozenset[int]]:
    """The units whose cycles are for each of these persons: where he serves, and all above."""
    exempt = directory.exempt(persons, day)
    held = directory.post_of([each for each in persons if each not in exempt], day)
    rows = directory.posts(held.values(), day)
    return {
        person: frozenset(directory.units_above({rows[post].unit_id}, day))
        for person, post in held.items()
        if post in rows and rows[post].rater_post is not None
    }


def begin_plan(cycle: Cycle, employee: int, **wish: Any) -> Act[Plan]:
    """Begin the plan of an employee in the post that he holds, from the first day that it can cover.

    Missing where he holds none; else as `draft_plan`.
    """
    moment = clock.moment()
    day = max(moment.now.date(), cycle.starts_on)
    post = directory.post_of([employee], day).get(employee)
    if post is None:
        raise Missing
    plan = Plan(cycle=cycle, employee_id=employee, post_id=post, starts_on=day, ends_on=cycle.ends_on)
    return draft_plan(cycle, employee, post, PlanFacts([plan], *moment).first_day(plan), **wish)
