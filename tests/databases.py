"""Databases for tests: one migrated template a session, and clones of it. Nothing is ever flushed."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

PREFIX = "test_"


@dataclass(frozen=True)
class Database:
    """A database of the test server, by name."""

    name: str

    @property
    def url(self) -> str:
        """Where the application role finds it; for libpq and for Django."""
        return _at(os.environ["DATABASE_URL"], self.name)

    @property
    def owner_url(self) -> str:
        """Where the owner finds it."""
        return _at(os.environ["DATABASE_OWNER_URL"], self.name)

    def owner(self) -> psycopg.Connection:
        """A connection as the owner, which commits each statement."""
        return psycopg.connect(self.owner_url, autocommit=True)


@contextmanager
def session() -> Iterator[int]:
    """Give this run a number of its own; drop its databases at the end, and those of runs that were killed.

    A live run holds an advisory lock of that number, which the server drops with its connection.
    """
    run = secrets.randbelow(2**31)
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("select pg_advisory_lock(%s)", [run])
        names = owner.execute("select datname from pg_database where datname ~ '^test_[0-9]+_'").fetchall()
        for (name,) in names:
            other = int(name.split("_")[1])
            row = owner.execute("select pg_try_advisory_lock(%s)", [other]).fetchone()
            if row == (True,):
                _drop(owner, name)
                owner.execute("select pg_advisory_unlock(%s)", [other])
        yield run
        names = owner.execute(
            "select datname from pg_database where datname ^@ %s", [f"{PREFIX}{run}_"]
        ).fetchall()
        for (name,) in names:
            _drop(owner, name)


def template(run: int) -> Database:
    """The migrated database of this run."""
    return shared(run, "template", _migrate)


def _migrate(database: Database) -> None:
    with used(database):
        call_command("migrate", verbosity=0, interactive=False)


def shared(run: int, name: str, fill: Callable[[Database], None], of: Database | None = None) -> Database:
    """A database of this run, `of` another one or empty; whichever worker asks first fills it."""
    database, draft = Database(f"{PREFIX}{run}_{name}"), Database(f"{PREFIX}{run}_{name}draft")
    with _server() as server:
        server.execute("select pg_advisory_lock(hashtext(%s), %s)", [name, run])
        if server.execute("select 1 from pg_database where datname = %s", [database.name]).fetchone():
            return database
        _drop(server, draft.name)
        _create(server, draft.name, of)
        fill(draft)
        server.execute(
            sql.SQL("alter database {} rename to {}").format(
                sql.Identifier(draft.name), sql.Identifier(database.name)
            )
        )
    return database


@contextmanager
def clone(of: Database, name: str | None = None) -> Iterator[Database]:
    """A copy of its own, of this name or any, dropped by force at the end."""
    copy = Database(name or f"{of.name.rpartition('_')[0]}_{secrets.token_hex(4)}")
    with _server() as server:
        _create(server, copy.name, of)
        try:
            yield copy
        finally:
            _drop(server, copy.name)


@contextmanager
def used(database: Database) -> Iterator[None]:
    """Lead the alias `default` of all threads to this database, as the application role."""
    before = connection.settings_dict["NAME"]
    connections.close_all()
    connection.settings_dict["NAME"] = (
        database.name
    )  # one dictionary, shared by the connections of all threads
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before


def _server() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True)


def _create(server: psycopg.Connection, name: str, of: Database | None) -> None:
    creating = sql.SQL("create database {}").format(sql.Identifier(name))
    if of is not None:
        creating += sql.SQL(" template {} strategy file_copy").format(sql.Identifier(of.name))
    server.execute(creating)


def _drop(server: psycopg.Connection, name: str) -> None:
    dropping = sql.SQL("drop database if exists {}").format(sql.Identifier(name))
    try:
        server.execute(dropping + sql.SQL(" with (force)"))
    except psycopg.errors.InsufficientPrivilege:
        # Autovacuum is in there, whom the owner may not end by force; without force it is asked to leave.
        clients = "select pid from pg_stat_activity where datname = %s and backend_type = 'client backend'"
        server.execute(f"select pg_terminate_backend(pid) from ({clients})", [name])
        server.execute(dropping)


def _at(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()
