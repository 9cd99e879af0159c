"""Everybody is silent, in every state that waits for somebody: where it ends, and who is shown to be late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from cycle_engine.actors import Capacity
from cycle_engine.machine import MACHINES
from cycle_engine.models import Deadline, Record
from cycle_engine.tables import read_records
from tests.workflows.evaluation.office import YEAR, Office
from tests.workflows.planning.desk import state
from workflows.planning.models import Plan
from workflows.planning.queries import inbox, late, visible_plans

MONTHS = [f"{year}-{month:02}-28 09:00" for year in (2026, 2027) for month in range(1, 13)]

# What is left alone, and where it is when everything has been silent for long enough.
SILENT: dict[str, tuple[Callable[[Office], Record], str]] = {
    "plan in drafting": (lambda office: office.drafted(), "void"),
    "plan submitted": (lambda office: office.submitted(), "void"),
    "plan returned": (lambda office: office.returned(), "void"),
    "plan in force": (lambda office: office.in_force(), "final_appraisal"),
    "plan suspended": (lambda office: suspended(office), "final_appraisal"),
    "amendment in drafting": (lambda office: office.proposed(), "cancelled"),
    "amendment submitted": (lambda office: office.amending(), "cancelled"),
    "evaluation open": (lambda office: office.opened(), "open"),
    "evaluation self-assessed": (lambda office: office.assessed(), "self_assessed"),
    "evaluation rated": (lambda office: office.rated(), "rated"),
    "evaluation signed": (lambda office: office.signed(), "settled"),
    "evaluation delivered": (lambda office: office.delivered(), "settled"),
    "evaluation received": (lambda office: office.received(), "settled"),
    "yearly evaluation signed": (lambda office: office.signed(yearly(office)), "settled"),
    "appeal filed": (lambda office: office.filed(), "explained"),
    "appeal explained": (lambda office: office.explained(), "explained"),
    "appeal heard": (lambda office: office.heard(), "heard"),
}
ENDED = {"void", "cancelled", "settled"}


def suspended(office: Office) -> Plan:
    plan = office.in_force()
    office.take(plan, "hold", "dewi")
    return plan


def yearly(office: Office) -> Any:
    evaluation = office.opened(YEAR)
    for period in ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"):
        office.take(office.of(evaluation.plan, period), "excuse", "dewi")
    return office.rated(office.assessed(evaluation))


@pytest.mark.parametrize("left", SILENT)
def test_what_everybody_leaves_alone_ends_or_stays_at_the_top_of_its_line(office: Office, left: str) -> None:
    make, end = SILENT[left]
    thing = make(office)
    for moment in MONTHS:
        if datetime.fromisoformat(moment) > office.now().replace(tzinfo=None):
            office.tick(moment)
    assert state(thing) == end
    waiting = waits(office, thing)
    assert bool(waiting) is (end not in ENDED and thing._meta.model_name != "plan")
    plan = thing if isinstance(thing, Plan) else thing.plan  # type: ignore[attr-defined]
    for person in waiting:
        assert person == office.id("wibawa"), "the regent stands at the top"
    if waiting:
        assert plan in late(visible_plans(office.id("dewi")), office.now())
        asked = {(each.deadline.record, each.deadline.record_id) for each in inbox(office.id("wibawa"))}
        assert (thing._meta.model_name, thing.pk) in asked


def waits(office: Office, thing: Record) -> set[int]:
    """For whom the record's late duties wait, the rater's report aside."""
    kind = str(thing._meta.model_name)
    rows = Deadline.objects.filter(
        record=kind, record_id=thing.pk, closed_at=None, due_at__lte=office.now()
    ).exclude(waits_for__in=[Capacity.CLOCK, Capacity.OWNER])
    machine = MACHINES[kind]
    facts: Any = machine.facts(list(read_records(machine.model, [thing.pk]).values()), office.now())
    return {facts.in_turn(facts.records[0], row)[-1].person for row in rows if row.kind != "report"}
