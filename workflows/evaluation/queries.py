"""Reads of evaluations, always as far as the reader may see. Closed unless opened here."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from cycle_engine.clock import Moment
from cycle_engine.models import Deadline
from directory import queries as directory
from directory.models import PostRow
from workflows.cycles.models import Cycle
from workflows.cycles.periods import Period
from workflows.evaluation.models import Evaluation
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
    mine = Q(rater=person, state__in=UNSIGNED) | Q(rated_by=person) | Q(signed_by=person)
    for day in sight.local_days(at.now):
        charges = sight.charges_of(person, at, day)
        mine |= Q(rater_post__in=charges.rater | charges.superior)
    own = Q(plan__employee=person)
    return Q(pk__in=Evaluation.objects.filter(mine & ~own).values("plan"))


def late_ones(kind: str, now: datetime.datetime) -> list[int]:
    """Keys of the evaluations of which an open deadline of this kind has passed, the oldest first."""
    rows = Deadline.objects.filter(record="evaluation", kind=kind, closed_at=None, due_at__lte=now)
    return list(rows.order_by("due_at", "record_id").values_list("record_id", flat=True))


def plans_to_evaluate(cycle: Cycle, period: Period, today: datetime.date) -> list[Plan]:
    """Plans that were in force in the period, or succeed one, and have no evaluation of it yet.

    Whether the window of each has come its facts say. The yearly one waits while a plan is suspended; a leaver
    has his closing one.
    """
    revisions = Revision.objects.filter(plan=OuterRef("pk"), in_force_from__isnull=False)
    in_time = revisions.filter(in_force_from__lte=min(period.ends_on, today))
    there = Evaluation.objects.filter(plan=OuterRef("pk"), period=period.name)
    done_before = Evaluation.objects.filter(
        plan=OuterRef("succeeds"), period=period.name, signed_by__isnull=False
    )
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


def may_set_achievement(unit: int, day: datetime.date) -> set[int]:
    """Who says what the unit achieved: who leads one level up, or a manager where nobody does.

    That is who rates the unit's head, first occupied post upwards, holder or stand-in.
    """
    heads = PostRow.objects.on(day).filter(unit=unit, heads_unit=True).order_by("post")
    upward = {row.rater_post for row in heads if row.rater_post}
    lines = directory.lines(upward, day)
    found: dict[int, set[int]] = defaultdict(set)
    for post, line in lines.items():
        acting = next((seat.acting for seat in line if seat.acting), ())
        found[post] = {holder.person for holder in acting}
    leaders = set().union(*found.values()) if found else set()
    return leaders or set(directory.grantees([unit], "manager", day)[unit])
