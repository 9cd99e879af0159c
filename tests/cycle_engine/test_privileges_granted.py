"""What the database grants is what the machines ask for; whatever is new is closed until they open it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from cycle_engine.models import Chained, Deadline, Edge, EngineClock, Entry, Epoch, Event, Payload, Record
from tests.databases import Database

READ_ONLY = (Entry, Payload, Deadline, Event, Edge, EngineClock, Epoch)
DEFINERS = {
    "engine_claim_deadlines",
    "engine_claim_events",
    "engine_now",
    "engine_redate",
    "engine_tell",
    "engine_write",
}
Grant = tuple[str, str, str]
# The record whose chain another shares, as the tables know it.
FIXED = {
    ("planning_amendment", "plan_id"),
    ("planning_remark", "plan_id"),
    ("engine_room_watch", "voyage_id"),
    ("engine_room_repair", "voyage_id"),
}


def key(model: Any) -> str:
    return str(model._meta.pk.column)


def wanted() -> Iterator[Grant]:
    """(table, column, privilege) that the application needs to write; a column "" is the whole table."""
    for model in apps.get_models(include_auto_created=True):
        if model in READ_ONLY or not model._meta.managed:
            continue
        fields = model._meta.concrete_fields
        own = {str(field.column) for field in fields if not field.generated}
        may_update = getattr(model, "application_may_update", None)
        changed = own if may_update is None else {str(f.column) for f in fields if f.name in may_update}
        changed = {column for column in changed if (model._meta.db_table, column) not in FIXED} - {key(model)}
        yield from ((model._meta.db_table, column, "INSERT") for column in own)
        yield from ((model._meta.db_table, column, "UPDATE") for column in changed)
        if may_update is None and len(own) == len(fields):
            yield model._meta.db_table, "", "DELETE"


COLUMN_PRIVILEGES = """
    SELECT c.relname, a.attname, p.name
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    CROSS JOIN (VALUES ('INSERT'), ('UPDATE'), ('REFERENCES')) AS p(name)
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND has_column_privilege(c.oid, a.attnum, p.name)
"""
TABLE_PRIVILEGES = """
    SELECT c.relname, '', p.name
    FROM pg_class c CROSS JOIN (VALUES ('DELETE'), ('TRUNCATE'), ('TRIGGER')) AS p(name)
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND has_table_privilege(c.oid, p.name)
"""


def ask(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Rows, as the application role."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


@pytest.mark.django_db
def test_the_application_may_write_what_the_machines_leave_to_it_and_nothing_else() -> None:
    granted = {*ask(COLUMN_PRIVILEGES), *ask(TABLE_PRIVILEGES)}
    assert granted == set(wanted())


@pytest.mark.django_db
def test_no_key_of_any_table_can_be_changed() -> None:
    keys = """
        SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
        WHERE i.indisprimary AND c.relnamespace = 'public'::regnamespace
          AND has_column_privilege(c.oid, a.attnum, 'UPDATE')
    """
    assert ask(keys) == []


@pytest.mark.django_db
def test_nobody_else_may_read_or_write_anything() -> None:
    everybody = """
        SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND EXISTS (
            SELECT FROM aclexplode(c.relacl) AS acl WHERE acl.grantee = 0)
    """
    assert ask(everybody) == []


@pytest.mark.django_db
def test_no_sequence_is_the_applications_to_turn() -> None:
    turned = """
        SELECT sequencename FROM pg_sequences
        WHERE schemaname = 'public' AND has_sequence_privilege(quote_ident(sequencename), 'USAGE, UPDATE')
    """
    assert ask(turned) == []


def test_a_new_table_is_closed(fresh_database: Database) -> None:
    with fresh_database.owner() as owner, psycopg.connect(fresh_database.url, autocommit=True) as application:
        owner.execute("CREATE TABLE secret (said text)")
        for statement in ("SELECT FROM secret", "INSERT INTO secret VALUES ('')", "DELETE FROM secret"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(statement)


@pytest.mark.django_db
def test_functions_with_the_owners_rights_have_a_fixed_path_that_ends_with_temporary_things() -> None:
    functions = dict(
        ask("""
            SELECT proname, proconfig FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
        """)
    )
    assert functions.keys() <= DEFINERS
    assert "engine_write" in functions
    assert {str(path) for path in functions.values()} == {"['search_path=pg_catalog, public, pg_temp']"}


@pytest.mark.django_db
def test_no_function_is_everybodys() -> None:
    everybodys = """
        SELECT proname FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND has_function_privilege('public', oid, 'EXECUTE')
    """
    assert ask(everybodys) == []


@pytest.mark.django_db
def test_every_record_and_every_chain_has_its_guards() -> None:
    guarded = {model for model in apps.get_models() if issubclass(model, Chained | Record)}
    rows = ask("""
        SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'
    """)
    tables = {model._meta.db_table for model in guarded}
    assert {(table, name) for table in tables for name in ("engine_birth", "engine_moved")} <= set(rows)
    assert {("engine_entry", "engine_closed"), ("engine_payload", "engine_closed")} <= set(rows)
