"""The processes of a running system: web, worker and beat, kept alive together."""

import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field

from django.conf import settings

from config import servers
from config.environment import wrong

CELERY = ("celery", "--app", "config.celery", "--quiet")
COMMANDS = {
    "web": (
        *("gunicorn", "config.wsgi", "--bind", settings.BIND, "--no-control-socket"),
        *(
            "--worker-class",
            "gthread",
            "--workers",
            "2",
            "--threads",
            "4",
            "--graceful-timeout",
            "5",
            "--log-level",
            "warning",
        ),
    ),
    "worker": (*CELERY, "worker", "--concurrency", "2", "--loglevel", "WARNING", "--without-gossip"),
    "beat": (*CELERY, "beat", "--loglevel", "WARNING", "--pidfile="),
}
LONGEST_PAUSE = 5.0  # seconds before a process that keeps dying is tried again
STOP_WITHIN = 15.0  # seconds
PR_SET_PDEATHSIG = 1

log = logging.getLogger(__name__)


@dataclass
class Process:
    """One child, in a process group of its own, started again when it dies."""

    name: str
    command: tuple[str, ...]
    child: subprocess.Popen[bytes] | None = None
    pause: float = 0.0
    not_before: float = field(default_factory=time.monotonic)

    def look_after(self) -> None:
        """Start it unless it runs; after a death, the longer the pause the more often it died."""
        if self.child and self.child.poll() is None:
            return
        if self.child:
            log.error("%s ended with %s", self.name, self.child.returncode)
            lived = time.monotonic() - self.not_before
            self.pause = min(LONGEST_PAUSE, max(0.5, self.pause * 2)) if lived < 30 else 0.5
            self.not_before = time.monotonic() + self.pause
            self.child = None
        if time.monotonic() >= self.not_before:
            self.start()

    def start(self) -> None:
        """Start it, without the owner's password, which no serving process needs."""
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
        command = (sys.executable, "-m", *self.command)
        self.child = subprocess.Popen(command, env=env, process_group=0, preexec_fn=_end_with_parent)

    def stop(self) -> None:
        """Ask it to end, and end its whole group when it does not."""
        if self.child is None:
            return
        self.child.terminate()
        try:
            self.child.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            log.error("%s did not end and is killed", self.name)
        try:
            os.killpg(self.child.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # as it should be: nobody of the group is left
        self.child.wait()


def serve() -> None:
    """Run web, worker and beat until Ctrl-C or SIGTERM, then stop them in this order, leaving no process."""
    refuse_taken_address()
    processes = [Process(name, command) for name, command in COMMANDS.items()]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        for process in processes:
            process.start()
        print(f"Serving at {settings.PUBLIC_URL} (Ctrl-C stops)", flush=True)
        while True:
            time.sleep(0.5)
            _look_after_servers()
            for process in processes:
                process.look_after()
    except KeyboardInterrupt:
        print("Stopping", flush=True)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # once is enough
        for process in processes:
            process.stop()


def _look_after_servers() -> None:
    try:
        servers.revive()
    except servers.ServerError as error:
        log.error("%s", error)


def refuse_taken_address() -> None:
    """Stop where somebody else listens at BIND already."""
    host, port = settings.BIND.split(":")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            wrong("BIND", "an address that is free", f"but {settings.BIND}: {error.strerror}")


def _end_with_parent() -> None:
    """Have the kernel end this child when the supervisor is killed (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
