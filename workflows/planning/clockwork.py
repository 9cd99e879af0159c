"""What the clock does for planning. All of it may come twice."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from cycle_engine import clock, parts, sweep
from cycle_engine.actors import Actor
from cycle_engine.perform import perform_by_chunks
from workflows.planning import queries, redating
from workflows.planning.data import Ending
from workflows.planning.models import Plan


def sweep_all() -> dict[str, int]:
    """Tell of deadlines, follow policies that hold now, notice new holders of raters' posts, and end what the year
    has ended; how many each."""
    return parts.do(
        {
            "told": sweep.tell,
            "policies": redating.follow_policies,
            "new_raters": notice_new_raters,
            "ended": end_suspended,
            "void": void_never_set,
        }
    )


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
