"""Feedback without a name, from colleagues and subordinates: giving it, and reading it once nobody can be told from
it (decision 34).

It is shown when the period in which it was given has ended, and only where enough people of the same standing have
given some; then all at once, so that nobody sees what came last.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac

from cycle_engine.clock import Moment
from cycle_engine.errors import Missing
from directory import queries as directory
from directory.models import Assignment, PostRow
from directory.today import today
from workflows.cycles.periods import periodic
from workflows.cycles.policy import Policy
from workflows.monitoring import rules
from workflows.monitoring.commands import RUNNING, desk_of
from workflows.monitoring.data import About, Unnamed
from workflows.monitoring.models import Standing, UnnamedFeedback
from workflows.planning.facts import PlanFacts
from workflows.planning.models import Plan

FLOOR = 3  # givers, whatever the policy says: of fewer each knows the others
STANDINGS = (Standing.PEER, Standing.SUBORDINATE)


def receivers(person: int, at: Moment) -> list[Plan]:
    """The plans on which this person may give feedback without his name now: of colleagues, and of his leader."""
    day = today(at)
    post = directory.post_of([person], day).get(person)
    above = directory.rater_post_of([post], day).get(post) if post is not None else None
    if above is None:
        return []
    running = Plan.objects.filter(state__in=RUNNING).exclude(employee=person).select_related("cycle")
    found = [*running.filter(rater_post=above), *running.filter(post=above)]
    if not found:
        return []
    facts = PlanFacts(found, *at)
    return [plan for plan in found if _may_receive(plan, facts, person)]


def _may_receive(plan: Plan, facts: PlanFacts, person: int) -> bool:
    policy, day = facts.policy(plan), facts.day(plan)
    if not policy.unnamed_feedback or day > _until(plan, facts, day):
        return False
    return any(person in each and len(each) >= fewest(policy) for each in _groups(plan, day))


def give_unnamed(plan: int, about: About, text: str, person: int) -> None:
    """Give feedback without a name: as a colleague or subordinate, on a value or the whole, once each period.

    Raises Missing (also for who stands otherwise), WrongState or RulesBroken. Nothing is kept of who gave it.
    """
    with desk_of(plan, person) as desk:
        facts, day = desk.facts, desk.facts.day(desk.plan)
        standing, group = _standing(desk.plan, person, day)
        policy, until = facts.policy(desk.plan), _until(desk.plan, facts, day)
        row = UnnamedFeedback(plan=desk.plan, about_kind=about.kind, about=about.item, text=text)
        row.standing, row.until, row.giver = standing, until, _giver(plan, until, person)
        twice = UnnamedFeedback.objects.filter(giver=row.giver, about_kind=about.kind, about=about.item)
        case = Unnamed(
            about,
            text,
            results=(),
            allowed=policy.unnamed_feedback,
            group=len(group),
            fewest=fewest(policy),
            day=day,
            until=until,
            given=twice.exists(),
        )
        desk.refuse(allowed=True, blockers=rules.broken(rules.UNNAMED, case))
        row.save(force_insert=True)


def readable(plans: Collection[Plan], facts: PlanFacts) -> dict[int, list[UnnamedFeedback]]:
    """What may be shown of each plan: by standing, in no order that tells anything; one query."""
    found: dict[int, dict[tuple[datetime.date, str], list[UnnamedFeedback]]] = defaultdict(
        lambda: defaultdict(list)
    )
    rows = UnnamedFeedback.objects.filter(plan__in=[plan.pk for plan in plans])
    for row in rows.order_by("until", "standing", "pk"):
        found[row.plan_id][row.until, row.standing].append(row)
    return {
        plan.pk: [
            row
            for (until, _standing), some in found[plan.pk].items()
            if facts.day(plan) > until and _givers(some) >= fewest(facts.policy(plan))
            for row in some
        ]
        for plan in plans
    }


def fewest(policy: Policy) -> int:
    """How many must be able to give it, and have given it."""
    return max(FLOOR, policy.unnamed_feedback_fewest)


def _givers(rows: Iterable[UnnamedFeedback]) -> int:
    return len({row.giver for row in rows})


def _standing(plan: Plan, person: int, day: datetime.date) -> tuple[Standing, frozenset[int]]:
    """Where the person stands, and who stands there with him."""
    for standing, group in zip(STANDINGS, _groups(plan, day), strict=True):
        if person in group:
            return standing, group
    raise Missing


def _groups(plan: Plan, day: datetime.date) -> tuple[frozenset[int], frozenset[int]]:
    """Who is a colleague of the plan's employee today, and who is his subordinate."""
    return _holders(plan, plan.rater_post_id, day), _holders(plan, plan.post_id, day)


def _holders(plan: Plan, above: int, day: datetime.date) -> frozenset[int]:
    described = PostRow.objects.on(day).annotate(upward=Coalesce("rater", "superior"))
    posts = described.filter(upward=above).exclude(post=plan.post_id)
    rows = Assignment.objects.on(day).filter(post__in=posts.values("post")).exclude(person=plan.employee_id)
    return frozenset(rows.values_list("person", flat=True))


def _until(plan: Plan, facts: PlanFacts, day: datetime.date) -> datetime.date:
    """The last day of the period in which the day lies; after all of them, of the last one."""
    ends = [each.ends_on for each in periodic(plan.cycle.year, facts.policy(plan))]
    return next((each for each in ends if day <= each), ends[-1])


def _giver(plan: int, until: datetime.date, person: int) -> str:
    """Whom this stands for nobody can tell without the installation's secret key."""
    said = f"{plan} {until.isoformat()} {person}"
    return salted_hmac("monitoring.unnamed", said, algorithm="sha256").hexdigest()
