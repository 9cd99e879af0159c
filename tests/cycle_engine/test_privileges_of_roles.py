"""The application can become nobody else, rebuild nothing, and deceive nobody with things named like ours."""

from __future__ import annotations

import pytest

from tests.cycle_engine.intruder import (
    UNDECLARED,
    UNENTERED,
    Connection,
    House,
    entry,
    new_plan,
    refused,
    roles,
    state,
    write,
)


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE {owner}",
        "SET SESSION AUTHORIZATION {owner}",
        "SET ROLE postgres",
        "GRANT {owner} TO {app}",
        "ALTER ROLE {app} SUPERUSER",
        "ALTER ROLE {app} CREATEROLE",
        "ALTER ROLE {owner} PASSWORD 'known'",
        "CREATE ROLE another",
        "SET session_replication_role = replica",
        "SELECT rolpassword FROM pg_authid",
        "SELECT passwd FROM pg_shadow",
        "SELECT pg_read_file('postgresql.conf')",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
    ],
)
def test_the_application_cannot_become_anybody_else(
    house: House, intruder: Connection, statement: str
) -> None:
    with refused():
        intruder.execute(statement.format(**roles(house)))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.engine_own ()",
        "CREATE SCHEMA own",
        "CREATE FUNCTION public.sha256(text) RETURNS bytea LANGUAGE sql RETURN ''::bytea",
        "CREATE OR REPLACE FUNCTION engine_now() RETURNS timestamptz LANGUAGE sql RETURN now()",
        "ALTER TABLE planning_plan DISABLE TRIGGER ALL",
        "ALTER TABLE engine_entry DISABLE TRIGGER engine_closed",
        "DROP TRIGGER engine_birth ON planning_plan",
        "CREATE TRIGGER own BEFORE UPDATE ON planning_plan FOR EACH ROW EXECUTE FUNCTION engine_refuse()",
        "CREATE RULE own AS ON INSERT TO planning_draft DO ALSO DELETE FROM engine_entry",
        "ALTER FUNCTION engine_now() SET search_path = pg_temp",
        "ALTER TABLE planning_plan DROP CONSTRAINT planning_plan_one_a_day",
        "DROP TABLE engine_entry",
        "SELECT setval('engine_entry_id_seq', 1)",
        "SELECT nextval('engine_entry_id_seq')",
        "UPDATE pg_class SET relowner = '{app}'::regrole",
        "MERGE INTO planning_plan p USING engine_edge e ON true WHEN MATCHED THEN UPDATE SET state = ''",
    ],
)
def test_the_application_cannot_rebuild_the_house(house: House, intruder: Connection, statement: str) -> None:
    with refused():
        intruder.execute(statement.format(**roles(house)))


@pytest.fixture
def shadows(house: House, intruder: Connection) -> Connection:
    """A connection whose path finds first its own tables and functions, named like ours."""
    with house.database.owner() as owner:
        owner.execute(f"GRANT TEMPORARY ON DATABASE {house.database.name} TO {roles(house)['app']}")
    for table in ("engine_edge", "engine_clock", "engine_entry", "planning_plan"):
        intruder.execute(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table})")
    intruder.execute("INSERT INTO pg_temp.engine_edge VALUES (1, 'plan', 'approve', 'submitted', 'closed')")
    intruder.execute("INSERT INTO pg_temp.engine_clock (id, ahead) VALUES (1, '1 year')")
    for made in ("engine_now() RETURNS timestamptz", "clock_timestamp() RETURNS timestamptz"):
        intruder.execute(f"CREATE FUNCTION pg_temp.{made} LANGUAGE sql RETURN '2020-01-01'::timestamptz")
    intruder.execute("SET search_path = pg_temp, public")
    return intruder


def test_shadows_of_our_tables_and_functions_deceive_nobody(house: House, shadows: Connection) -> None:
    assert shadows.execute("SELECT count(*) FROM engine_edge").fetchone() == 1  # they do shadow
    with refused(UNDECLARED), shadows.transaction():
        write(shadows, entry(house, step="approve", to_state="closed"))
    assert shadows.execute(
        "SELECT abs(extract(epoch FROM public.engine_now() - %s)) < 60",
        [shadows.execute("SELECT pg_catalog.clock_timestamp() + ahead FROM public.engine_clock").fetchone()],
    ).fetchone()
    write(shadows, entry(house))
    assert state(shadows, house.plan) == "drafting"
    assert shadows.execute("SELECT count(*) FROM pg_temp.engine_entry").fetchone() == 0


def test_a_shadow_of_the_ledger_does_not_vouch_for_a_birth(house: House, shadows: Connection) -> None:
    born = shadows.execute(new_plan(house, "id")).fetchone()
    shadows.execute(
        "INSERT INTO pg_temp.engine_entry SELECT * FROM public.engine_entry WHERE chain_id = %s AND seq = 1",
        [house.plan],
    )
    shadows.execute("UPDATE pg_temp.engine_entry SET chain_id = %s, record_id = %s", [born, born])
    with refused(UNENTERED):
        shadows.commit()
