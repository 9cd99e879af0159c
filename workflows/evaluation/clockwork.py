"""What the clock does for evaluations. All of it may come twice, and late."""

from __future__ import annotations

from collections.abc import Sequence

from cycle_engine import clock, parts
from cycle_engine.actors import Actor
from cycle_engine.chunks import by_chunks
from cycle_engine.perform import bear_many, perform_by_chunks
from cycle_engine.tables import read
from workflows.cycles import queries as cycles
from workflows.cycles.models import Cycle
from workflows.cycles.periods import Period, periodic, yearly
from workflows.evaluation import queries
from workflows.evaluation.births import newborn
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.limits import DELIVERY, RECEIPT, SETTLEMENT
from workflows.evaluation.models import Evaluation
from workflows.planning import sight
from workflows.planning.models import Plan


def sweep_all() -> dict[str, int]:
    """Open what may be opened, deliver, take as received and settle what is due; how many each."""
    return parts.do(
        {
            "opened": open_windows,
            "delivered": deliver,
            "received": receive,
            "settled": settle,
        }
    )


def deliver() -> int:
    """Deliver the evaluations that nobody delivered in time; how many."""
    return _take(DELIVERY, "deliver")


def receive() -> int:
    """Take as received what was not opened in time; how many."""
    return _take(RECEIPT, "receive")


def settle() -> int:
    """Settle the evaluations that nobody appealed in time; how many."""
    return _take(SETTLEMENT, "settle")


def open_windows() -> int:
    """Open the evaluations whose windows are open now; how many."""
    now, opened = clock.now(), 0
    today = max(sight.local_days(now))
    for cycle in Cycle.objects.filter(year__gte=now.year - 1).order_by("year", "id"):
        policy = cycles.policy_of([cycle.pk], today).get(cycle.pk)
        if policy is None:
            continue
        for period in [*periodic(cycle.year, policy), yearly(cycle.year)]:
            if period.opens(policy) <= today:
                opened += open_period(cycle, period)
    return opened


def open_period(cycle: Cycle, period: Period) -> int:
    """Open the evaluations of a period whose window has come; how many. In transactions of a few thousand.

    One whose window has closed meanwhile opens all the same, with days of its own.
    """

    def open_some(keys: list[int]) -> int:
        found = _open_now([newborn(plan, period) for plan in read(Plan, "t.id = ANY(%s)", keys)])
        acts = bear_many(found, "open", actor=Actor.clock()) if found else []
        return sum(act.error is None for act in acts)

    return by_chunks(queries.plans_to_evaluate(cycle, period), open_some)


def _open_now(found: Sequence[Evaluation]) -> list[Evaluation]:
    """Those whose window has come."""
    facts = EvaluationFacts(found, clock.now())
    return [each for each in found if facts.opens(each) <= facts.day(each)]


def _take(kind: str, step: str) -> int:
    keys = queries.late_ones(kind, clock.now())
    return perform_by_chunks(Evaluation, keys, step, actor=Actor.clock())
