"""What the chapters of a journey share: the people, the plan they are about, and what everybody was told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connections
from psycopg import sql

from tests.agency import PASSWORD, Agency
from tests.databases import Database
from tests.journeys.people import Traveller, until


@dataclass
class Journey:
    """`plan` and `amendment` are addresses, known once they are born."""

    agency: Agency
    people: dict[str, Traveller]
    plan: str = ""
    amendment: str = ""

    def __getattr__(self, name: str) -> Traveller:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def sign_in(self, name: str) -> None:
        """From now on this person comes with a token of his own."""
        found = self.nobody.post("tokens/", {"username": name, "password": PASSWORD})
        self.people[name].http.headers["Authorization"] = f"Bearer {found['token']}"

    def told(self, **kinds: str) -> None:
        """The running worker soon tells each of these of this, once, and nobody of anything else."""
        for name, words in kinds.items():
            self.people[name].kinds += words.split()
        for name in kinds:
            assert until(self.people[name].has_heard), self.people[name].kinds
        self.everybody_was_told_once()

    def everybody_was_told_once(self) -> None:
        for person in self.people.values():
            if person is not self.nobody:
                assert [each["kind"] for each in person.notices()] == person.kinds, person.name

    def submitted_hash(self, record: str) -> str:
        return str(self.budi.read(record)["revision_submitted"]["hash"])

    def contents(self, **first_result: Any) -> dict[str, Any]:
        """Complete contents, the first result's fields replaced."""
        contents = self.agency.complete_contents()
        contents["results"][0] |= first_result
        return contents


@contextmanager
def held(database: Database, plan: str) -> Iterator[None]:
    """Meanwhile whoever would change the plan waits."""
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("SELECT 1 FROM planning_plan WHERE id = %s FOR UPDATE", [plan.strip("/").split("/")[1]])
        yield


def somebody_waits(database: Database) -> bool:
    """Whether a statement in the database waits for a lock."""
    with database.owner() as owner:
        waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
        return owner.execute(waiting, [database.name]).fetchone() is not None


@contextmanager
def closed(database: Database) -> Iterator[None]:
    """Meanwhile the database lets nobody in, and has thrown everybody out."""
    connections.close_all()
    allowing = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    name = sql.Identifier(database.name)
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as server:
        server.execute(allowing.format(name, sql.SQL("false")))
        try:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND backend_type = 'client backend'",
                [database.name],
            )
            yield
        finally:
            server.execute(allowing.format(name, sql.SQL("true")))
