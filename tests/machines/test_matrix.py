"""The matrix against the declarations, and the walk of planning: every state, step and capacity through the door."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.db import transaction

from cycle_engine.machine import MACHINES, followers
from tests.agency import living
from tests.databases import Database
from tests.machines.walking import ALLOWED, MATRIX, RECORDS, STEPS, Walk, expected, states
from tests.workflows.planning.desk import REASON, Desk
from workflows.planning.data import Answer, Hold, Proposal, Return, TakenOver
from workflows.planning.models import Amendment, Plan, Remark

PEOPLE = {
    "owner": "ani",
    "rater": "budi",
    "superior": "citra",
    "manager": "dewi",
    "inspector": "indah",
    "stranger": "eko",
    "clock": "clock",
}
PREPARED = ("drafting", "submitted", "returned")  # the states of a plan without a revision in force
# The only deadline of planning that a rule looks at is the rater's, while an amendment waits for him.
LOOKED_AT = {("amendment", "submitted"): ["rater_decides"]}
# The clock comes to these when the year has ended; test_ending.py shows it there.
YEAR_HAS_NOT_ENDED = {("end_early", "clock"): "6/2022:II.C.8.b.end", ("void", "clock"): "6/2022:IV.A.8.b"}


def test_no_line_of_the_matrix_stands_twice() -> None:
    assert len(ALLOWED) == len(MATRIX)
    rooms = {kind for kind, machine in MACHINES.items() if machine.model.__module__.startswith("workflows.")}
    assert set(RECORDS) == rooms - {"complaint", "job", "postchange"}


def test_what_the_machines_declare_is_what_the_matrix_says() -> None:
    arrows = {(line.record, line.step, line.source): line.targets for line in MATRIX}
    by = {(line.record, line.step, line.by) for line in MATRIX}
    reasons = {(line.record, line.step) for line in MATRIX if line.reason}
    steps = [step for record in RECORDS for step in MACHINES[record].steps.values()]
    assert arrows == {
        (step.record, step.name, source): frozenset(targets)
        for step in steps
        for source, targets in step.arrows.items()
    }
    declared = {
        (step.record, step.name, capacity.value) for step in steps for capacity in step.declaration.by
    }
    led = {
        (step.record, step.name, f"after {link.step}") for step in steps for link in step.declaration.follows
    }
    taken = {
        (*link.step.split("."), f"taken by {step.key}") for step in steps for link in step.declaration.takes
    }
    assert by == declared | led | taken
    assert reasons == {(step.record, step.name) for step in steps if step.declaration.reason}


def test_what_follows_a_step_is_registered_with_it() -> None:
    for line in MATRIX:
        if line.by.startswith("after "):
            led = {(step.record, step.name) for _, step, _ in followers(line.by.removeprefix("after "))}
            assert (line.record, line.step) in led


@pytest.fixture
def walk(fresh_database: Database) -> Iterator[Walk]:
    with living() as agency:
        yield Walk(Desk(agency), PEOPLE, LOOKED_AT)


def in_force(desk: Desk, since: datetime.date | None) -> None:
    """Say of every revision since when it is in force, past the guard that lets it be said once."""
    with desk.agency.database.owner() as owner:
        owner.execute("ALTER TABLE planning_revision DISABLE TRIGGER USER")
        owner.execute("UPDATE planning_revision SET in_force_from = %s", [since])
        owner.execute("ALTER TABLE planning_revision ENABLE TRIGGER USER")


def plan_of_ani(desk: Desk) -> Plan:
    return Plan(
        cycle=desk.agency.cycle,
        employee_id=desk.id("ani"),
        post_id=desk.post("ani"),
        unit=desk.agency.units["KEC-PEL"],
        rater_post_id=desk.post("budi"),
        starts_on=desk.agency.cycle.starts_on.replace(day=12),
        ends_on=desk.agency.cycle.ends_on,
        set_by=desk.agency.cycle.starts_on.replace(day=31),
    )


def test_of_a_plan_exactly_the_steps_of_the_matrix_are_allowed(walk: Walk) -> None:
    desk = walk.desk
    with transaction.atomic():  # a manager begins a plan only after a transfer
        desk.take(desk.drafted(), "end_early", "dewi", data=desk.ending("2026-01-11"))
        found = walk.birth("plan", "draft", lambda: plan_of_ani(desk))
        transaction.set_rollback(True)
    plan = desk.forgotten(until="2026-01-30 09:00")
    plan = desk.take(plan, "submit", "ani")
    desk.at("2026-02-09 09:00")
    data = {
        "return_for_revision": Return(),
        "approve": desk.named(plan),
        "set_by_superior": desk.named(plan),
        "set_unsigned": desk.edit(plan),
        "end_early": desk.ending("2026-02-27"),
        "take_over_result": TakenOver("r1", ["guided"]),
        "reassign_rater": desk.rater("citra"),
        ("reassign_rater", "clock"): None,
        "hold": Hold(),
    }
    walk.put(plan, "submitted", rater_id=desk.id("eko"))  # so that the clock finds another rater than noted
    found |= walk.through(
        plan,
        STEPS["plan"],
        data,
        {"resume": {"held_from": "2026-02-02"}},
        lambda state: in_force(desk, None if state in PREPARED else desk.now().date()),
    )
    assert found == expected(found, YEAR_HAS_NOT_ENDED)
    assert len(found) == 7 + len(states("plan")) * len(STEPS["plan"]) * 7


def test_of_an_amendment_exactly_the_steps_of_the_matrix_are_allowed(walk: Walk) -> None:
    desk = walk.desk
    plan = desk.in_force()
    found = walk.birth("amendment", "propose", lambda: Amendment(plan=plan, causes=[]), Proposal("strategy"))
    change = desk.amending(plan)
    desk.at("2026-01-21 09:00")
    data = {"propose": Proposal("strategy"), "return_for_revision": Return(), "approve": desk.named(change)}
    found |= walk.through(change, STEPS["amendment"], data)
    assert found == expected(found)
    assert len(found) == 7 + len(states("amendment")) * len(STEPS["amendment"]) * 7


def test_of_a_remark_exactly_the_steps_of_the_matrix_are_allowed(walk: Walk) -> None:
    desk = walk.desk
    plan = desk.submitted()
    desk.at("2026-02-02 09:00")
    said = {"plan": plan, "text": "Mohon diperjelas", "author_id": desk.id("budi"), "said_at": desk.now()}
    found = walk.birth("remark", "pin", lambda: Remark(**said))
    remark = desk.pinned(plan)
    found |= walk.through(remark, STEPS["remark"], {"answer": Answer("Sudah diperjelas")})
    assert found == expected(found)
    assert len(found) == 7 + len(states("remark")) * len(STEPS["remark"]) * 7


@pytest.mark.parametrize("state", ["drafting", "submitted", "in_force"])
def test_in_a_second_capacity_the_owner_is_refused_as_in_his_own_cause(walk: Walk, state: str) -> None:
    desk = walk.desk
    plan = desk.in_force()
    desk.grant("ani")
    desk.letter("ani", "budi", "2026-01-01", "2026-12-31")
    walk.put(plan, state)
    by = {(line.step, line.by) for line in MATRIX if line.record == "plan"}
    for step in STEPS["plan"]:
        outcome = walk.result(plan, step, {"actor": desk.actor("ani"), "reason": REASON})
        if (step, "owner") in by:
            assert outcome.split()[0] not in ("not_your_turn", "own_cause")
        elif {(step, "rater"), (step, "superior"), (step, "manager")} & by:
            assert outcome == "own_cause"
