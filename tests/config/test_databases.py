"""The databases that tests work in."""

import os
import subprocess
import sys
import threading

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, connections

from tests.architecture.source import ROOT
from tests.databases import Database
from tests.demo.year import environment


def database_and_role() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("select current_database(), current_user")
        row: tuple[str, str] = cursor.fetchone()
        return row


@pytest.mark.django_db
def test_a_test_works_as_the_application_role_in_a_clone() -> None:
    database, role = database_and_role()
    assert database.startswith("test_")
    assert role == connection.settings_dict["USER"] != "cycle_owner"
    with connection.cursor() as cursor:
        cursor.execute("select has_schema_privilege('public', 'create')")
        assert cursor.fetchone() == (False,)


def test_other_threads_come_to_the_fresh_database(fresh_database: Database) -> None:
    seen: list[tuple[str, str]] = []

    def look() -> None:
        seen.append(database_and_role())
        connections.close_all()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [database_and_role()]
    assert seen[0][0] == fresh_database.name


def test_a_clone_is_migrated_and_its_owner_is_the_owner_role(fresh_database: Database) -> None:
    with fresh_database.owner() as owner:
        row = owner.execute("select current_user, count(*) > 0 from django_migrations").fetchone()
    assert row == ("cycle_owner", True)
    assert get_user_model()._meta.db_table in connection.introspection.table_names()


def test_a_command_in_a_database_without_tables_says_so(fresh_database: Database) -> None:
    with fresh_database.owner() as owner:
        owner.execute("ALTER TABLE engine_entry RENAME TO engine_entry_elsewhere")
        owner.commit()
    done = subprocess.run(
        [sys.executable, "manage.py", "verify_ledger"],
        cwd=ROOT,
        env=os.environ | environment(fresh_database),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "This database has no tables yet: `make up` makes them. The demonstration's is reached with DEMO=1."
    ]
