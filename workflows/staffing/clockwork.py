"""What the clock does for changes of posts. All of it may come twice, and late."""

from __future__ import annotations

import logging
from collections import Counter

from cycle_engine import clock
from cycle_engine.errors import Missing, WorkflowError, WrongState
from workflows.planning import sight
from workflows.staffing.commands import apply_changes, has_come, refuse_change
from workflows.staffing.models import PostChange
from workflows.staffing.turns import in_turns

logger = logging.getLogger(__name__)


def sweep_all() -> dict[str, int]:
    """Carry out the changes whose day has come, refuse those that are forbidden then; how many each.

    One that fails otherwise is logged and left, and stops no other: the next sweep tries it again.
    """
    done = Counter({"applied": 0, "refused": 0})
    for group in in_turns(due()):
        keys = [each.pk for each in group]
        try:
            done["applied"] += len(apply_changes(keys))
        except Missing:  # somebody holds it at this moment: the next sweep comes to it
            continue
        except WorkflowError as error:
            done["refused"] += sum(_refused(key, error) for key in keys)
        except Exception:
            logger.exception("Changes of posts could not be carried out: %s", keys)
    return dict(done)


def due() -> list[PostChange]:
    """The planned changes whose day has come where their unit is, the oldest first."""
    latest = max(sight.local_days(clock.now()))
    planned = PostChange.objects.filter(state="planned", effective__lte=latest)
    return [each for each in planned.order_by("effective", "pk") if has_come(each)]


def _refused(key: int, error: WorkflowError) -> bool:
    try:
        refuse_change(key, error)
    except (Missing, WrongState):  # somebody holds it, or has given it up meanwhile
        return False
    return True
