"""Who is late: deadlines that somebody let pass, and whom they wait for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cycle_engine.actors import Capacity, Holder
from cycle_engine.clock import Moment
from cycle_engine.machine import MACHINES
from cycle_engine.models import Deadline
from cycle_engine.tables import read_records
from directory.models import Exemption
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
        machine, capacity = MACHINES[self.deadline.record], Capacity(self.deadline.waits_for)
        (steps,) = (limit.steps[capacity] for limit in machine.limits if limit.kind == self.deadline.kind)
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


def duties(deadlines: Sequence[Deadline], at: Moment) -> list[Duty]:
    """These deadlines with what is known of them, in their order. A few queries for each kind of record."""
    found = {
        each.deadline.pk: each
        for kind in {row.record for row in deadlines}
        for each in _of(kind, deadlines, at)
    }
    return [found[row.pk] for row in deadlines]


def _of(kind: str, deadlines: Sequence[Deadline], at: Moment) -> Iterator[Duty]:
    machine, rows = MACHINES[kind], [row for row in deadlines if row.record == kind]
    records: dict[int, Any] = read_records(machine.model, list({row.record_id for row in rows}))
    facts: Any = machine.facts(list(records.values()), *at)
    steps = {limit.kind: limit.steps for limit in machine.limits}
    for row in rows:
        record, capacity = records[row.record_id], Capacity(row.waits_for)
        yield Duty(
            row,
            record,
            facts.plan(record),
            facts.holders(record, capacity),
            facts.in_turn(record, row),
            steps[row.kind][capacity][0],
            facts,
        )
