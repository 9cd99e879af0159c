"""What the clock does for improvement plans. All of it may come twice, and late."""

from __future__ import annotations

from cycle_engine import clock, parts
from cycle_engine.actors import Actor
from cycle_engine.chunks import by_chunks
from cycle_engine.perform import bear_many, perform_by_chunks
from workflows.development import queries
from workflows.development.limits import SIGNATURE
from workflows.development.models import Improvement


def sweep_all() -> dict[str, int]:
    """Open improvement plans, and begin those whose targets nobody signed in time; how many each."""
    return parts.do({"opened": open_plans, "begun": begin_unsigned})


def open_plans() -> int:
    """Open one after each yearly result that is settled as Sangat Kurang; how many."""
    results = {each.pk: each for each in queries.very_poor_ones(clock.now())}
    people = {each.plan.employee_id: key for key, each in results.items()}

    def open_some(keys: list[int]) -> int:
        found = [Improvement(plan=results[key].plan, evaluation=results[key]) for key in keys]
        acts = bear_many(found, "open", actor=Actor.clock())
        return sum(act.error is None for act in acts)

    return by_chunks(sorted(people.values()), open_some)


def begin_unsigned() -> int:
    """Begin the plans whose targets nobody has signed in time; how many."""
    keys = queries.late_ones(SIGNATURE, clock.now())
    return perform_by_chunks(Improvement, keys, "begin_unsigned", actor=Actor.clock())
