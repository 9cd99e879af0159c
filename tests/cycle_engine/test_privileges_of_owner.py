"""The owner may do all; triggers stop his slips: a state without its entry, a ledger that loses a line."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.rows import scalar_row

from tests.cycle_engine.intruder import CLOSED, UNENTERED, Connection, House, new_plan, refused


@pytest.fixture
def owner(house: House) -> Iterator[Connection]:
    """A connection as the owner; nothing of it stays."""
    with psycopg.connect(house.database.owner_url, row_factory=scalar_row) as connection:
        yield connection
        connection.rollback()


@pytest.mark.parametrize(
    "change",
    [
        "state = 'closed'",
        "version = version + 1",
        "version = version - 1",
        "state = 'closed', version = version + 1",
        "seq = seq + 1",
        "seq = seq - 1",
        "head = ''",
        "head = (SELECT hash FROM engine_entry WHERE chain_id = planning_plan.id ORDER BY seq LIMIT 1)",
        "state = 'drafting', version = 1, seq = 1",
    ],
)
def test_no_state_and_no_chain_moves_without_an_entry(house: House, owner: Connection, change: str) -> None:
    with refused(UNENTERED):
        owner.execute(f"UPDATE planning_plan SET {change} WHERE id = %s", [house.plan])


def test_what_is_no_state_he_may_correct(house: House, owner: Connection) -> None:
    assert owner.execute("UPDATE planning_plan SET end_cause = '' WHERE id = %s", [house.plan]).rowcount == 1


def test_no_record_is_born_without_an_entry(house: House, owner: Connection) -> None:
    owner.execute(new_plan(house, "id"))
    with refused(UNENTERED):
        owner.commit()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE engine_entry SET capacity = 'manager'",
        "UPDATE engine_entry SET hash = hash WHERE false",
        "DELETE FROM engine_entry",
        "TRUNCATE engine_entry CASCADE",
        "DELETE FROM engine_payload",
        "TRUNCATE engine_payload",
        "UPDATE engine_payload SET text = 'another'",
        "UPDATE engine_payload SET salt = ''",
        "UPDATE engine_payload SET text = NULL",
    ],
)
def test_the_ledger_loses_and_changes_no_line(owner: Connection, statement: str) -> None:
    with refused(CLOSED):
        owner.execute(statement)


def test_a_payload_may_be_emptied_lawfully(owner: Connection) -> None:
    assert owner.execute("UPDATE engine_payload SET text = NULL, salt = ''").rowcount > 0
