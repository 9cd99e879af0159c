"""Who has no plan yet where he should have one, and how he begins it himself."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from cycle_engine import clock
from cycle_engine.errors import Missing
from cycle_engine.perform import Act
from directory import queries as directory
from directory.models import Exemption
from workflows.cycles.models import Cycle
from workflows.cycles.queries import visible
from workflows.planning.commands import draft_plan
from workflows.planning.facts import PlanFacts
from workflows.planning.models import Plan


def cycles_to_plan(person: int, day: datetime.date) -> QuerySet[Cycle]:
    """The cycles that last on this day, or come, in which the person has no plan for a day from then on; none while
    he is outside the scheme."""
    planned = Plan.objects.filter(cycle=OuterRef("pk"), employee=person, ends_on__gte=day).exclude(
        state="void"
    )
    exempt = Exemption.objects.on(day).filter(person=person)
    held = directory.post_of([person], day)
    found = visible(person, day).filter(~Exists(planned), ~Exists(exempt), year__gte=day.year)
    return found.order_by("year") if held else found.none()


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
