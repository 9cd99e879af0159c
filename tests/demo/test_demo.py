"""The demo by its command: it tells one story, says what happened, and touches nothing that is not a demo."""

import datetime
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psycopg
from django.db import connection

from cycle_engine.actors import Actor
from directory.commands import put_units
from directory.models import Unit
from directory.rows import UnitData
from tests.databases import Database

ROOT = Path(__file__).parents[2]
PLANS = {"drafting": 1, "submitted": 1, "returned": 1, "in_force": 50, "ended": 5, "void": 1}
AMENDMENTS = {"drafting": 1, "submitted": 3, "returned": 2, "approved": 16, "cancelled": 2}
REMARKS = {"open": 3, "answered": 1, "resolved": 15}
PLAN_STEPS = {
    "draft": 59,
    "submit": 75,
    "withdraw": 6,
    "return_for_revision": 14,
    "approve": 52,
    "set_by_superior": 2,
    "set_unsigned": 1,
    "end_early": 5,
    "take_over_result": 1,
    "reassign_rater": 5,
    "hold": 2,
    "resume": 2,
    "void": 1,
}


def start(database: Database, *arguments: str, **settings: str) -> subprocess.Popen[str]:
    """`manage.py demo` in a process of its own, as `make demo` starts it."""
    own = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database.url,
        "DATABASE_OWNER_URL": database.owner_url,
        "DEMO": "1",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", *arguments],
        cwd=ROOT,
        env=os.environ | own | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def tell(database: Database, **settings: str) -> tuple[int, str]:
    process = start(database, "--no-serve", **settings)
    said, _ = process.communicate(timeout=180)
    return process.returncode, said


def counts(said: str, subject: str) -> list[dict[str, int]]:
    """The counts that were printed about a subject, one dictionary for each list of them."""
    (text,) = re.findall(rf"^{subject} +(.*(?:\n {{12}}.*)*)", said, re.MULTILINE)
    lists = re.sub(r"\s+", " ", text).split("steps:")
    return [{name: int(count) for name, count in re.findall(r"([a-z_]+) (\d+)", each)} for each in lists]


def test_it_tells_the_same_story_each_time_and_serves_what_came_of_it(fresh_database: Database) -> None:
    code, said = tell(fresh_database)
    assert code == 0, said
    assert_the_story(said)
    assert happened(fresh_database) == {
        "set in place of a silent rater": ["opik", "yanti"],
        "set without signature": ["gilang"],
        "approved on behalf": [("rudi", "dadang", "budi")],
        "noticed by the clock": ["bayu", "hasan", "nia", "ujang"],
        "void": ["hani"],
    }
    address = free_address()
    process = start(fresh_database, BIND=address)
    try:
        said = said_until("Serving at", process)
        assert_the_story(said)
        assert_served(address, said)
    finally:
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0, rest
    assert "Subject:" not in rest


def assert_the_story(said: str) -> None:
    assert counts(said, "plans") == [PLANS, PLAN_STEPS]
    assert counts(said, "amendments")[0] == AMENDMENTS
    assert counts(said, "remarks")[0] == REMARKS
    assert re.search(r"^ledger +622 entries in 207 chains, verified in ", said, re.MULTILINE)
    assert re.search(r"^notices +445 to 55 people, 0 left in the outbox$", said, re.MULTILINE)


def assert_served(address: str, said: str) -> None:
    """Budi can sign in with what was printed, at the printed address, and finds what waits for him."""
    (password,) = re.findall(r"the password (\S+) as", said)
    (docs,) = re.findall(r"^Open (\S+)$", said, re.MULTILINE)
    with httpx.Client(base_url=f"http://{address}/api/v1/", timeout=30) as client:
        until(lambda: client.get("health/ready/").is_success)
        assert client.get(docs).is_success
        token = client.post("tokens/", json={"username": "budi", "password": password}).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        (waiting,) = client.get("inbox/").json()["results"]
    assert (waiting["step"], waiting["who"]["name"]) == ("approve", "Rudi Fiktif")


def said_until(words: str, process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = ""
    while words not in said and (line := process.stdout.readline()):
        said += line
    assert words in said, said
    return said


def happened(database: Database) -> dict[str, list[Any]]:
    """The unusual, by the names of those to whom it happened, as the ledger has it."""
    with database.owner() as owner:
        rows = owner.execute(
            """
            SELECT e.step, e.capacity, o.username, a.username, b.username
            FROM engine_entry e JOIN planning_plan p ON p.id = e.record_id AND e.record = 'plan'
            JOIN directory_user o ON o.person_id = p.employee_id
            LEFT JOIN directory_user a ON a.person_id = e.actor
            LEFT JOIN directory_user b ON b.person_id = e.on_behalf_of
            ORDER BY o.username
            """
        ).fetchall()
    return {
        "set in place of a silent rater": [row[2] for row in rows if row[0] == "set_by_superior"],
        "set without signature": [row[2] for row in rows if row[0] == "set_unsigned"],
        "approved on behalf": [row[2:] for row in rows if row[4] and row[0] == "approve"],
        "noticed by the clock": [row[2] for row in rows if row[:2] == ("reassign_rater", "clock")],
        "void": [row[2] for row in rows if row[0] == "void"],
    }


def free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until a server answers a question by yes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(httpx.TransportError):
            if true():
                return
        time.sleep(0.1)
    raise AssertionError("no answer")


def test_it_needs_to_be_asked_for_by_the_environment(fresh_database: Database) -> None:
    code, said = tell(fresh_database, DEMO="0")
    assert code == 1
    assert "DEMO: expected 1" in said


def test_a_database_in_real_use_is_left_alone(fresh_database: Database) -> None:
    row = UnitData(2, "KAB", "Kabupaten", "", "Asia/Jakarta", 5)
    put_units([row], day=datetime.date(2026, 1, 1), actor=Actor.clock())
    connection.close()
    code, said = tell(fresh_database)
    assert code == 1
    assert "This database is in real use" in said
    assert Unit.objects.get().code == "KAB"


def test_a_demo_that_others_are_using_is_left_alone(fresh_database: Database) -> None:
    with psycopg.connect(fresh_database.url):
        code, said = tell(fresh_database)
    assert code == 1
    assert "stop the demo that is running" in said
