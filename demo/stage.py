"""The stage of the demo: a database that holds nothing else, and its time, which only the owner may move."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from django.conf import settings
from django.db import connection

AsOwner = Callable[[], AbstractContextManager[None]]

PATIENCE = 2.0  # seconds for those to be gone who are just leaving
MOVED = "SELECT EXISTS (SELECT FROM engine_clock WHERE ahead <> '0')"
IN_USE = "SELECT EXISTS (SELECT FROM engine_entry)"
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usesysid IS NOT NULL AND pid <> pg_backend_pid()
"""


class OccupiedError(Exception):
    """The database is not free for a demo; the message says why."""


def clear(as_owner: AsOwner) -> None:
    """Remove an earlier demo from the database.

    OccupiedError when somebody is connected to it, or when it holds anything but a demo. A demo is known by
    its time, which was moved.
    """
    with as_owner():
        until = time.monotonic() + PATIENCE
        while others := _one(OTHERS):
            if time.monotonic() > until:
                raise OccupiedError(f"{others} others use this database; stop the demo that is running.")
            time.sleep(0.1)
        if not _one("SELECT to_regclass('public.engine_clock') IS NOT NULL"):
            return
        if _one(MOVED):
            _empty()
        elif _one(IN_USE):
            raise OccupiedError("This database is in real use; the demo needs one of its own.")


@contextmanager
def moving_time(as_owner: AsOwner) -> Iterator[Callable[[datetime.datetime], None]]:
    """What sets engine time, which goes on from there: by a connection of the owner's, which stays open meanwhile."""
    with as_owner():
        owner = connection.copy()

    def move(moment: datetime.datetime) -> None:
        with owner.cursor() as cursor:
            cursor.execute("UPDATE engine_clock SET ahead = %s - clock_timestamp()", [moment])

    try:
        yield move
    finally:
        owner.close()


def _empty() -> None:
    role = connection.ops.quote_name(settings.DATABASES["default"]["USER"])
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")


def _one(query: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
