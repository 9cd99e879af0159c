"""What the clock does for appeals. All of it may come twice, and late."""

from __future__ import annotations

from collections.abc import Collection

from cycle_engine import clock, parts
from cycle_engine.actors import Actor
from cycle_engine.perform import perform_by_chunks
from workflows.appeals import queries
from workflows.appeals.limits import EXPLANATION
from workflows.appeals.models import Appeal


def sweep_all() -> dict[str, int]:
    """Note explanations that never came, and move duties that lie; how many each."""
    return parts.do({"lapsed": lapse_explanations, "overdue": move_overdue, "left": find_deciders})


def lapse_explanations() -> int:
    """Note that no explanation came where the rater's days have passed."""
    return _take(queries.late_ones(EXPLANATION, clock.now()), "lapse_explanation")


def move_overdue() -> int:
    """Move the duty to decide one post up where the decision is overdue."""
    keys = queries.overdue(clock.now())
    return _take(keys, "appoint_decider", "The decision was overdue.")


def find_deciders() -> int:
    """Find who decides where the decider has left."""
    return _take(queries.without_their_decider(), "appoint_decider", "The decider has left.")


def _take(keys: Collection[int], step: str, reason: str = "") -> int:
    return perform_by_chunks(Appeal, list(keys), step, actor=Actor.clock(), reason=reason)
