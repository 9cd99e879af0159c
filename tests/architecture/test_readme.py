"""The first calls that README shows are made against the demo, as they stand there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.architecture.source import ROOT
from tests.databases import Database
from tests.demo.year import Year, environment, served

BLOCK = r"^```sh\n(.*?)^```"
ADDRESS, PASSWORD = "127.0.0.1:8000", "password=…"
ASKS, CHOSEN = "manage set_password fauzi", "kata-sandi-baru-2027"


def _blocks() -> list[str]:
    found = re.findall(BLOCK, (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    assert all(ADDRESS in each for each in found)
    return found


def _calls(address: str, password: str) -> str:
    calls, _office = _blocks()
    assert PASSWORD in calls
    return calls.replace(ADDRESS, address).replace(PASSWORD, f"password='{password}'")


@pytest.mark.skipif(shutil.which("curl") is None, reason="the calls are curl's")
def test_the_first_calls_of_the_readme_work(lived_year: Year, django_db_blocker: DjangoDbBlocker) -> None:
    with (
        django_db_blocker.unblock(),
        databases.clone(lived_year.database) as own,
        served(own, "up", EMAIL_URL="dummymail://") as (address, _),
    ):
        done = subprocess.run(
            ["/bin/bash", "-e", "-o", "pipefail", "-c", _calls(address, lived_year.password)],
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    answers = done.stdout.splitlines()
    assert [code for answer in answers for code in re.findall(r'"code":"(\w+)"', answer)] == ["rules_broken"]
    refused = [each for each in answers if '"rule":"6/2022:V.A.6"' in each]
    assert len(refused) == 2  # among the steps, and as the answer to the one that was taken
    assert '"state":"acknowledged"' in answers[-2]
    assert '"step":"acknowledge"' in answers[-1]


@pytest.mark.skipif(shutil.which("curl") is None, reason="the calls are curl's")
def test_an_empty_system_comes_to_its_first_approved_plan_by_the_readme_alone(
    template_database: Database, django_db_blocker: DjangoDbBlocker
) -> None:
    with (
        django_db_blocker.unblock(),
        databases.clone(template_database) as own,
        served(own, "up", EMAIL_URL="dummymail://") as (address, _),
    ):
        _calls_of_demo, office = _blocks()
        office = office.replace(ADDRESS, address).replace(".venv/bin/python", sys.executable)
        assert ASKS in office
        office = office.replace(ASKS, f"echo '{CHOSEN}' | {ASKS} --stdin")
        done = subprocess.run(
            ["/bin/bash", "-e", "-o", "pipefail", "-c", office],
            cwd=ROOT,
            env=os.environ | environment(own),
            capture_output=True,
            text=True,
            timeout=180,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Lestari Rekaan (baru)") == 2  # looked at, then applied
    assert '"drafted":13' in done.stdout
    assert '"state":"in_force"' in done.stdout
    assert '"code":' not in done.stdout.replace('"code":"ours:', "")
