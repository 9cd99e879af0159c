"""New evaluations, as they are before their birth step."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from directory import queries as directory
from workflows.cycles.periods import Period
from workflows.evaluation import queries
from workflows.evaluation.models import Evaluation
from workflows.planning.models import Plan


def newborn(pairs: Sequence[tuple[Plan, Period]], now: datetime.datetime) -> list[Evaluation]:
    """An evaluation of each plan over this period, with the posts of those who rate; two queries for all.

    A transferred person's window counts from the day on which the new plan came into force.
    """
    posts = directory.posts({plan.rater_post_id for plan, _ in pairs}, now.date())
    moved = queries.in_force_from([plan for plan, _ in pairs if plan.succeeds_id])
    found = []
    for plan, period in pairs:
        post, first = posts.get(plan.rater_post_id), moved.get(plan.pk)
        found.append(
            Evaluation(
                plan=plan,
                kind="yearly" if period.is_year else "periodic",
                period=period.name,
                starts_on=max(period.starts_on, plan.starts_on),
                ends_on=max(min(period.ends_on, plan.ends_on), plan.starts_on),
                counted_from=first if first and first > period.starts_on else None,
                unit_id=post.unit_id if post else plan.unit_id,
                rater_post_id=plan.rater_post_id,
                superior_post_id=post.rater_post if post else None,
            )
        )
    return found
