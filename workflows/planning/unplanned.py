"""Who has no plan yet where he should have one, and how he begins it himself."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

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


def cycles_to_plan(person: int, day: datetime.date, at: Moment) -> QuerySet[Cycle]:
    """The cycles of this year and later ones in which the person has no plan for a day from `day` on; none for who
    holds no post of an agency or is outside the scheme. One query while no dated row changes."""
    planned = Plan.objects.filter(cycle=OuterRef("pk"), employee=person, ends_on__gte=day).exclude(
        state="void"
    )
    units = remembered(at.epoch, _units, [person], day).get(person, frozenset())
    return Cycle.objects.filter(~Exists(planned), unit__in=units, year__gte=day.year).order_by("year")


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
