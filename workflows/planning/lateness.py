"""Who is late: deadlines that somebody let pass, and whom they wait for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from cycle_engine.actors import Capacity, Holder
from cycle_engine.clock import Moment
from cycle_engine.deadlines import open_of
from cycle_engine.machine import MACHINES
from cycle_engine.models import Deadline
from cycle_engine.tables import records_of
from directory.models import Exemption, PersonRow
from directory.today import today
from workflows.planning import sight
from workflows.planning.models import Plan


@dataclass(frozen=True, slots=True)
class Duty:
    """A deadline: of which record and plan, whose it is (`late` once it has passed), whose turn it is by now, and
    what is asked of them. `facts` are those of its record."""

    deadline: Deadline
    record: Any
    plan: Plan
    late: tuple[Holder, ...]
    turn: tuple[Holder, ...]
    step: str
    facts: Any

    def is_turn_of(self, person: int) -> bool:
        """Whether it is the person's turn by now."""
        return any(each.person == person for each in self.turn)

    def step_for(self, person: int) -> str:
        """What is asked of a person whose turn it is: first of who has the duty, last of those to whom it moved."""
        machine, steps = MACHINES[self.deadline.record], _steps(self.deadline)
        asked = steps if any(each.person == person for each in self.late) else steps[::-1]
        return next((each for each in asked if self.record.state in machine.steps[each].arrows), asked[0])


def late_duties(plans: QuerySet[Plan], at: Moment) -> QuerySet[Deadline]:
    """The open deadlines of these plans, and of what belongs to them, that somebody let pass. Those of who is
    outside the scheme today are not counted."""
    exempt = Exemption.objects.on(max(sight.local_days(at.now))).values("person")
    inside = plans.exclude(employee__in=exempt)
    rows = Deadline.objects.filter(
        chain="plan", chain_id__in=inside.values("pk"), closed_at=None, due_at__lte=at.now
    )
    return rows.exclude(waits_for=Capacity.CLOCK)


def oldest_first(rows: QuerySet[Deadline], at: Moment) -> QuerySet[Deadline]:
    """These deadlines of plans by their instant; those of one instant by the names of the plans' owners."""
    owner = Plan.objects.filter(pk=OuterRef(OuterRef("chain_id"))).values("employee")
    name = PersonRow.objects.on(today(at)).filter(person__in=owner).values("name")
    return rows.order_by("due_at", Subquery(name[:1]), "pk")


def duties(deadlines: Sequence[Deadline], at: Moment) -> list[Duty]:
    """These deadlines with what is known of them, in their order. Two queries, and what facts of each kind ask."""
    records = records_of(deadlines)
    facts: dict[str, Any] = {
        kind: MACHINES[kind].facts(list(found.values()), *at) for kind, found in records.items()
    }
    if len(facts) > 1:  # facts of one kind ask by themselves, when they need to know
        for kind, opened in open_of({kind: list(found) for kind, found in records.items()}).items():
            facts[kind].deadlines = opened
    return [_duty(row, records[row.record][row.record_id], facts[row.record]) for row in deadlines]


def _duty(row: Deadline, record: Any, facts: Any) -> Duty:
    holders = facts.holders(record, Capacity(row.waits_for))
    return Duty(row, record, facts.plan(record), holders, facts.in_turn(record, row), _steps(row)[0], facts)


def _steps(deadline: Deadline) -> Sequence[str]:
    """The steps that meet the deadline, of whom it waits for."""
    (limit,) = (each for each in MACHINES[deadline.record].limits if each.kind == deadline.kind)
    return limit.steps[Capacity(deadline.waits_for)]
