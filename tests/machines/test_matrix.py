"""The matrix: every state, step and capacity, walked through the door against a file written by hand.

States that no step of today leads to (mid-year review and all after it) are set by the owner of the database
with its guards switched off; all others too, so that each is met with the same contents beside it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from cycle_engine.actors import Actor
from cycle_engine.errors import WorkflowError
from cycle_engine.machine import MACHINES, NEW, followers
from cycle_engine.models import Record
from cycle_engine.perform import bear, perform
from tests.agency import living
from tests.databases import Database
from tests.workflows.planning.desk import REASON, Desk
from workflows.planning.data import Answer, Hold, Proposal, Return, TakenOver
from workflows.planning.models import Amendment, Plan, Remark

FILE = Path(__file__).with_name("matrix.txt")
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
RECORDS = {"plan": Plan, "amendment": Amendment, "remark": Remark}


@dataclass(frozen=True)
class Line:
    """One allowed combination; `by` is a capacity, or "after <step>"."""

    record: str
    source: str
    step: str
    by: str
    targets: frozenset[str]
    reason: bool


def matrix() -> Iterator[Line]:
    for text in FILE.read_text(encoding="utf-8").splitlines():
        words = text.partition("#")[0].split()
        if not words:
            continue
        reason = words[-1] == "reason"
        record, source, step, *by, targets = words[:-1] if reason else words
        yield Line(record, source, step, " ".join(by), frozenset(targets.split("|")), reason)


MATRIX = list(matrix())
ALLOWED = {(line.record, line.source, line.step, line.by): line.targets for line in MATRIX}
STEPS = {record: sorted({line.step for line in MATRIX if line.record == record}) for record in RECORDS}


def test_no_line_of_the_matrix_stands_twice() -> None:
    assert len(ALLOWED) == len(MATRIX)
    assert {line.record for line in MATRIX} == set(RECORDS)


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
    assert by == declared | led
    assert reasons == {(step.record, step.name) for step in steps if step.declaration.reason}


def test_what_follows_a_step_is_registered_with_it() -> None:
    for line in MATRIX:
        if line.by.startswith("after "):
            led = {(step.record, step.name) for _, step, _ in followers(line.by.removeprefix("after "))}
            assert (line.record, line.step) in led


class Walk:
    """Takes every step of a record from every state in every capacity, and takes each back."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def states(self, record: str) -> list[str]:
        return [value for value, _ in MACHINES[record].states]

    def put(self, thing: Record, state: str, **columns: Any) -> None:
        """Set a state as the owner, past the guards of the database."""
        table = thing._meta.db_table
        with self.desk.agency.database.owner() as owner:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for name, value in {"state": state, **columns}.items():
                owner.execute(f"UPDATE {table} SET {name} = %s WHERE id = %s", [value, thing.pk])
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            # The only deadline that a rule looks at is the rater's, while an amendment waits for him.
            waits = thing._meta.model_name == "amendment" and state == "submitted"
            owner.execute("UPDATE engine_deadline SET closed_at = engine_now()")
            owner.execute(
                "UPDATE engine_deadline SET closed_at = NULL WHERE kind = 'rater_decides' AND %s", [waits]
            )

    def in_force(self, since: datetime.date | None) -> None:
        """Say of every revision since when it is in force, past the guard that lets it be said once."""
        with self.desk.agency.database.owner() as owner:
            owner.execute("ALTER TABLE planning_revision DISABLE TRIGGER USER")
            owner.execute("UPDATE planning_revision SET in_force_from = %s", [since])
            owner.execute("ALTER TABLE planning_revision ENABLE TRIGGER USER")

    def through(self, thing: Record, data: dict[str, Any], **before: dict[str, Any]) -> dict[Any, str]:
        """What became of each combination: the state after, or the code of the refusal."""
        record = str(thing._meta.model_name)
        found = {}
        for state in self.states(record):
            self.put(thing, state)
            if record == "plan":
                since = None if state in PREPARED else self.desk.now().date()
                self.in_force(since)
            for step in STEPS[record]:
                for capacity in PEOPLE:
                    wish = {"reason": REASON, "data": data.get(step), "actor": self.actor(capacity)}
                    if (step, capacity) == ("reassign_rater", "clock"):
                        wish["data"] = None
                    found[record, state, step, capacity] = self.result(thing, step, wish, before.get(step))
        return found

    def result(self, thing: Record, step: str, wish: Any, before: dict[str, Any] | None = None) -> str:
        try:
            with transaction.atomic():
                if before:
                    type(thing)._base_manager.filter(pk=thing.pk).update(**before)
                act = perform(type(thing), thing.pk, step, **wish)
                raise TakenBackError(act.record.state)  # type: ignore[attr-defined]
        except TakenBackError as taken:
            return taken.state
        except WorkflowError as error:
            return f"{error.code} {[blocker.rule for blocker in error.blockers] or ''}".strip()

    def birth(self, record: str, step: str, newborn: Any, data: Any = None) -> dict[Any, str]:
        found = {}
        for capacity in PEOPLE:
            try:
                with transaction.atomic():
                    act = bear(newborn(), step, actor=self.actor(capacity), reason=REASON, data=data)
                    raise TakenBackError(act.record.state)
            except TakenBackError as taken:
                found[record, NEW, step, capacity] = taken.state
            except WorkflowError as error:
                found[record, NEW, step, capacity] = error.code
        return found

    def actor(self, capacity: str) -> Actor:
        return self.desk.actor(PEOPLE[capacity])


class TakenBackError(Exception):
    """The step was taken; now the transaction takes it back."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@pytest.fixture
def walk(fresh_database: Database) -> Iterator[Walk]:
    with living() as agency:
        yield Walk(Desk(agency))


# The clock comes to these when the year has ended; test_ending.py shows it there.
YEAR_HAS_NOT_ENDED = {("end_early", "clock"): "6/2022:II.C.8.b.end", ("void", "clock"): "6/2022:IV.A.8.b"}


def expected(found: dict[Any, str]) -> dict[Any, str]:
    """What the matrix says of each combination."""
    return {key: _expected(key, outcome) for key, outcome in found.items()}


def _expected(combination: tuple[str, str, str, str], outcome: str) -> str:
    """Who may take the step at all meets the state; the owner of a decision on him, his own cause."""
    record, _, step, capacity = combination
    targets = ALLOWED.get(combination)
    by = {line.by for line in MATRIX if (line.record, line.step) == (record, step)}
    if targets is not None and (step, capacity) in YEAR_HAS_NOT_ENDED:
        return f"rules_broken ['{YEAR_HAS_NOT_ENDED[step, capacity]}']"
    if targets is not None:
        return outcome if outcome in targets else "|".join(targets)
    if capacity in by:
        return "wrong_state"
    return "own_cause" if capacity == "owner" and by & {"rater", "superior"} else "not_your_turn"


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
        "hold": Hold(),
    }
    walk.put(plan, "submitted", rater_id=desk.id("eko"))  # so that the clock finds another rater than noted
    found |= walk.through(plan, data, resume={"held_from": "2026-02-02"})
    assert found == expected(found)
    assert len(found) == 7 + len(walk.states("plan")) * len(STEPS["plan"]) * 7


def test_of_an_amendment_exactly_the_steps_of_the_matrix_are_allowed(walk: Walk) -> None:
    desk = walk.desk
    plan = desk.in_force()
    found = walk.birth("amendment", "propose", lambda: Amendment(plan=plan, causes=[]), Proposal("strategy"))
    change = desk.amending(plan)
    desk.at("2026-01-21 09:00")
    data = {"propose": Proposal("strategy"), "return_for_revision": Return(), "approve": desk.named(change)}
    found |= walk.through(change, data)
    assert found == expected(found)
    assert len(found) == 7 + len(walk.states("amendment")) * len(STEPS["amendment"]) * 7


def test_of_a_remark_exactly_the_steps_of_the_matrix_are_allowed(walk: Walk) -> None:
    desk = walk.desk
    plan = desk.submitted()
    desk.at("2026-02-02 09:00")
    said = {"plan": plan, "text": "Mohon diperjelas", "author_id": desk.id("budi"), "said_at": desk.now()}
    found = walk.birth("remark", "pin", lambda: Remark(**said))
    remark = desk.pinned(plan)
    found |= walk.through(remark, {"answer": Answer("Sudah diperjelas")})
    assert found == expected(found)
    assert len(found) == 7 + len(walk.states("remark")) * len(STEPS["remark"]) * 7


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
