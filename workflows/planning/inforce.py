"""What is in force on a day, in SQL and for the ORM: of each plan that is not void the newest revision that came
into force by then."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet

from workflows.planning.models import Plan
from workflows.planning.rows import Revision


def in_force_on(day: datetime.date, plan: Plan | int) -> QuerySet[Revision, Any]:
    """The revision of this plan that is in force on the day, as a subquery of its key."""
    found = Revision.objects.filter(plan=plan, in_force_from__lte=day)
    return found.order_by("-in_force_from", "-number").values("pk")[:1]


def plan_on(day: datetime.date, cycle: int, employee: int | None) -> QuerySet[Plan]:
    """The plan of an employee (id) in a cycle (id) that covers the day, void ones aside."""
    found = Plan.objects.filter(cycle=cycle, employee=employee, starts_on__lte=day, ends_on__gte=day)
    return found.exclude(state="void")
