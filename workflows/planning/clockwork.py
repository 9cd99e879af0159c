"""What the clock does for planning, and what a new calendar does to its deadlines. All of it may come twice."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction

from cycle_engine import clock, sweep
from cycle_engine.actors import Actor
from cycle_engine.chunks import in_chunks
from cycle_engine.models import Deadline
from cycle_engine.perform import perform_by_chunks
from workflows.cycles import commands as cycles
from workflows.cycles.commands import DayOffInput
from workflows.jobs.commands import Outcome, Progress, job, queue
from workflows.jobs.models import Job
from workflows.planning import queries
from workflows.planning.data import Ending
from workflows.planning.models import Plan

logger = logging.getLogger(__name__)

REDATE = "redate"


def sweep_all() -> dict[str, int]:
    """Tell of deadlines, notice new holders of raters' posts, and end what the year has ended; how many each.

    A part that fails is logged and left out, and stops no other: the next sweep tries it again.
    """
    parts = {
        "told": sweep.tell,
        "new_raters": notice_new_raters,
        "ended": end_suspended,
        "void": void_never_set,
    }
    done = {}
    for name, part in parts.items():
        try:
            done[name] = part()
        except Exception:
            logger.exception("A part of the sweep has failed: %s", name)
    return done


def notice_new_raters() -> int:
    """Record, for each live plan whose rater's post has changed hands, who rates now; how many were changed."""
    keys = queries.plans_with_another_rater(clock.now())
    return _take(keys, "reassign_rater", "The rater's post has changed hands.")


def end_suspended() -> int:
    """End the plans that are suspended when their last day ends (`II.C.8.b`); how many."""
    ended = 0
    for last_day, keys in queries.suspended_and_over(clock.now()).items():
        ended += _take(
            keys, "end_early", "The year has ended in a suspension.", data=Ending(last_day, "suspension")
        )
    return ended


def void_never_set() -> int:
    """Void the plans that were never in force when the window of their yearly evaluation ends; how many."""
    keys = queries.never_set_and_too_late(clock.now())
    return _take(keys, "void", "Never in force until the yearly evaluation's window ended.")


def _take(keys: Collection[int], step: str, reason: str, **wish: Any) -> int:
    return perform_by_chunks(Plan, list(keys), step, actor=Actor.clock(), reason=reason, **wish)


def load_days_off(
    year: int, rows: Sequence[DayOffInput], actor: Actor, unit: int | None = None
) -> Job | None:
    """Load a list of days off (see `workflows.cycles.commands`), and have the open deadlines worked out anew.

    The job that does so is asked for in the same transaction; none when the list says nothing new.
    """
    with transaction.atomic():
        changed = cycles.load_days_off(year, rows, actor, unit)
        return queue(REDATE, {"years": [year]}, actor) if changed else None


@job(REDATE)
def _redate(asked: Job, progress: Progress) -> Outcome:
    return Outcome({"moved": redate(asked.arguments["years"], progress)})


def redate(years: Collection[int], progress: Progress = lambda done, total: None) -> int:
    """Work open deadlines out anew after the calendar of these years changed; how many moved."""
    rows = Deadline.objects.filter(closed_at=None, chain="plan", due_at__year__gte=min(years))
    keys, moved, done = list(rows.order_by("id").values_list("id", flat=True)), 0, 0
    for some in in_chunks(keys):
        moved += sweep.redate(Deadline.objects.filter(pk__in=some, closed_at=None))
        done += len(some)
        progress(done, len(keys))
    return moved
