"""The whole system by one command: it serves, heals and leaves no process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from config.settings import STORAGES as PRODUCT_STORAGES
from tests.databases import Database

ROOT = Path(__file__).parents[2]


class System:
    """`manage.py up`, or another command that serves, in a process of its own.

    Its children are known by a mark in their environment.
    """

    def __init__(self, database: Database, port: int, command: str = "up", **more: str) -> None:
        self.port = port
        self.mark = f"CYCLE_TEST_SYSTEM={port}"
        settings = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database.url,
            "DATABASE_OWNER_URL": database.owner_url,
            "BIND": f"127.0.0.1:{port}",
            "CYCLE_TEST_SYSTEM": str(port),
        }
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", command],
            cwd=ROOT,
            env=os.environ | settings | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def serves(self) -> bool:
        """Whether it answers HTTP within a minute and a half, which is long on a machine that has time."""
        until = time.monotonic() + 90
        while time.monotonic() < until and self.process.poll() is None:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection, suppress(OSError):
                connection.request("GET", "/")
                return connection.getresponse().status > 0
            time.sleep(0.2)
        return False

    def processes(self) -> dict[int, str]:
        """Number and command line of every living process of the system."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if self.mark.encode() in (entry / "environ").read_bytes().split(b"\0"):
                    found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
            except OSError:
                continue  # it has ended meanwhile, or is somebody else's
        return found

    def named(self, word: str) -> set[int]:
        """The living processes with this word in their command line."""
        return {number for number, command in self.processes().items() if word in command.split()}

    def stop(self, how: signal.Signals) -> str:
        self.process.send_signal(how)
        said, _ = self.process.communicate(timeout=60)
        return said


@pytest.fixture
def system(fresh_database: Database, free_port: int) -> Iterator[System]:
    system = System(fresh_database, free_port)
    yield system
    for number in system.processes():
        os.kill(number, signal.SIGKILL)
    system.process.communicate()


def until(true: Callable[[], bool], seconds: float = 20) -> bool:
    """Wait until a question is answered by yes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


def test_two_that_start_at_once_do_not_take_each_other_s_static_files_away(
    tmp_path: Path, settings: Settings
) -> None:
    settings.STORAGES = PRODUCT_STORAGES
    settings.STATIC_ROOT = tmp_path / "static"
    with ThreadPoolExecutor() as both:
        for each in [
            both.submit(call_command, "collectstatic", verbosity=0, interactive=False) for _ in "12"
        ]:
            each.result()
    assert (tmp_path / "static" / "staticfiles.json").exists()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop_and_leaves_no_process(
    system: System, how: signal.Signals
) -> None:
    assert system.serves()
    running = " ".join(system.processes().values())
    assert all(name in running for name in ("gunicorn", "worker", "beat"))
    said = system.stop(how)
    assert system.process.returncode == 0, said
    assert f"http://127.0.0.1:{system.port}" in said
    assert "Traceback" not in said
    assert system.processes() == {}


SLEEPER = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
print(os.getpid(), os.environ.get("DEMO"), flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize(("target", "demo"), [("demo", "1"), ("up", "None")])
def test_what_make_has_started_ends_with_it(tmp_path: Path, target: str, demo: str) -> None:
    sleeper = tmp_path / "sleeper.py"
    sleeper.write_text(SLEEPER)
    env = {name: value for name, value in os.environ.items() if name not in ("DEMO", "MAKEFLAGS")}
    command = ["make", "--silent", target, "READY=", f"MANAGE={sys.executable} {sleeper}"]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as make:
        assert make.stdout is not None
        number, said = make.stdout.readline().split()
        make.terminate()
        assert make.wait(10) != 0
    assert said == demo
    with pytest.raises(ProcessLookupError):
        os.kill(int(number), 0)


def test_a_killed_child_comes_back(system: System) -> None:
    assert system.serves()
    (killed,) = system.named("beat")
    os.kill(killed, signal.SIGKILL)
    assert until(lambda: len(system.named("beat") - {killed}) == 1)


def test_children_of_a_killed_supervisor_end(system: System) -> None:
    assert system.serves()
    system.process.kill()
    assert until(lambda: system.processes() == {})


def test_no_serving_process_knows_the_owners_password(system: System) -> None:
    assert system.serves()
    for number in system.processes():
        if number != system.process.pid:
            assert b"DATABASE_OWNER_URL" not in Path(f"/proc/{number}/environ").read_bytes()


def test_a_taken_address_is_refused(fresh_database: Database, system: System) -> None:
    assert system.serves()
    for command, more in (("up", {}), ("demo", {"DEMO": "1"})):
        other = System(fresh_database, system.port, command, **more)
        said, _ = other.process.communicate(timeout=120)
        assert other.process.returncode == 1
        assert said.splitlines()[-1].startswith("BIND: expected an address that is free")
    assert "people" not in said  # it was refused before the story was told
