"""Who reads what of an appeal, and when (`V.B`).

The parties read each other's statements at once and the minutes of the hearing with the decision. Who decides,
managers and inspectors read all. Whoever else sees the plan learns only that there is an appeal, and its end.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from cycle_engine.actors import Capacity
from cycle_engine.clock import Moment
from cycle_engine.models import Entry
from workflows.appeals.facts import AppealFacts
from workflows.appeals.models import Appeal
from workflows.evaluation import disclosure as of_evaluations
from workflows.evaluation.disclosure import Act

BENCH = (Capacity.DECIDER, Capacity.MANAGER, Capacity.INSPECTOR)


@dataclass(frozen=True, slots=True)
class Reading:
    """Whether somebody reads the statements and the decision of an appeal, and the minutes of its hearing."""

    statements: bool
    minutes: bool


def readings(facts: AppealFacts, reader: int) -> dict[int, Reading]:
    """What the reader may read of each of the appeals that these are the facts of."""
    return {appeal.pk: _reading(appeal, reader, facts) for appeal in facts.records}


def _reading(appeal: Appeal, reader: int, facts: AppealFacts) -> Reading:
    holders = (holder for each in BENCH for holder in facts.holders(appeal, each))
    if reader == appeal.decided_by_id or any(holder.person == reader for holder in holders):
        return Reading(statements=True, minutes=True)
    party = reader in facts.parties(appeal)
    return Reading(statements=party, minutes=party and appeal.decided_by_id is not None)


def withheld_acts(plans: Collection[int], reader: int, at: Moment) -> set[Act]:
    """Acts of these plans, on evaluations and appeals, whose words the reader may not read (yet)."""
    found = of_evaluations.withheld_acts(plans, reader)
    appeals = list(Appeal.objects.filter(plan__in=plans).select_related("plan", "evaluation"))
    reads = readings(AppealFacts(appeals, *at), reader)
    entries = Entry.objects.filter(record="appeal", record_id__in=list(reads))
    for plan, appeal, step, act in entries.values_list("chain_id", "record_id", "step", "request_id"):
        reading = reads[appeal]
        if not reading.statements or (step == "record_hearing" and not reading.minutes):
            found.add((plan, act))
    return found
