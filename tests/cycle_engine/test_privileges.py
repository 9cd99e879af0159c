"""SQL as the application role, typed by somebody who has its password: what it cannot write.

The application reads, writes contents, and takes declared steps through the write function. Nothing else.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps

from cycle_engine.fields import WrittenByEngine
from tests.cycle_engine.intruder import (
    EMPTY,
    MOVED,
    UNDECLARED,
    UNENTERED,
    Connection,
    House,
    entry,
    new_plan,
    refused,
    state,
    write,
)

WRITTEN = [
    (model._meta.db_table, field.column)
    for model in apps.get_models()
    for field in model._meta.concrete_fields
    if isinstance(field, WrittenByEngine)
]
CLOSED = {
    "engine_entry": "hash",
    "engine_payload": "text",
    "engine_deadline": "due_at",
    "engine_outbox": "relayed_at",
    "engine_edge": "step",
    "engine_clock": "ahead",
    "engine_epoch": "hash",
}
FROZEN = {
    "planning_revision": "contents",
    "planning_item": "text",
    "directory_personrow": "name",
    "directory_postrow": "superior_id",
    "directory_grant": "capacity",
    "directory_letter": "person_id",
    "cycles_policyrow": "policy",
}
BORN_WITH = {
    "planning_plan": "id cycle_id employee_id post_id unit_id starts_on leader succeeds_id",
    "planning_amendment": "id plan_id proposed_by_id",
    "planning_remark": "id plan_id amendment_id item text author_id said_at",
    "planning_draft": "id plan_id amendment_id",
    "planning_revision": "id plan_id amendment_id number contents hash signed frozen_at",
    "jobs_job": "id requested_by_id kind arguments",
}
ONCE = "23001"  # PostgreSQL's, which the trigger of planning raises


# Tables


def test_there_are_columns_that_only_the_engine_writes() -> None:
    assert {("planning_plan", name) for name in ("state", "version", "seq", "head")} <= set(WRITTEN)


@pytest.mark.parametrize(("table", "column"), WRITTEN)
def test_state_version_and_chain_cannot_be_written(intruder: Connection, table: str, column: str) -> None:
    with refused():
        intruder.execute(f"UPDATE {table} SET {column} = {column}")
    intruder.rollback()
    with refused():
        intruder.execute(f"INSERT INTO {table} ({column}) VALUES (DEFAULT)")


@pytest.mark.parametrize("table", CLOSED)
def test_ledger_deadlines_outbox_edges_and_clock_are_closed(intruder: Connection, table: str) -> None:
    column = CLOSED[table]
    for statement in (
        f"UPDATE {table} SET {column} = {column}",
        f"INSERT INTO {table} DEFAULT VALUES",
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
        f"COPY {table} FROM STDIN",
        f"LOCK TABLE {table}",
        f"SELECT FROM {table} FOR UPDATE",
    ):
        with refused():
            intruder.execute(statement)
        intruder.rollback()


@pytest.mark.parametrize("table", FROZEN)
def test_frozen_and_dated_rows_cannot_be_changed_or_removed(intruder: Connection, table: str) -> None:
    column = FROZEN[table]
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with refused():
            intruder.execute(statement)
        intruder.rollback()


@pytest.mark.parametrize(("table", "columns"), BORN_WITH.items())
def test_what_a_record_is_born_with_stays(intruder: Connection, table: str, columns: str) -> None:
    for column in columns.split():
        with refused():
            intruder.execute(f"UPDATE {table} SET {column} = {column}")
        intruder.rollback()
    with refused():
        intruder.execute(f"DELETE FROM {table}")


def test_a_revision_comes_into_force_once(house: House, intruder: Connection) -> None:
    comes = "UPDATE planning_revision SET in_force_from = %s WHERE plan_id = %s"
    assert intruder.execute(comes, ["2026-01-05", house.plan]).rowcount == 1
    for other in ("2026-01-06", None):
        with refused(ONCE), intruder.transaction():
            intruder.execute(comes, [other, house.plan])


def test_a_record_begins_as_new_and_may_not_stay_so(house: House, intruder: Connection) -> None:
    assert intruder.execute(new_plan(house, "state")).fetchone() == "new"
    with refused(UNENTERED):
        intruder.commit()


# The write function


def test_a_declared_step_is_taken(house: House, intruder: Connection) -> None:
    write(intruder, entry(house))
    assert state(intruder, house.plan) == "drafting"


@pytest.mark.parametrize(
    ("changed", "sqlstate"),
    [
        ({"step": "approve", "to_state": "closed"}, UNDECLARED),
        ({"step": "hold", "to_state": "in_force"}, UNDECLARED),
        ({"step": "withdraw", "to_state": "void"}, UNDECLARED),
        ({"step": "", "from_state": "", "to_state": ""}, UNDECLARED),
        ({"step": "draft", "from_state": "new"}, MOVED),
        ({"step": "submit", "from_state": "returned", "to_state": "submitted"}, MOVED),
        ({"record": "revision"}, UNDECLARED),
        ({"record": "amendment"}, MOVED),
        ({"record": "person"}, UNDECLARED),
        ({"record": None}, UNDECLARED),
        ({"record_id": 0}, MOVED),
        ({"record_id": None}, MOVED),
        ({"version": 1}, MOVED),
        ({"version": 3}, MOVED),
        ({"version": None}, MOVED),
        ({"at": None}, EMPTY),
        ({"capacity": None}, EMPTY),
        ({"payload": None}, EMPTY),
        ({"salt": None}, EMPTY),
    ],
    ids=str,
)
def test_nothing_else_is(house: House, intruder: Connection, changed: dict[str, Any], sqlstate: str) -> None:
    with refused(sqlstate):
        write(intruder, entry(house, **changed))


@pytest.mark.parametrize("ago", ["-1 minute", "2 hours", "-1 year"])
def test_an_act_of_another_time_is_refused(house: House, intruder: Connection, ago: str) -> None:
    with refused(UNDECLARED):
        write(intruder, entry(house), ago=ago)


def test_one_version_is_left_once(house: House, intruder: Connection) -> None:
    with refused(MOVED):
        write(intruder, entry(house), entry(house))


def test_an_entry_stands_on_its_records_chain_whatever_is_claimed(house: House, intruder: Connection) -> None:
    write(intruder, entry(house, chain="plan", chain_id=house.other, seq=9, head="00", hash="00", id=7))
    newest = "SELECT (chain, chain_id, seq)::text FROM engine_entry ORDER BY id DESC LIMIT 1"
    assert intruder.execute(newest).fetchone() == f"(plan,{house.plan},3)"
    seq = "SELECT seq FROM planning_plan WHERE id = %s"
    assert [intruder.execute(seq, [key]).fetchone() for key in (house.plan, house.other)] == [3, 2]


def test_deadlines_and_events_are_those_of_an_entrys_record(house: House, intruder: Connection) -> None:
    at = intruder.execute("SELECT engine_now()::text").fetchone()
    claimed = {"record": "plan", "record_id": house.other, "chain": "plan", "chain_id": house.other}
    instants: dict[str, Any] = {"last_day": "2030-01-01", "due_at": at, "agenda": [], "moves_at": []}
    before = beside(intruder, house.other)
    sets = [claimed | instants | {"kind": "own", "waits_for": "rater"}]
    meets = ["plan_set", "rater_decides"]
    write(intruder, entry(house, meets=meets, sets=sets, recipients=[], about=claimed))
    assert beside(intruder, house.other) == before
    open_now = "SELECT kind FROM engine_deadline WHERE record_id = %s AND closed_at IS NULL"
    assert intruder.execute(open_now, [house.plan]).fetchall() == ["own"]


def beside(connection: Connection, plan: int) -> list[Any]:
    """Deadlines and events of a plan."""
    query = "SELECT array_agg(t::text ORDER BY id) FROM {} t WHERE record_id = %s"
    tables = ("engine_deadline", "engine_outbox")
    return [connection.execute(query.format(table), [plan]).fetchone() for table in tables]


SOON = {"due_at": "-infinity", "agenda": [], "last_day": "2020-01-01"}
LATER = {"due_at": "2030-01-01T00:00Z", "agenda": [], "last_day": "2029-12-31"}


@pytest.mark.parametrize(("dates", "moved"), [(SOON, 0), (LATER, 1)])
def test_an_open_deadline_moves_only_later(
    house: House, intruder: Connection, dates: dict[str, Any], moved: int
) -> None:
    running = "SELECT id FROM engine_deadline WHERE record_id = %s AND kind = 'plan_set' AND closed_at IS {}"
    for closed, expected in (("NULL", moved), ("NOT NULL", 0)):
        deadline = intruder.execute(running.format(closed), [house.plan]).fetchone()
        assert deadline is not None
        turns = intruder.execute(
            "SELECT cardinality(moves_at) FROM engine_deadline WHERE id = %s", [deadline]
        )
        moves_at = [dates["due_at"]] * int(turns.fetchone() or 0)
        call = [json.dumps([dates | {"deadline": deadline, "moves_at": moves_at}])]
        assert intruder.execute("SELECT engine_redate(%s)", call).fetchone() == expected


@pytest.mark.parametrize("at", ["engine_now()", "'infinity'"])
def test_nobody_is_reminded_before_the_time(house: House, intruder: Connection, at: str) -> None:
    before = beside(intruder, house.plan)
    tells = f"""
        SELECT engine_tell(json_agg(json_build_object('deadline', id, 'at', {at}, 'kind', 'deadline.passed',
            'recipients', '[]'::json, 'about', '{{}}'::json)))
        FROM engine_deadline WHERE record_id = %s
    """
    assert intruder.execute(tells, [house.plan]).fetchone() == 0
    assert beside(intruder, house.plan) == before
