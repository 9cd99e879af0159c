"""PostgreSQL and Valkey out of their wheels, for a machine that has neither.

Whoever needs them is inside `running()`. Two file locks keep order, and the kernel drops both even on
SIGKILL: `lock` (exclusive) is held while somebody starts or stops a server, `users` (shared) for the life of
each user. Who leaves and finds himself alone stops them.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.environment import YES
from config.servers.home import Home, ServerError
from config.servers.postgres import Postgres
from config.servers.valkey import Valkey

__all__ = ["DATA", "ServerError", "revive", "running"]

DATA = Path(__file__).resolve().parents[2] / ".data"

_ours: list["Servers"] = []


@contextmanager
def running(folder: Path = DATA, *, durable: bool = True) -> Iterator[None]:
    """Promise a database and a broker: those of DATABASE_URL and REDIS_URL, else embedded ones in `folder`.

    Embedded ones are announced in the environment (SECRET_KEY too), so enter before settings are read. Not
    `durable`: for data that nobody needs after the last has left, as in tests. Raises ServerError.
    """
    if os.environ.keys() & {"DATABASE_URL", "REDIS_URL"}:
        yield
        return
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    with _alone(folder):
        servers = Servers(Home(folder), durable=durable)
    announced: dict[str, str] = {}
    with (servers.home.path / "users").open("a") as users:
        with _alone(servers.home.path):
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            servers.ensure()
            announced = {name: value for name, value in servers.urls().items() if name not in os.environ}
            os.environ.update(announced)
            _ours.append(servers)
            yield
        finally:
            _ours.clear()
            for name in announced:
                os.environ.pop(name, None)
            with _alone(servers.home.path):
                if _is_last(users.fileno()):
                    servers.stop()


def revive() -> None:
    """Start an embedded server again that has died. Raises ServerError."""
    for servers in _ours:
        servers.ensure()


class Servers:
    """The two servers of one home."""

    def __init__(self, home: Home, *, durable: bool = True) -> None:
        self.home = home
        self.postgres = Postgres(home, durable=durable)
        self.valkey = Valkey(home)

    def urls(self) -> dict[str, str]:
        """The settings that lead to them; the demo agency lives beside the real one, never in it."""
        demo = os.environ.get("DEMO", "").lower() in YES
        return {
            "DATABASE_URL": self.postgres.url("app", demo=demo),
            "DATABASE_OWNER_URL": self.postgres.url("owner", demo=demo),
            "REDIS_URL": self.valkey.url(demo=demo),
            "SECRET_KEY": self.home.secrets["key"],
        }

    def ensure(self) -> None:
        """Start whichever does not answer. Raises ServerError."""
        if self.postgres.answers() and self.valkey.answers():
            return
        with _alone(self.home.path):
            if not self.postgres.answers():
                self.postgres.start()
            if not self.valkey.answers():
                self.valkey.start()

    def stop(self) -> None:
        """Stop both. One process at a time."""
        if self.postgres.answers():
            self.postgres.stop()
        if self.valkey.answers():
            self.valkey.stop()


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
