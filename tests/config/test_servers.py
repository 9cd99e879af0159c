"""Embedded servers: many users, one pair of servers, and nothing left behind."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.servers.home import answers

USER = """
import json, os, pathlib, sys
import psycopg, redis
from config.servers import running
with running(pathlib.Path(sys.argv[1]), durable=bool(os.environ.get("DURABLE", "yes"))):
    psycopg.connect(os.environ["DATABASE_URL"]).execute("select 1")
    redis.Redis.from_url(os.environ["REDIS_URL"]).ping()
    print(json.dumps({name: os.environ[name] for name in os.environ if name.endswith("_URL")}), flush=True)
    sys.stdin.read()
"""


class User:
    """A process that uses the servers of a folder until it is told to leave."""

    def __init__(self, folder: Path, **settings: str) -> None:
        env = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ} | settings
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(folder)],
            cwd=Path(__file__).parents[2],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def arrived(self) -> dict[str, str]:
        """Wait until both servers have answered it, and say what it was told of them."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the user ended early; see its error above"
        told: dict[str, str] = json.loads(line)
        return told

    def leave(self) -> None:
        self.process.communicate()
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


Enter = Callable[..., User]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that an ordinary account can reach."""
    made = Path(tempfile.mkdtemp(dir="/tmp"))
    made.chmod(0o755)
    yield made / "data"
    shutil.rmtree(made)


@pytest.fixture
def enter(folder: Path) -> Iterator[Enter]:
    """Let users in; whatever happens, the last one goes through the door and stops the servers."""
    users: list[User] = []
    asked: dict[str, str] = {}

    def enter(**settings: str) -> User:
        asked.update(settings)
        users.append(User(folder, **settings))
        return users[-1]

    yield enter
    for user in users:
        if user.process.poll() is None:
            user.kill()
    last = User(folder, **asked)
    last.arrived()
    last.leave()
    assert not answering(folder)


def answering(folder: Path) -> list[str]:
    """The sockets on which a server answers."""
    return sorted(path.name for path in (folder / "server").glob("*") if path.is_socket() and answers(path))


def postmaster(folder: Path) -> int:
    return int((folder / "server" / "postgres" / "postmaster.pid").read_text().split()[0])


def server_processes(folder: Path) -> list[str]:
    """Command lines of the living servers of this folder."""
    listed = subprocess.run(["ps", "-wweo", "args"], capture_output=True, text=True, check=True).stdout  # noqa: S607
    return [line for line in listed.splitlines() if f"{folder}/server" in line]


def data_folder(folder: Path) -> Path:
    """Where the living PostgreSQL of this folder keeps its data."""
    (words,) = (line.split() for line in server_processes(folder) if "postgres -D" in line)
    return Path(words[words.index("-D") + 1])


BOTH = [".s.PGSQL.5432", "valkey.sock"]


def test_users_who_come_at_once_share_one_pair_of_servers_which_the_last_one_stops(
    folder: Path, enter: Enter
) -> None:
    users = [enter() for _ in range(4)]
    told = [user.arrived() for user in users]
    assert told == [told[0]] * 4
    assert len(server_processes(folder)) == 2
    for user in users[:-1]:
        user.leave()
        assert answering(folder) == BOTH
    users[-1].leave()
    assert answering(folder) == []
    assert server_processes(folder) == []


def test_a_killed_user_counts_no_more(folder: Path, enter: Enter) -> None:
    killed, other = enter(), enter()
    killed.arrived()
    other.arrived()
    killed.kill()
    assert answering(folder) == BOTH
    other.leave()
    assert answering(folder) == []


def test_servers_of_a_user_killed_alone_serve_the_next_one(folder: Path, enter: Enter) -> None:
    killed = enter()
    killed.arrived()
    before = postmaster(folder)
    killed.kill()
    following = enter()
    following.arrived()
    assert postmaster(folder) == before
    following.leave()
    assert answering(folder) == []


def test_a_killed_postmaster_is_replaced_and_keeps_what_was_committed(folder: Path, enter: Enter) -> None:
    first = enter()
    url = first.arrived()["DATABASE_OWNER_URL"]
    with psycopg.connect(url) as owner:
        owner.execute("create table kept as select 7 as number")
    os.kill(postmaster(folder), signal.SIGKILL)
    second = enter()
    assert second.arrived()["DATABASE_OWNER_URL"] == url
    with psycopg.connect(url) as owner:
        assert owner.execute("select number from kept").fetchone() == (7,)


def test_a_pid_file_that_names_another_living_program_does_not_stop_the_start(
    folder: Path, enter: Enter
) -> None:
    user = enter()
    user.arrived()
    user.leave()
    sleeper = subprocess.Popen(["sleep", "60"])  # noqa: S607
    file = folder / "server" / "postgres" / "postmaster.pid"
    file.write_text(f"{sleeper.pid}\n{file.parent}\n{int(time.time())}\n5432\n{folder / 'server'}\n\n")
    try:
        enter().arrived()
    finally:
        sleeper.kill()
        sleeper.wait()


def test_data_that_nobody_needs_are_gone_with_the_last_user(folder: Path, enter: Enter) -> None:
    users = [enter(DURABLE="") for _ in range(2)]
    told = [user.arrived() for user in users]
    assert told == [told[0]] * 2
    with psycopg.connect(told[0]["DATABASE_OWNER_URL"]) as owner:
        owner.execute("create table kept as select 7 as number")
    data = data_folder(folder)
    users[0].leave()
    assert (data / "PG_VERSION").exists()
    users[1].leave()
    assert not data.exists()
    with psycopg.connect(enter(DURABLE="").arrived()["DATABASE_OWNER_URL"]) as owner:
        assert owner.execute("select to_regclass('kept')").fetchone() == (None,)


def test_the_demo_agency_has_a_database_of_its_own(enter: Enter) -> None:
    real, demo = enter().arrived(), enter(DEMO="1").arrived()
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        assert real[name] != demo[name]


def test_roles_are_restricted_and_the_superuser_cannot_log_in(folder: Path, enter: Enter) -> None:
    told = enter().arrived()
    with psycopg.connect(told["DATABASE_URL"]) as app:
        roles = app.execute(
            "select rolname, rolsuper, rolcreatedb, rolcreaterole, pg_has_role('cycle_app', oid, 'member')"
            " from pg_roles where rolname ^@ 'cycle_' order by 1"
        ).fetchall()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("create table mine ()")
    assert roles == [("cycle_app", False, False, False, True), ("cycle_owner", False, True, False, False)]
    for user, password in (("postgres", ""), ("postgres", "postgres"), ("cycle_app", "guess")):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(host=str(folder / "server"), user=user, password=password, dbname="cycle")
    assert (folder / "secrets").stat().st_mode & 0o777 == 0o600
    assert (folder / "server").stat().st_mode & 0o777 == 0o700


def test_tcp_is_open_only_when_asked_for(enter: Enter, free_port: int) -> None:
    told = enter(EMBEDDED_PORT=str(free_port)).arrived()["DATABASE_URL"]
    parts: dict[str, Any] = psycopg.conninfo.conninfo_to_dict(told)
    assert int(parts["port"]) == free_port
    with psycopg.connect(**parts | {"host": "127.0.0.1"}) as app:
        assert app.execute("select inet_server_port()").fetchone() == (free_port,)


def test_a_path_too_long_for_a_socket_is_no_obstacle(folder: Path) -> None:
    deep = folder.parent / ("very_long_name_" * 8)
    deep.mkdir(mode=0o755)
    user = User(deep / "data")
    sockets = Path(str(psycopg.conninfo.conninfo_to_dict(user.arrived()["DATABASE_URL"])["host"]))
    assert len(str(sockets)) < 60
    assert sockets.stat().st_mode & 0o777 == 0o700
    user.leave()
    shutil.rmtree(sockets)
