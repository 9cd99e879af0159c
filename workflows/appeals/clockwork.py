"""What the clock does for appeals. All of it may come twice, and late."""

from __future__ import annotations

import logging
from collections.abc import Collection

from cycle_engine import clock
from cycle_engine.actors import Actor
from cycle_engine.perform import perform_by_chunks
from workflows.appeals import queries
from workflows.appeals.limits import EXPLANATION
from workflows.appeals.models import Appeal

logger = logging.getLogger(__name__)


def sweep_all() -> dict[str, int]:
    """Note explanations that never came, and move duties that lie; how many each.

    A part that fails is logged and left out, and stops no other: the next sweep tries it again.
    """
    parts = {"lapsed": lapse_explanations, "overdue": move_overdue, "left": find_deciders}
    done = {}
    for name, part in parts.items():
        try:
            done[name] = part()
        except Exception:
            logger.exception("A part of the sweep has failed: %s", name)
    return done


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
