"""`manage.py verify_ledger`, as somebody runs it; and verification while people work."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import sys
import threading
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from tests.databases import Database

if TYPE_CHECKING:
    from tests.cycle_engine.ledger.spoiling import Spoiler

PROJECT = Path(__file__).resolve().parents[3]
TOLD = (
    r"(\d+) entries in (\d+) chains lead to (\d+) records as they stand;"
    r" (\d+) payloads were lawfully emptied \(\d+\.\d+ s\)\.\n"
)


def run(database: Database, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, "manage.py", "verify_ledger", "--language", "en", *arguments]
    environment = os.environ | {"DATABASE_URL": database.url, "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def counts(*arguments: Any, **options: Any) -> tuple[int, ...]:
    """Entries, chains, records and emptied payloads that the command tells of."""
    out = StringIO()
    call_command("verify_ledger", *arguments, language="en", stdout=out, **options)
    told = re.fullmatch(TOLD, out.getvalue())
    assert told, out.getvalue()
    return tuple(int(each) for each in told.groups())


def test_command_tells_what_it_verified_and_ends_with_0(database: Database) -> None:
    from cycle_engine.models import Entry

    done = run(database)
    assert (done.returncode, done.stderr) == (0, "")  # no progress bar where nobody looks
    told = re.fullmatch(TOLD, done.stdout)
    assert told
    assert int(told[1]) == Entry.objects.count()


def test_command_names_the_first_bad_entry_and_ends_with_1(database: Database, owner: Spoiler) -> None:
    owner.does("UPDATE engine_entry SET actor = 999 WHERE id = %s", owner.entry(5)["id"])
    owner.does("UPDATE engine_entry SET actor = 999 WHERE id = %s", owner.entry(7)["id"])
    done = run(database)
    assert (done.returncode, done.stdout) == (1, "")
    entry = owner.entry(5)
    place = f"plan {owner.plan}, entry 5 ({entry['record']} {entry['record_id']})"
    assert done.stderr == f"CommandError: {place}: its fields do not give its hash\n"


def test_one_chain_is_verified_alone(owner: Spoiler) -> None:
    from workflows.planning.models import Amendment, Plan, Remark

    (other, *_) = Plan.objects.exclude(pk=owner.plan)
    owner.does("UPDATE planning_plan SET state = 'closed' WHERE id = %s", other.pk)
    records = 1 + Amendment.objects.count() + Remark.objects.count()
    assert counts(chain="plan", id=owner.plan) == (owner.length, 1, records, 0)
    with pytest.raises(CommandError, match=rf"plan {other.pk}, entry {other.seq}"):
        counts(chain="plan", id=other.pk)


def test_chains_of_one_kind_are_verified_alone(owner: Spoiler) -> None:
    from cycle_engine.models import Entry
    from directory.models import Unit

    owner.does("UPDATE planning_plan SET state = 'closed'")
    entries = Entry.objects.filter(chain="unit").count()
    assert counts(chain="unit") == (entries, Unit.objects.count(), 0, 0)


def test_chain_that_is_not_there_is_not_called_whole(database: Database) -> None:
    with pytest.raises(CommandError, match="plan 999999: the row on which the chain stands is missing"):
        counts(chain="plan", id=999_999)


@pytest.mark.parametrize("arguments", [["--id", "1"], ["--chain", "kuitansi"], ["--language", "fr"]])
def test_question_that_makes_no_sense_is_refused(database: Database, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("verify_ledger", *arguments)


def test_verification_reads_one_moment_while_people_work(database: Database) -> None:
    """Without one moment for all reads, a chain would often be longer than its row had said."""
    from cycle_engine.ledger.verify import verify
    from cycle_engine.models import Entry
    from tests.agency import move_time

    move_time(database, datetime.datetime(2026, 3, 2, 3, tzinfo=datetime.UTC))
    reports = []
    people = threading.Thread(target=work, args=(60,))
    people.start()
    while people.is_alive():
        reports.append(verify())
    people.join()
    assert [report.fault for report in reports if report.fault] == []
    assert verify().entries == Entry.objects.count()
    assert len({report.entries for report in reports}) > 1  # they did overlap


def work(steps: int) -> None:
    """Dewi resumes and suspends Ani's plan in turn."""
    from django.db import connection

    from cycle_engine.actors import Actor
    from cycle_engine.perform import perform
    from directory.models import User
    from workflows.planning.models import Plan

    dewi = Actor.of(User.objects.get(username="dewi").person_id or 0)
    plan = Plan.objects.latest("seq").pk
    try:
        for number in range(steps):
            perform(Plan, plan, ("resume", "hold")[number % 2], actor=dewi, reason="Bergantian")
    finally:
        connection.close()
