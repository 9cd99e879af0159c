"""Which plans are a person's business today. What dated rows alone decide is remembered for their epoch."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Func, OuterRef, Q, Subquery

from cycle_engine.clock import Moment
from cycle_engine.models import Deadline
from cycle_engine.remembered import Load, remembered
from directory import queries as directory
from directory.models import UnitRow, Zone
from workflows.planning.facts import PlanFacts
from workflows.planning.models import Plan

Ids = frozenset[int]


def seen(person: int, at: Moment) -> Q:
    """The plans that the person may see: his own, those in his charge, those in units that he manages or
    inspects."""
    granted = _on_local_days(at, lambda day: Q(unit__in=_of(person, _granted, at, day)))
    return granted | in_hand(person, at)


def in_hand(person: int, at: Moment) -> Q:
    """The plans that he owns, rates or supervises, also as a stand-in, or that escalated to him."""
    charged = _on_local_days(at, lambda day: _charged(person, at, day))
    found = Q(employee=person) | charged | _escalated(person, at)
    for also in ALSO_IN_HAND:
        found |= also(person, at)
    return found


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


def _charged(person: int, at: Moment, day: datetime.date) -> Q:
    """Plans whose rater or superior the person is on the day."""
    charges = charges_of(person, at, day)
    excepted, added = Q(pk__in=[]), Q(pk__in=[])
    for (post, owner), place in charges.special.items():
        pair = Q(rater_post=post, employee=owner)
        if place is None:
            excepted |= pair
        else:
            added |= pair
    general = Q(rater_post__in=charges.rater | charges.superior)
    return (general & ~excepted) | added


def charges_of(person: int, at: Moment, day: datetime.date) -> directory.Charges:
    """Of which plans the person is rater or superior on the day."""
    return remembered(at.epoch, _charges, [person], day)[person]


def _escalated(person: int, at: Moment) -> Q:
    """Plans with a duty that superiors let pass until it reached this person."""
    posts: set[int] = set()
    for day in local_days(at.now):
        posts |= below(person, at, day)
    if not posts:
        return Q(pk__in=[])
    plans = Plan.objects.filter(pk=OuterRef("chain_id"))
    late = list(
        Deadline.objects.filter(closed_at=None, record__in=["plan", "amendment"], due_at__lte=at.now)
        .alias(second=Func("moves_at", template="(%(expressions)s)[2]"))
        .filter(second__lte=at.now, chain_id__in=Plan.objects.filter(rater_post__in=posts).values("pk"))
        .annotate(
            **{name: Subquery(plans.values(name)) for name in ("employee_id", "unit_id", "rater_post_id")}
        )
    )
    in_question = {each.pk: _plan_of(each) for each in late}
    facts = PlanFacts(list(in_question.values()), *at)
    levels: dict[int, int] = {}
    for each in late:
        levels[each.chain_id] = max(facts.posts_up(each), levels.get(each.chain_id, 1))
    reached = [
        each.chain_id
        for each in late
        if any(h.person == person for h in facts.duty_at(in_question[each.pk], levels[each.chain_id]))
    ]
    return Q(pk__in=reached)


def _plan_of(deadline: Any) -> Plan:
    """As much of the plan as tells who has its duties."""
    named = {name: getattr(deadline, name) for name in ("employee_id", "unit_id", "rater_post_id")}
    return Plan(pk=deadline.chain_id, **named)


def below(person: int, at: Moment, day: datetime.date) -> Ids:
    """The posts whose line of duty leads to a post that the person holds or stands in for."""
    return _of(person, _below, at, day)


def _of(person: int, load: Load[Ids], at: Moment, day: datetime.date) -> Ids:
    return remembered(at.epoch, load, [person], day)[person]


def _granted(persons: Collection[int], day: datetime.date) -> dict[int, Ids]:
    return {
        person: frozenset(
            directory.granted(person, "manager", day) | directory.granted(person, "inspector", day)
        )
        for person in persons
    }


def _charges(persons: Collection[int], day: datetime.date) -> dict[int, directory.Charges]:
    return {person: directory.charges(person, day) for person in persons}


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
