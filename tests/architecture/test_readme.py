"""The first calls that README shows are made against the demo, as they stand there."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess

import httpx
import pytest

from tests.architecture.source import ROOT
from tests.databases import Database
from tests.demo.test_demo import free_address, start, until

ADDRESS, PASSWORD = "127.0.0.1:8000", "password=…"


def _calls(address: str, password: str) -> str:
    calls: str
    (calls,) = re.findall(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    assert ADDRESS in calls
    assert PASSWORD in calls
    return calls.replace(ADDRESS, address).replace(PASSWORD, f"password='{password}'")


@pytest.mark.skipif(shutil.which("curl") is None, reason="the calls are curl's")
def test_the_first_calls_of_the_readme_work(fresh_database: Database) -> None:
    address = free_address()
    process = start(fresh_database, BIND=address)
    try:
        assert process.stdout is not None
        said = ""
        while "Serving at" not in said and (line := process.stdout.readline()):
            said += line
        (password,) = re.findall(r"the password (\S+) as", said)
        until(lambda: httpx.get(f"http://{address}/api/v1/schema/").is_success)
        done = subprocess.run(
            ["/bin/bash", "-e", "-o", "pipefail", "-c", _calls(address, password)],
            capture_output=True,
            text=True,
            timeout=120,
        )
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    answers = done.stdout.splitlines()
    assert [code for answer in answers for code in re.findall(r'"code":"(\w+)"', answer)] == ["rules_broken"]
    refused, submitted = [each for each in answers if '"ours:remarks_answered"' in each], answers[-2]
    assert len(refused) == 2  # among the steps, and as the answer to the one that was taken
    assert '"state":"submitted"' in submitted
    assert '"step":"submit"' in answers[-1]
