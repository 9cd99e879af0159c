"""Who stands where towards the employee of a plan today (`6/2022:18`)."""

from __future__ import annotations

from directory import queries as directory
from workflows.monitoring.models import Standing
from workflows.planning.facts import PlanFacts
from workflows.planning.models import Plan


def leaders(plan: Plan, facts: PlanFacts) -> set[int]:
    """Rater and superior of the plan today, with who stands in, and to whom the superior's duty has come."""
    places = {0, 1, facts.duty_level(plan)}
    return {holder.person for place in places for holder in facts.duty_at(plan, place)}


def standing_of(giver: int, plan: Plan, facts: PlanFacts) -> Standing:
    """Where the giver stands towards the plan's employee today.

    A leader acts somewhere in the employee's line of duty, and a subordinate has the employee in his. Peers
    have the same leader's post above them.
    """
    if giver in _acting(facts.duties(plan)):
        return Standing.LEADER
    day = facts.day(plan)
    post = directory.post_of([giver], day).get(giver)
    above = directory.rater_post_of([post], day).get(post) if post is not None else None
    if above is None:
        return Standing.OTHER
    if plan.employee_id in _acting(directory.duties(directory.lines([above], day)[above], giver)):
        return Standing.SUBORDINATE
    return Standing.PEER if above == plan.rater_post_id else Standing.OTHER


def _acting(duties: directory.Duties) -> set[int]:
    return {holder.person for holders in duties.holders for holder in holders}
