"""A database of its own for one run: made by the owner, used by the application role, dropped at the end."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import django
import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from benchmarks.baselines.raw import TABLES

DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
ALSO_GRANTED = ("django_fsm_log_statelog", "django_content_type", "directory_user")


class NotDurableError(Exception):
    """The server may lose a committed step, so that its speed says nothing about the product."""


@contextmanager
def scratch_database(*, baselines: bool = True) -> Iterator[None]:
    """Configure Django on a new, migrated database of the servers that the environment names.

    `baselines`: with their applications and tables beside the product's.

    Inside, `default` connects as the application role. Raises NotDurableError when the server may lose
    what it has committed.
    """
    name = f"bench_{secrets.token_hex(4)}"
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        try:
            _configure(name, baselines=baselines)
            yield
        finally:
            connection.close()
            _drop(owner, name)


def _drop(owner: psycopg.Connection, name: str) -> None:
    dropping = sql.SQL("drop database {}").format(sql.Identifier(name))
    try:
        owner.execute(dropping + sql.SQL(" with (force)"))
    except psycopg.errors.InsufficientPrivilege:
        owner.execute(dropping)  # autovacuum is in there, which only leaves when asked


def _configure(name: str, *, baselines: bool) -> None:
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ[variable] = urlsplit(os.environ[variable])._replace(path=f"/{name}").geturl()
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings" if baselines else "config.settings"
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    if baselines:
        _add_baseline_tables()
    _check_durability()


def _add_baseline_tables() -> None:
    """Make the tables of the raw baseline, and let the application role use those of all baselines."""
    from config.owner import as_owner  # needs the settings

    application = connection.ops.quote_name(connection.settings_dict["USER"])
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(TABLES)
        own = [table for table in connection.introspection.table_names(cursor) if table.startswith("bench_")]
        for table in (*own, *ALSO_GRANTED):
            cursor.execute(f"grant select, insert, update on {table} to {application}")


def _check_durability() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select name, setting from pg_settings where name = any(%s)", [list(DURABLE)])
        wrong = [f"{name} = {setting}" for name, setting in cursor.fetchall() if setting != "on"]
    if wrong:
        raise NotDurableError(", ".join(wrong))
