"""Improvement plans as answers show them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from api.v1.names import Names
from api.v1.rows.deadlines import OpenDeadline, open_deadlines
from api.v1.rows.plans import allowed
from api.v1.shapes import Named
from cycle_engine.actors import Capacity
from cycle_engine.clock import Moment
from cycle_engine.look import available_steps
from workflows.development.facts import ImprovementFacts


@dataclass(frozen=True)
class ReviewShape:
    """What the rater wrote of the employee's progress."""

    text: str
    by: Named
    at: datetime.datetime


@dataclass(frozen=True)
class ImprovementShape:
    """An improvement plan after a yearly result that was Very poor. `rater`: who leads the employee today;
    `signed_on`: none where he let his days pass; `began_on`: from which the targets hold."""

    id: str
    plan: str
    evaluation: str
    employee: Named
    rater: Named | None
    state: str
    state_label: str
    version: int
    starts_on: datetime.date
    ends_on: datetime.date
    targets: list[str]
    signed_on: datetime.date | None
    began_on: datetime.date | None
    concluded_on: datetime.date | None
    reviews: list[ReviewShape]
    deadlines: list[OpenDeadline]
    allowed_steps: list[str]


def rows(records: QuerySet[Any], at: Moment) -> QuerySet[Any]:
    """The same records with their plans."""
    return records.select_related("plan")


def show(records: Sequence[Any], reader: int, at: Moment) -> list[ImprovementShape]:
    """These improvement plans in their order; a fixed number of queries."""
    facts = ImprovementFacts(records, *at)
    steps = available_steps(records, reader, facts)
    raters = {each.pk: facts.holders(each, Capacity.RATER) for each in records}
    leading = {key: holders[0].person if holders else None for key, holders in raters.items()}
    reviewers = [one.by_id for each in records for one in facts.reviews(each)]
    names = Names.of([*leading.values(), *reviewers, *(each.plan.employee_id for each in records)], at)
    return [
        ImprovementShape(
            id=str(each.pk),
            plan=str(each.plan_id),
            evaluation=str(each.evaluation_id),
            employee=names.named(each.plan.employee_id),
            rater=names.maybe(leading[each.pk]),
            state=each.state,
            state_label=str(each.get_state_display()),
            version=each.version,
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            targets=each.targets,
            signed_on=each.signed_on,
            began_on=each.began_on,
            concluded_on=each.concluded_on,
            reviews=[ReviewShape(one.text, names.named(one.by_id), one.at) for one in facts.reviews(each)],
            deadlines=open_deadlines(facts.deadlines[each.pk], at.now),
            allowed_steps=allowed(steps[each.pk]),
        )
        for each in records
    ]
