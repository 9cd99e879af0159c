"""The role that owns the tables: it migrates, moves the demo's time, and does nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

import environ
from django.conf import settings
from django.db import OperationalError, connection

from config.environment import wrong


@contextmanager
def as_owner() -> Iterator[None]:
    """Connect this thread's `default` as the owner, and as before at the end. Not inside a transaction."""
    if not settings.DATABASE_OWNER_URL:
        wrong("DATABASE_OWNER_URL", "the URL of the role that owns the tables")
    owner = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)
    before = connection.settings_dict
    connection.close()
    connection.settings_dict = before | {name: owner[name] for name in ("USER", "PASSWORD")}
    try:
        _come_in()
        yield
    finally:
        connection.close()
        connection.settings_dict = before


def _come_in() -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        wrong("DATABASE_OWNER_URL", "a role that may connect", f"but: {' '.join(str(error).split())}")
