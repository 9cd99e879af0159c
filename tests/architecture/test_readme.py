"""The first calls that README shows are made against the demo, as they stand there."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.architecture.source import ROOT
from tests.demo.year import Year, served

ADDRESS, PASSWORD = "127.0.0.1:8000", "password=…"


def _calls(address: str, password: str) -> str:
    calls: str
    (calls,) = re.findall(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    assert ADDRESS in calls
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
