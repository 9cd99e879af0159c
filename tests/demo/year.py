"""The whole story of the demo, told by its command once a run; and the system that serves what came of it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
from psycopg import sql

from tests.databases import Database, shared

ROOT = Path(__file__).parents[2]
PATIENCE = 900  # seconds, on a busy machine


@dataclass(frozen=True)
class Year:
    """The database in which everybody lived, to be read or cloned, and what the command said."""

    database: Database
    said: str

    @property
    def password(self) -> str:
        (password,) = re.findall(r"the password (\S+) as", self.said)
        return str(password)


def lived(run: int, template: Database) -> Year:
    """The story's database of this run; what was said while it was told is kept as its comment."""
    database = shared(run, "year", _live, of=template)
    with psycopg.connect(database.owner_url) as owner:
        query = (
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        )
        row = owner.execute(query).fetchone()
    assert row is not None
    return Year(database, row[0])


def _live(database: Database) -> None:
    code, said = tell(database)
    assert code == 0, said
    with psycopg.connect(database.owner_url) as owner:
        comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
        owner.execute(comment.format(sql.Identifier(database.name), sql.Literal(said)))


def tell(database: Database, *arguments: str, **settings: str) -> tuple[int, str]:
    """The command's exit code and all that it said."""
    with tempfile.TemporaryDirectory() as folder:
        process = start(database, "demo", "--no-serve", *arguments, EVIDENCE_DIR=folder, **settings)
        said, _ = process.communicate(timeout=PATIENCE)
    return process.returncode, said


def start(database: Database, *command: str, **settings: str) -> subprocess.Popen[str]:
    """`manage.py` in a process of its own, with the settings of a demo in this database."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=os.environ | environment(database) | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def environment(database: Database) -> dict[str, str]:
    """The settings of a demo in this database."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database.url,
        "DATABASE_OWNER_URL": database.owner_url,
        "DEMO": "1",
    }


@contextmanager
def served(database: Database, *command: str, **settings: str) -> Iterator[tuple[str, str]]:
    """The system that this command starts, ready: its address, and what it said. It ends by Ctrl-C, as it should."""
    address = free_address()
    process = start(database, *command, BIND=address, **settings)
    try:
        said = said_until("Serving at", process)
        until(lambda: httpx.get(f"http://{address}/api/v1/health/ready/").is_success)
        yield address, said
    finally:
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0, rest
    assert "Subject:" not in rest, "an e-mail was sent"


def said_until(words: str, process: subprocess.Popen[str]) -> str:
    """All that was said up to these words."""
    assert process.stdout is not None
    said = ""
    while words not in said and (line := process.stdout.readline()):
        said += line
    assert words in said, said
    return said


def free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until a server answers a question by yes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(httpx.TransportError):
            if true():
                return
        time.sleep(0.1)
    raise AssertionError("no answer")
