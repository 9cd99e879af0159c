"""Reads of plans, always as far as the reader may see. Closed unless opened here."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from cycle_engine import clock
from cycle_engine.actors import Capacity
from cycle_engine.clock import Moment
from cycle_engine.models import Deadline, Entry
from cycle_engine.tables import read
from directory import queries as directory
from directory.many import either
from directory.models import Assignment, Exemption, PostRow
from workflows.cycles.models import Cycle
from workflows.planning import sight
from workflows.planning.contents import Document, item_ids
from workflows.planning.facts import PlanFacts
from workflows.planning.lateness import Duty, duties
from workflows.planning.machine import LIVE, PLANNED
from workflows.planning.models import Amendment, Plan, Remark
from workflows.planning.rows import Revision, Template
from workflows.planning.rules import DISCUSSED
from workflows.planning.starting import Source, last_years


def visible_plans(person: int, at: Moment | None = None) -> QuerySet[Plan]:
    """The plans that a person may see now: his own; those he rates or supervises, also as a stand-in; those
    that escalated to him; and all in units that he manages or inspects."""
    return Plan.objects.filter(sight.seen(person, at or clock.moment()))


def visible_amendments(person: int, at: Moment | None = None) -> QuerySet[Amendment]:
    return Amendment.objects.filter(plan__in=visible_plans(person, at)).select_related("plan")


def visible_remarks(person: int, at: Moment | None = None) -> QuerySet[Remark]:
    found = Remark.objects.filter(plan__in=visible_plans(person, at))
    return found.select_related("plan", "amendment")


def late(plans: QuerySet[Plan], now: datetime.datetime) -> QuerySet[Plan]:
    """Those of the plans for which somebody is late."""
    overdue = Deadline.objects.filter(chain="plan", chain_id=OuterRef("pk"), closed_at=None, due_at__lte=now)
    return plans.filter(Exists(overdue.exclude(waits_for=Capacity.CLOCK)))


@dataclass(frozen=True, slots=True)
class Placed:
    """A person who holds a post during a cycle, from which day, and the post that rates."""

    person: int
    post: int
    unit: int
    rater_post: int | None
    leader: bool
    starts_on: datetime.date


def people_to_plan(cycle: Cycle, day: datetime.date) -> list[int]:
    """Everybody in the scheme who holds a post of the cycle's agency on this day and has no plan for it yet."""
    return list(_unplanned(cycle, day).order_by("person").values_list("person", flat=True))


def placed(cycle: Cycle, day: datetime.date, people: Collection[int]) -> list[Placed]:
    """Where each of these people stands who still has no plan."""
    rows = _unplanned(cycle, day).filter(person__in=people).order_by("person")
    return [
        Placed(
            row["person"],
            row["post"],
            row["unit"],
            row["upward"],
            is_leader(row["level"], independent_unit_head=row["independent"]),
            max(row["valid_from"], cycle.starts_on),
        )
        for row in rows.values("person", "post", "unit", "upward", "level", "independent", "valid_from")
    ]


def _unplanned(cycle: Cycle, day: datetime.date) -> Any:
    held = PostRow.objects.on(day).filter(post=OuterRef("post"))
    return (
        Assignment.objects.on(day)
        .annotate(
            unit=held.values("unit")[:1],
            upward=held.annotate(upward=Coalesce("rater", "superior")).values("upward")[:1],
            level=held.values("level")[:1],
            independent=held.values("independent_unit_head")[:1],
        )
        .filter(unit__in=directory.units_below([cycle.unit_id], day))
        .exclude(level="")
        .exclude(person__exemptions__in=_exempt_on(day))
        .exclude(person__in=Plan.objects.filter(cycle=cycle).exclude(state="void").values("employee"))
    )


def is_leader(level: str, *, independent_unit_head: bool) -> bool:
    """Whether a post's plan is a leader's: JPT, or head of an independent unit (`II.A.2`)."""
    return level in LEADERS or independent_unit_head


LEADERS = frozenset({"jpt_utama", "jpt_madya", "jpt_pratama"})


def _exempt_on(day: datetime.date) -> Any:
    return Exemption.objects.on(day)


def plans_with_another_rater(now: datetime.datetime) -> list[int]:
    """Live plans at whose rater's post today's holder is another than the one recorded."""
    keys: set[int] = set()
    with connection.cursor() as cursor:
        for day in sight.local_days(now):
            cursor.execute(ANOTHER_RATER, {"live": [state.value for state in LIVE], "day": day})
            keys.update(row[0] for row in cursor.fetchall())
    plans = read(Plan, "t.id = ANY(%s)", list(keys))
    facts = PlanFacts(plans, now)
    return [plan.pk for plan in plans if facts.rater_person(plan) not in (None, plan.rater_id)]


# Candidates only: where nobody serves in the post the plan's facts say who rates.
ANOTHER_RATER = """
    SELECT p.id FROM planning_plan p
    LEFT JOIN directory_assignment a ON a.post_id = p.rater_post_id
        AND a.valid_from <= %(day)s AND (a.valid_to IS NULL OR a.valid_to >= %(day)s)
        AND NOT EXISTS (
            SELECT FROM directory_exemption e WHERE e.person_id = a.person_id AND e.cause <> 'office_outside'
            AND e.valid_from <= %(day)s AND (e.valid_to IS NULL OR e.valid_to >= %(day)s)
        )
    WHERE p.state = ANY(%(live)s) AND a.person_id IS DISTINCT FROM p.rater_id
"""


def suspended_and_over(now: datetime.datetime) -> dict[datetime.date, list[int]]:
    """Suspended plans whose last day is over where their unit is, by that day."""
    plans = list(
        Plan.objects.filter(held_from__isnull=False, ends_on__lte=now.date(), state__in=PLANNED).order_by(
            "pk"
        )
    )
    facts, found = PlanFacts(plans, now), defaultdict(list)
    for plan in plans:
        if facts.is_over(plan):
            found[plan.ends_on].append(plan.pk)
    return found


def never_set_and_too_late(now: datetime.datetime) -> list[int]:
    """Plans never in force although the window of their cycle's yearly evaluation has ended."""
    plans = list(
        Plan.objects.filter(state__in=DISCUSSED, ends_on__lt=now.date()).exclude(
            revisions__in_force_from__isnull=False
        )
    )
    facts = PlanFacts(plans, now)
    return [plan.pk for plan in plans if facts.yearly_window_is_over(plan)]


def used_item_ids(plan: int) -> set[str]:
    """Ids of items that were ever frozen or remarked on in this plan: they never name another item."""
    remarked = Remark.objects.filter(plan=plan).values_list("item", flat=True)
    frozen = Revision.objects.filter(plan=plan).values_list("contents", flat=True)
    return set(remarked).union(*(item_ids(contents) for contents in frozen))


def beginning(plan: Plan, source: Source, facts: PlanFacts) -> Document | None:
    """The contents with which this plan may begin: the template of its post, or the owner's last plan in it."""
    if source == "last_year":
        rates = {plan.employee_id: facts.rater_person(plan)}
        return last_years([plan], rates).get(plan.employee_id)
    found = Template.objects.on(facts.day(plan)).filter(post=plan.post_id).first()
    return found.contents if found else None


def history(plan: Plan) -> QuerySet[Entry]:
    """The ledger entries of a plan and its children, oldest first."""
    return Entry.objects.filter(chain="plan", chain_id=plan.pk).order_by("seq")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person: a deadline of a record, the plan that this is or belongs to, and the step that would
    meet it."""

    deadline: Deadline
    record: Any
    plan: Plan
    step: str


def inbox(person: int, at: Moment | None = None) -> list[Waiting]:
    """What waits for a person now, oldest deadline first: what he owns, rates, or must decide in a late person's
    place. Each record once. A fixed number of queries for each kind of record."""
    return inbox_and_awaited(person, at or clock.moment())[0]


def inbox_and_awaited(person: int, at: Moment) -> tuple[list[Waiting], list[Duty]]:
    """The same; and what others have to do with the person's own plans and what belongs to them. Both at one go,
    oldest deadline first."""
    mine = Plan.objects.filter(sight.own_or_charged(person, at))
    rows = _open_ones(mine, person, at).exclude(waits_for=Capacity.CLOCK).order_by("due_at", "id")
    found = duties(list(rows), at)
    waiting = [
        Waiting(each.deadline, each.record, each.plan, each.step_for(person))
        for each in _turns(found, person)
    ]
    return waiting, [each for each in found if _is_awaited(each, person)]


def _is_awaited(duty: Duty, person: int) -> bool:
    """Whether others have to do it, with what is the person's own."""
    own = duty.plan.employee_id == person and duty.deadline.waits_for != Capacity.OWNER
    return own and not duty.is_turn_of(person)


def to_decide(person: int, at: Moment) -> list[Duty]:
    """The submitted plans and amendments on which it is the person's turn to decide, oldest deadline first."""
    found = _open_ones(Plan.objects.filter(sight.charged(person, at)), person, at)
    rows = found.filter(record__in=["plan", "amendment"], waits_for=Capacity.RATER)
    return _turns(duties(list(rows.order_by("due_at", "id")), at), person)


def _open_ones(plans: QuerySet[Plan], person: int, at: Moment) -> QuerySet[Deadline]:
    """Deadlines that are open on these plans and what belongs to them, or in the person's line."""
    theirs = sight.OPEN & Q(chain="plan", chain_id__in=plans.values("pk"))
    return Deadline.objects.filter(either(Deadline, theirs, sight.escalating(person, at)))


def _turns(known: list[Duty], person: int) -> list[Duty]:
    """Those of these whose turn is the person's, the first of each record."""
    found: dict[tuple[str, int], Duty] = {}
    for duty in known:
        if duty.is_turn_of(person):
            found.setdefault((duty.deadline.record, duty.deadline.record_id), duty)
    return list(found.values())


def own_plans(person: int) -> QuerySet[Plan]:
    """The person's own plans, the newest first, void ones aside."""
    return Plan.objects.filter(employee=person).exclude(state="void").order_by("-starts_on", "-pk")


def exempt_people(cycle: Cycle, units: Collection[int], day: datetime.date) -> int:
    """How many hold a post in those of these units that are of the cycle's agency, outside the scheme."""
    within = directory.units_below([cycle.unit_id], day) & set(units)
    posts = PostRow.objects.on(day).filter(unit__in=within).values("post")
    held = Assignment.objects.on(day).filter(post__in=posts)
    return held.filter(person__exemptions__in=_exempt_on(day)).values("person").distinct().count()
