"""Reads of evaluations, always as far as the reader may see. Closed unless opened here."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from cycle_engine.actors import Actor, Capacity
from cycle_engine.clock import Moment
from cycle_engine.models import Deadline
from directory import queries as directory
from directory.models import Assignment, PostRow
from workflows.cycles.models import Cycle
from workflows.cycles.periods import Period
from workflows.evaluation.achievements import Known
from workflows.evaluation.distribution import Comparison
from workflows.evaluation.facts import EvaluationFacts
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
    return Q(pk__in=in_charge(person, at).values("plan"))


def in_charge(person: int, at: Moment) -> QuerySet[Evaluation]:
    """The evaluations that the person rates, rated or signed, or that are in his line; never his own."""
    mine = Q(rater=person, state__in=UNSIGNED) | Q(rated_by=person) | Q(signed_by=person)
    for day in sight.local_days(at.now):
        charges = sight.charges_of(person, at, day)
        mine |= Q(rater_post__in=charges.rater | charges.superior)
    return Evaluation.objects.filter(mine).exclude(plan__employee=person)


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


def plans_to_evaluate(cycle: Cycle, period: Period) -> list[Plan]:
    """Plans that were in force in the period, or succeed one, and have no evaluation of it yet.

    Whether the window of each has come its facts say. The yearly one waits while a plan is suspended; a leaver
    has his closing one.
    """
    revisions = Revision.objects.filter(plan=OuterRef("pk"), in_force_from__isnull=False)
    in_time = revisions if period.is_year else revisions.filter(in_force_from__lte=period.ends_on)
    there = Evaluation.objects.filter(plan=OuterRef("pk"), period=period.name)
    signed = Evaluation.objects.filter(signed_by__isnull=False).exclude(state="excused")
    done_before = signed.filter(plan=OuterRef("succeeds"), period=period.name)
    states = ("in_force", "mid_year_review", "second_half", "final_appraisal")
    plans = Plan.objects.filter(
        ~Exists(there),
        ~Exists(done_before),
        cycle=cycle,
        state__in=states,
        end_cause="",
        ends_on__gte=period.starts_on,
    )
    if period.is_year:
        plans = plans.filter(held_from=None).exclude(state="final_appraisal")
    own = Q(starts_on__lte=period.ends_on) & Exists(in_time)
    succeeding = Q(succeeds__isnull=False, succeeds__starts_on__lte=period.ends_on) & Exists(revisions)
    return list(plans.filter(own | succeeding).order_by("id"))


def in_force_from(plans: Collection[Plan]) -> dict[int, datetime.date]:
    """The day on which each of these plans came into force first."""
    rows = Revision.objects.filter(plan__in=plans, in_force_from__isnull=False).order_by("-in_force_from")
    return {plan: day for plan, day in rows.values_list("plan", "in_force_from") if day}


def may_compare(person: int, unit: int, period: str, at: Moment) -> bool:
    """Whether the person rates in the unit in this period, supervises who does, or manages or inspects the unit."""
    granted = any(
        unit in directory.granted(person, capacity, day)
        for capacity in (Capacity.MANAGER, Capacity.INSPECTOR)
        for day in sight.local_days(at.now)
    )
    return granted or in_charge(person, at).filter(unit=unit, period=period).exists()


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
    return mine.filter(waits, signed_on__isnull=False).order_by("id")


def visible_achievements(person: int, at: Moment) -> QuerySet[Achievement]:
    """What was achieved by the units of which the person sees a plan or an evaluation, that he manages, inspects or
    belongs to."""
    units: set[int] = set()
    for day in sight.local_days(at.now):
        units |= directory.granted(person, Capacity.MANAGER, day)
        units |= directory.granted(person, Capacity.INSPECTOR, day)
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
