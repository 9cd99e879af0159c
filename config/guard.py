"""What must be true of the servers and the disk before the program starts."""

from tempfile import TemporaryFile
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.environment import wrong

# A role that may become a table's owner could undo every privilege; the superuser may become anybody.
DANGEROUS = """
    select exists (select from pg_class
                   where relnamespace = 'public'::regnamespace and pg_has_role(relowner, 'member'))
        or (select rolsuper from pg_roles where rolname = current_user)
"""


def refuse_wrong_start() -> None:
    """Stop the program unless the servers answer, the role is a restricted one and the time is true."""
    refuse_wrong_place()
    _look_at_broker()


def refuse_wrong_place() -> None:
    """The same without the broker: a web process that dies while it is away must come back and serve."""
    if urlsplit(settings.DATABASE_OWNER_URL).username == connection.settings_dict["USER"]:
        wrong("DATABASE_URL", "another role than that of DATABASE_OWNER_URL")
    _look_at_database()
    _look_at_evidence()


def _look_at_database() -> None:
    parameters = connection.get_connection_params()
    try:
        with psycopg.connect(**parameters) as database:
            _look_at_role(database)
            _look_at_clock(database)
    except psycopg.OperationalError as error:
        wrong("DATABASE_URL", "a PostgreSQL that answers", f"but: {' '.join(str(error).split())}")


def _look_at_role(database: psycopg.Connection) -> None:
    if database.info.server_version < 150000:
        wrong("DATABASE_URL", "PostgreSQL 15 or newer", f"got {database.info.server_version // 10000}")
    if _one(database, DANGEROUS):
        wrong("DATABASE_URL", "a role that is no superuser and owns no table", f"got {database.info.user}")


def _look_at_clock(database: psycopg.Connection) -> None:
    if settings.DEMO or not _one(database, "select to_regclass('engine_clock') is not null"):
        return
    ahead = _one(database, "select max(ahead)::text from engine_clock where ahead <> interval '0'")
    if ahead:
        wrong("DEMO", "1 for a database whose time was moved", f"but this one is ahead by {ahead}")


def _look_at_evidence() -> None:
    folder = settings.EVIDENCE_DIR
    if folder.is_relative_to(settings.STATIC_ROOT):
        wrong("EVIDENCE_DIR", "a folder that nothing serves", f"got {folder}")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        wrong("EVIDENCE_DIR", "a folder that can be written to", f"but {folder}: {error.strerror}")


def _look_at_broker() -> None:
    try:
        Redis.from_url(settings.REDIS_URL, retry=Retry(NoBackoff(), 0), socket_connect_timeout=5).ping()
    except (RedisError, ValueError) as error:
        wrong("REDIS_URL", "a Redis or Valkey that answers", f"but: {' '.join(str(error).split())}")


def _one(database: psycopg.Connection, query: str) -> object:
    row = database.execute(sql.SQL(query)).fetchone()
    return row[0] if row else None
