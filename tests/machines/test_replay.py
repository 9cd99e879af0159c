"""Replay: the ledger alone leads to what the tables hold, and neither side holds more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.databases import Database, clone, used


@pytest.fixture(scope="module")
def lived_database(template_database: Database, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    from tests.lived import lived  # models can be imported once the run is configured

    with django_db_blocker.unblock(), lived(template_database) as database:
        yield database


@pytest.fixture
def database(lived_database: Database, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """A database with a past, for one test to spoil."""
    with django_db_blocker.unblock(), clone(lived_database) as copy, used(copy):
        yield copy


def test_ledger_alone_gives_the_records_states_versions_and_revisions_of_the_tables(
    database: Database,
) -> None:
    from tests import replay

    replay.assert_the_ledger_alone_gives_the_tables()


def test_what_is_replayed_is_a_past_worth_the_name(database: Database) -> None:
    from tests import replay

    world = replay.of_the_ledger()
    states = {(kind, state) for (kind, _), (state, _) in world.records.items()}
    assert states == {
        ("plan", "in_force"),
        ("plan", "drafting"),
        ("plan", "void"),
        ("amendment", "approved"),
        ("amendment", "cancelled"),
        ("remark", "resolved"),
    }
    assert len(world.records) == 9
    assert len(world.revisions) == 5
    assert len(world.set_in_force) == 2


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE planning_plan SET state = 'ended' WHERE state = 'drafting'",
        "UPDATE planning_remark SET version = version + 1",
        "UPDATE planning_revision SET contents = contents || '{\"results\": []}' WHERE number = 1",
        "UPDATE planning_revision SET number = number + 10 WHERE number = 3",
        "UPDATE planning_revision SET in_force_from = NULL WHERE number = 2",
        "INSERT INTO planning_remark (plan_id, item, text, author_id, said_at, answer_text)"
        " SELECT id, '', 'x', employee_id, now(), '' FROM planning_plan LIMIT 1",
        "DELETE FROM planning_remark",
    ],
)
def test_replay_notices_what_the_owner_of_the_tables_has_changed(database: Database, spoil: str) -> None:
    from tests import replay

    with database.owner() as owner:
        for table in ("planning_plan", "planning_remark", "planning_revision"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        assert owner.execute(spoil).rowcount > 0
    with pytest.raises(AssertionError):
        replay.assert_the_ledger_alone_gives_the_tables()
