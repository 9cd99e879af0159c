"""Reads of evaluations, always as far as the reader may see. Closed unless opened here."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from cycle_engine.actors import Actor, Capacity
from cycle_engine.clock import Moment
from cycle_engine.models import Deadline
from directory import queries as directory
from directory.many import either
from directory.models import Assignment, PostRow
from directory.remit import charges_of, grants_of
from workflows.cycles.models import Cycle
from workflows.cycles.periods import Period
from workflows.evaluation.achievements import Known
from workflows.evaluation.distribution import Comparison
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.limits import AFTER_SIGNING
from workflows.evaluation.models import Evaluation
from workflows.evaluation.rows import Achievement
from workflows.evaluation.standing import UNSIGNED
from workflows.planning import sight
from workflows.planning.models import Plan
from workflows.planning.queries import visible_plans
from workflows.planning.rows import Revision


def visible_evaluations(person: int, at: Moment | None = None) -> QuerySet[Evaluation]:
    """The evaluations of the plans that a person may see."""
    return Evaluation.objects.filter(plan__in=visible_plans(person, at)).select_related("plan")


@sight.widen
def evaluated_by(person: int, at: Moment) -> Q:
    """Plans with an evaluation that the person rates, rated or signed, or that is in his line, though the plan
    may have come into another one."""
    return Q(pk__in=Evaluation.objects.filter(_in_hand(person, at)).values("plan"))


def in_line(person: int, at: Moment) -> QuerySet[Evaluation]:
    """The evaluations that the person rates, supervises or has yet to finish in his own line; never his own."""
    return Evaluation.objects.filter(_in_hand(person, at))


def in_charge(person: int, at: Moment) -> QuerySet[Evaluation]:
    """The evaluations that the person rates, supervises or has yet to finish; never his own."""
    escalated = [row.record_id for row in sight.escalated(person, at) if row.record == "evaluation"]
    mine = _in_hand(person, at) | Q(pk__in=escalated)
    return Evaluation.objects.filter(mine)


def _in_hand(person: int, at: Moment) -> Q:
    reported = Q(reported_on__isnull=False, reported_contested=False)
    finished = Q(state="excused") | Q(state="settled") & (reported | Q(signed_on=None))
    mine = [
        Q(rater=person, state__in=UNSIGNED),
        Q(rated_by=person) & ~finished,
        Q(signed_by=person) & ~finished,
    ]
    for day in sight.local_days(at.now):
        seats = charges_of(person, at, day).rater
        mine += [Q(rater_post__in=seats), Q(superior_post__in=seats)]
    return either(Evaluation, *mine) & ~Q(plan__employee=person)


def _at_posts(posts: Collection[int]) -> Q:
    """Deadlines of evaluations that are rated at these posts, or one above."""
    there = either(Evaluation, Q(rater_post__in=posts), Q(superior_post__in=posts))
    return Q(record_id__in=Evaluation.objects.filter(there).values("pk"))


sight.REACHES["evaluation"] = _at_posts


def late(evaluations: QuerySet[Evaluation], now: datetime.datetime) -> QuerySet[Evaluation]:
    """Those of the evaluations for which somebody is late."""
    overdue = Deadline.objects.filter(
        record="evaluation", record_id=OuterRef("pk"), closed_at=None, due_at__lte=now
    )
    return evaluations.filter(Exists(overdue.exclude(waits_for=Capacity.CLOCK)))


def late_ones(kind: str, now: datetime.datetime) -> list[int]:
    """Keys of the evaluations of which an open deadline of this kind has passed, the oldest first."""
    rows = Deadline.objects.filter(record="evaluation", kind=kind, closed_at=None, due_at__lte=now)
    return list(rows.order_by("due_at", "record_id").values_list("record_id", flat=True))


def plans_to_evaluate(cycle: Cycle, period: Period) -> list[int]:
    """Keys of the plans that were in force in the period, or succeed one that was, and are not evaluated for it.

    Whether the window of each has come its facts say. While a plan is suspended what lies in the suspension waits,
    and so does the year; a leaver has his closing evaluation.
    """
    own = Q(plan=OuterRef("pk"))
    revisions = Revision.objects.filter(own, in_force_from__isnull=False)
    in_time = revisions if period.is_year else revisions.filter(in_force_from__lte=period.ends_on)
    of_period = Evaluation.objects.filter(
        kind="yearly" if period.is_year else "periodic",
        starts_on__lte=period.ends_on,
        ends_on__gte=period.starts_on,
    )
    left = Plan.objects.filter(cycle=cycle, state="ended", end_cause="transfer")
    plans = Plan.objects.filter(
        ~Exists(of_period.filter(own)),
        cycle=cycle,
        state__in=("in_force", "mid_year_review", "second_half", "final_appraisal"),
        end_cause="",
        ends_on__gte=period.starts_on,
    )
    if period.is_year:
        plans = plans.filter(held_from=None).exclude(state="final_appraisal")
    else:
        plans = plans.exclude(held_from__lte=period.starts_on)
        done = of_period.filter(plan__in=left, passed_on=False)
        plans = plans.exclude(employee__in=done.values("plan__employee"))
    lasted = left.filter(
        Exists(in_time.filter(in_force_from__lte=period.ends_on)), ends_on__gte=period.starts_on
    )
    succeeding = Q(succeeds__isnull=False, employee__in=lasted.values("employee")) & Exists(revisions)
    kept = Q(starts_on__lte=period.ends_on) & Exists(in_time)
    return list(plans.filter(kept | succeeding).order_by("id").values_list("id", flat=True))


def may_compare(person: int, unit: int, period: str, at: Moment) -> bool:
    """Whether the person rates in the unit in this period, supervises who does, or manages or inspects the unit."""
    return is_granted(person, unit, at) or in_charge(person, at).filter(unit=unit, period=period).exists()


def is_granted(person: int, unit: int, at: Moment) -> bool:
    """Whether the person manages or inspects the unit."""
    return any(unit in grants_of(person, at, day).units for day in sight.local_days(at.now))


def compared(unit: int, period: str, reader: int, at: Moment) -> tuple[Known | None, Comparison] | None:
    """What the unit achieved in the period, and the predicates of all who are evaluated there beside the guide, as
    far as the reader knows them; nothing where nobody is evaluated."""
    rows = Evaluation.objects.filter(unit=unit, period=period).exclude(state="excused")
    one = rows.select_related("plan").order_by("closing", "id").first()
    if one is None:
        return None
    facts = EvaluationFacts([one], *at)
    known = facts.achievement(one)
    return known, facts.compared(one, known.word if known else None, reader)


def reportable(person: int, unit: int, period: str, at: Moment) -> QuerySet[Evaluation]:
    """Signed evaluations in the person's charge that wait to be reported: for the first time, or since an appeal
    against what was reported has ended."""
    waits = Q(reported_on=None) | Q(reported_contested=True) & ~Q(state="contested")
    mine = in_charge(person, at).filter(unit=unit, period=period)
    return mine.filter(waits, state__in=AFTER_SIGNING).order_by("id")


def known_achievements(person: int, at: Moment) -> QuerySet[Achievement]:
    """What was achieved by the units of which the person sees a plan or an evaluation, that he manages, inspects or
    belongs to."""
    units: set[int] = set()
    for day in sight.local_days(at.now):
        units |= grants_of(person, at, day).units
        held = Assignment.objects.on(day).filter(person=person).values("post")
        units |= set(PostRow.objects.on(day).filter(post__in=held).values_list("unit", flat=True))
    plans = visible_plans(person, at)
    return Achievement.objects.filter(
        Q(of__unit__in=units)
        | Q(of__unit__in=plans.values("unit"))
        | Q(of__unit__in=Evaluation.objects.filter(plan__in=plans).values("unit"))
    ).select_related("of")


def may_set_achievement(unit: int, day: datetime.date) -> dict[int, Actor]:
    """Who says what the unit achieved, by person and in his capacity: who leads one level up, or a manager where
    nobody does.

    That is who rates the unit's head, first occupied post upwards, holder or stand-in.
    """
    heads = PostRow.objects.on(day).filter(unit=unit, heads_unit=True).order_by("post")
    upward = {row.rater_post for row in heads if row.rater_post}
    leaders = {
        holder.person: Actor(holder.person, Capacity.SUPERIOR, holder.on_behalf_of, holder.letter)
        for line in directory.lines(upward, day).values()
        for holder in next((seat.acting for seat in line if seat.acting), ())
    }
    managers = () if leaders else directory.grantees([unit], Capacity.MANAGER, day)[unit]
    return leaders or {person: Actor(person, Capacity.MANAGER) for person in managers}
