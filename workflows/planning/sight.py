"""Which plans are a person's business today. What dated rows alone decide is remembered for their epoch."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q
from django.db.models.lookups import LessThanOrEqual

from cycle_engine.clock import Moment
from cycle_engine.machine import MACHINES
from cycle_engine.models import SECOND_MOVE, Deadline
from cycle_engine.remembered import remembered
from cycle_engine.tables import records_of
from directory.duty import RATER, SUPERIOR
from directory.many import either
from directory.models import UnitRow, Zone
from directory.remit import charges_of, grants_of
from workflows.planning.models import Plan

Ids = frozenset[int]


def seen(person: int, at: Moment) -> Q:
    """The plans that the person may see: his own, those in his charge, those in units that he manages or
    inspects."""
    granted = _on_local_days(at, lambda day: Q(unit__in=grants_of(person, at, day).units))
    return granted | in_hand(person, at)


def sees(person: int, plan: Plan, at: Moment) -> bool:
    """Whether `seen` finds this plan: mostly for what dated rows alone say, without a query."""
    here, (day, *another) = Plan.objects.filter(pk=plan.pk), local_days(at.now)
    if another:
        return here.filter(seen(person, at)).exists()
    if _sees_plainly(person, plan, at, day):
        return True
    found = here.filter(own_or_charged(person, at)).exists()
    return found or any(each.chain_id == plan.pk for each in escalated(person, at))


def seen_among(person: int, plans: Collection[Plan], at: Moment) -> set[int]:
    """Those of these plans (ids) that `seen` finds: mostly for what dated rows alone say, without a query."""
    day, *another = local_days(at.now)
    found = {each.pk for each in plans if not another and _sees_plainly(person, each, at, day)}
    others = {each.pk for each in plans} - found
    if not others:
        return found
    return found | set(Plan.objects.filter(seen(person, at), pk__in=others).values_list("pk", flat=True))


def _sees_plainly(person: int, plan: Plan, at: Moment, day: datetime.date) -> bool:
    """Whether the plan is the person's, granted to him or in his charge, as dated rows say."""
    if plan.employee_id == person or plan.unit_id in grants_of(person, at, day).units:
        return True
    return charges_of(person, at, day).place(plan.rater_post_id, plan.employee_id) is not None


def in_hand(person: int, at: Moment) -> Q:
    """The plans that he owns, rates or supervises, also as a stand-in, or that escalated to him."""
    return own_or_charged(person, at) | Q(pk__in={each.chain_id for each in escalated(person, at)})


def own_or_charged(person: int, at: Moment) -> Q:
    """The plans that he owns, rates or supervises, also as a stand-in."""
    return either(Plan, Q(employee=person), charged(person, at), *(also(person, at) for also in ALSO_IN_HAND))


OPEN = Q(closed_at=None)  # of deadlines

# What upper rooms add: plans that are somebody's business for one of their records.
ALSO_IN_HAND: list[Callable[[int, Moment], Q]] = []


def widen(plans: Callable[[int, Moment], Q]) -> Callable[[int, Moment], Q]:
    """Let a person see also the plans that this finds for him: how an upper room opens its own."""
    ALSO_IN_HAND.append(plans)
    return plans


def local_days(now: datetime.datetime) -> dict[datetime.date, list[str]]:
    """The days that it is now, each with the zones where it is that day."""
    days: dict[datetime.date, list[str]] = {}
    for zone in Zone.values:
        days.setdefault(now.astimezone(ZoneInfo(zone)).date(), []).append(zone)
    return days


def _on_local_days(at: Moment, plans: Callable[[datetime.date], Q]) -> Q:
    """`plans` of today, where each plan's unit is: for two hours of the night that is two days."""
    days = local_days(at.now)
    if len(days) == 1:
        return plans(*days)
    found = Q(pk__in=[])
    for day, zones in days.items():
        found |= plans(day) & Q(unit__in=UnitRow.objects.on(day).filter(timezone__in=zones).values("unit"))
    return found


def charged(person: int, at: Moment, *places: int) -> Q:
    """The plans that he rates (place `RATER`) or supervises (`SUPERIOR`) today, also as a stand-in; both where no
    place is named."""
    return _on_local_days(at, lambda day: _charged(person, at, day, places or (RATER, SUPERIOR)))


def _charged(person: int, at: Moment, day: datetime.date, places: Collection[int]) -> Q:
    """Plans in which the person has one of these places on the day."""
    charges = charges_of(person, at, day)
    posts = {RATER: charges.rater, SUPERIOR: charges.superior}
    general = frozenset[int]().union(*(posts[place] for place in places))
    excepted, added = Q(pk__in=[]), Q(pk__in=[])
    for (post, owner), place in charges.special.items():
        pair = Q(rater_post=post, employee=owner)
        if place in places and post not in general:
            added |= pair
        elif place not in places and post in general:
            excepted |= pair
    return (Q(rater_post__in=general) & ~excepted) | added


def escalated(person: int, at: Moment) -> list[Deadline]:
    """Deadlines of duties that superiors let pass until they reached this person."""
    rows = list(Deadline.objects.filter(escalating(person, at)))
    records = records_of(rows)
    facts: dict[str, Any] = {
        kind: MACHINES[kind].facts(list(found.values()), *at) for kind, found in records.items()
    }
    return [
        row
        for row in rows
        if any(
            each.person == person
            for each in facts[row.record].in_turn(records[row.record][row.record_id], row)
        )
    ]


def escalating(person: int, at: Moment) -> Q:
    """Open deadlines in the person's line that two let pass: whether the duty reached him their records' facts
    say."""
    posts: set[int] = set()
    for day in local_days(at.now):
        posts |= below(person, at, day)
    passed = OPEN & Q(due_at__lte=at.now) & Q(LessThanOrEqual(SECOND_MOVE, at.now))
    kinds = REACHES.items() if posts else ()
    return either(Deadline, *(passed & Q(record=record) & reaches(posts) for record, reaches in kinds))


def of_plans_rated_at(posts: Collection[int]) -> Q:
    """Deadlines of plans that are rated at these posts."""
    return Q(chain="plan", chain_id__in=Plan.objects.filter(rater_post__in=posts).values("pk"))


# Which deadlines of each kind of record may escalate from below into these posts.
REACHES: dict[str, Callable[[Collection[int]], Q]] = {
    "plan": of_plans_rated_at,
    "amendment": of_plans_rated_at,
}


def below(person: int, at: Moment, day: datetime.date) -> Ids:
    """The posts whose line of duty leads to a post that the person holds or stands in for."""
    return remembered(at.epoch, _below, [person], day)[person]


def _below(persons: Collection[int], day: datetime.date) -> dict[int, Ids]:
    """The posts whose line of duty leads to a post that the person holds or stands in for."""
    found = {}
    with connection.cursor() as cursor:
        for person in persons:
            cursor.execute(BELOW, {"person": person, "day": day})
            found[person] = frozenset(post for (post,) in cursor.fetchall())
    return found


BELOW = """
    WITH RECURSIVE asked(person, day) AS (VALUES (%(person)s::bigint, %(day)s::date)), below(post) AS (
        SELECT t.post_id FROM directory_assignment t JOIN asked ON t.person_id = person
        WHERE t.valid_from <= day AND (t.valid_to IS NULL OR t.valid_to >= day)
        UNION
        SELECT t.post_id FROM directory_letter t JOIN asked ON t.person_id = person
        WHERE t.valid_from <= day AND (t.valid_to IS NULL OR t.valid_to >= day)
        UNION
        SELECT t.post_id
        FROM below JOIN directory_postrow t ON coalesce(t.rater_id, t.superior_id) = below.post CROSS JOIN asked
        WHERE t.valid_from <= day AND (t.valid_to IS NULL OR t.valid_to >= day)
    )
    SELECT post FROM below
"""
