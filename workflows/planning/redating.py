"""What another calendar or policy does to open deadlines: they are worked out anew, never to an earlier day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from cycle_engine import clock, sweep
from cycle_engine.actors import Actor
from cycle_engine.chunks import in_chunks
from cycle_engine.clock import Moment
from cycle_engine.models import Deadline
from workflows.cycles import commands as cycles
from workflows.cycles import supposing
from workflows.cycles.commands import DayOffInput
from workflows.cycles.models import Cycle, Outcome, PolicyDraft, Running
from workflows.cycles.policy import Policy
from workflows.cycles.queries import DaysOff
from workflows.jobs.commands import Outcome as Done
from workflows.jobs.commands import Progress, job, queue
from workflows.jobs.models import Job
from workflows.planning.models import Plan
from workflows.voice.models import Complaint

REDATE = "redate"
CALENDAR_BOUND = ("plan", "complaint")  # chains of what has limits in working days of its unit


def load_days_off(
    year: int, rows: Sequence[DayOffInput], actor: Actor, unit: int | None = None
) -> Job | None:
    """Load a list of days off (see `workflows.cycles.commands`), and have the open deadlines worked out anew.

    The job that does so is asked for in the same transaction; none when the list says nothing new.
    """
    with transaction.atomic():
        changed = cycles.load_days_off(year, rows, actor, unit)
        return queue(REDATE, {"years": [year]}, actor) if changed else None


def confirm_policy(cycle: Cycle, number: int, actor: Actor) -> PolicyDraft:
    """Confirm a draft (see `workflows.cycles.commands`); if it says so and holds from today on, have the open
    deadlines worked out anew."""
    with transaction.atomic():
        draft = cycles.confirm_policy(cycle, number, actor)
        follow_policies()
        return draft


def follow_policies() -> int:
    """Ask for the open deadlines of cycles to be worked out anew whose confirmed policy says so, once it holds;
    for how many."""
    now = clock.now()
    waiting = PolicyDraft.objects.filter(
        outcome=Outcome.CONFIRMED,
        running=Running.RECOMPUTE,
        recomputed_at=None,
        valid_from__lte=now.date(),
    )
    asked = 0
    for draft in waiting:
        with transaction.atomic():
            ours = PolicyDraft.objects.filter(pk=draft.pk, recomputed_at=None).update(recomputed_at=now)
            if ours:
                queue(REDATE, {"cycle": draft.cycle_id}, Actor.clock())
            asked += ours
    return asked


@job(REDATE)
def _redate(asked: Job, progress: Progress) -> Done:
    chosen = asked.arguments
    rows = of_cycle(chosen["cycle"]) if "cycle" in chosen else of_years(chosen["years"])
    return Done({"moved": redate(rows, progress)})


def redate(rows: QuerySet[Deadline], progress: Progress = lambda done, total: None) -> int:
    """Work these open deadlines out anew; how many moved."""
    keys, moved, done = _keys(rows), 0, 0
    for some in in_chunks(keys):
        moved += sweep.redate(Deadline.objects.filter(pk__in=some, closed_at=None))
        done += len(some)
        progress(done, len(keys))
    return moved


def of_years(years: Collection[int]) -> QuerySet[Deadline]:
    """The open deadlines that the calendar of these years can move."""
    return Deadline.objects.filter(closed_at=None, chain__in=CALENDAR_BOUND, due_at__year__gte=min(years))


def _of_unit(unit: int) -> Q:
    """The deadlines of the plans and complaints of a unit."""
    plans, complaints = (kind.objects.filter(unit=unit).values("pk") for kind in (Plan, Complaint))
    return Q(chain="plan", chain_id__in=plans) | Q(chain="complaint", chain_id__in=complaints)


def of_cycle(cycle: int) -> QuerySet[Deadline]:
    """The open deadlines of the plans of a cycle."""
    plans = Plan.objects.filter(cycle=cycle).values("pk")
    return Deadline.objects.filter(closed_at=None, chain="plan", chain_id__in=plans)


@dataclass(frozen=True, slots=True)
class Effect:
    """How many deadlines are open, and how many of these would move."""

    open: int
    moved: int


def effect_of_policy(draft: PolicyDraft, at: Moment) -> Effect:
    """What the draft would do to the open deadlines of its cycle, did it hold today. Nothing is written."""
    policy = Policy.from_json(draft.policy)
    return _effect(of_cycle(draft.cycle_id), supposing.policy(at, draft.cycle, policy))


def effect_of_days_off(
    year: int, rows: Sequence[DayOffInput], actor: Actor, at: Moment, unit: int | None = None
) -> Effect:
    """What another list of days off would do to the open deadlines. Nothing is written.

    Raises what would stop the list from being loaded.
    """
    cycles.check_days_off(year, rows, actor, unit)
    deadlines = of_years([year]) if unit is None else of_years([year]).filter(_of_unit(unit))
    supposed = DaysOff(year, frozenset(row.day for row in rows), unit)
    return _effect(deadlines, supposing.days_off(at, supposed))


def _effect(rows: QuerySet[Deadline], supposed: Moment) -> Effect:
    keys = _keys(rows)
    moved = sum(sweep.moving(Deadline.objects.filter(pk__in=some), supposed) for some in in_chunks(keys))
    return Effect(len(keys), moved)


def _keys(rows: QuerySet[Deadline]) -> list[int]:
    return list(rows.order_by("id").values_list("id", flat=True))
