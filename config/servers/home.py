"""Where the embedded servers live: their account, folders, secrets and programs."""

import hashlib
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import socket
import stat
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

SOCKET_NAME_LIMIT = 103  # bytes of a Unix socket's path; the kernels take 103 or 107


class ServerError(Exception):
    """An embedded server did not start; the message says why."""


class Home:
    """The home of the servers of one data folder.

    PostgreSQL refuses to run as root, so root's servers run as `nobody`. Where he cannot reach the project
    (a clone under /root, say) their home is a folder of his under /var/lib, with copies of the programs: we
    never change the mode of a folder that is not ours.
    """

    def __init__(self, folder: Path) -> None:
        """Find or make the home. One process at a time."""
        self.secrets = _read_or_make_secrets(folder / "secrets")
        self.account = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self.label = f"cycle-engine-{_short(self.secrets['home'])}"
        self.path = folder / "server"
        if not self._reaches(folder):
            self.path = Path("/var/lib") / self.label
        self._own(self.path)
        self.sockets = self.path
        if len(os.fsencode(self.path / ".s.PGSQL.65535.lock")) > SOCKET_NAME_LIMIT:
            self.sockets = Path(tempfile.gettempdir()) / f"cycle-engine-{_short(str(self.path))}"
            self._own(self.sockets)

    def programs(self, package: str, folder: str) -> Path:
        """The programs of a wheel, in a folder that the account can reach."""
        found = importlib.util.find_spec(package)
        if found is None or found.origin is None:
            raise ServerError(f"The package {package} is not installed.")
        source = next(Path(found.origin).parent.glob(folder))
        if self._reaches(source):
            return source
        copy = self.path / f"{package}-{version(package)}"
        if not copy.exists():
            new = copy.with_suffix(".new")
            shutil.rmtree(new, ignore_errors=True)
            shutil.copytree(source, new, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
            new.rename(copy)
        return copy

    def run(self, program: Path, *arguments: str | Path, script: str = "") -> str:
        """Run a program as the account and return what it said. Raises ServerError when it fails."""
        command, place = (program, *arguments), self._as_account(self.path)
        done = subprocess.run(command, input=script, capture_output=True, text=True, **place)
        said: str = done.stdout + done.stderr
        if done.returncode:
            raise ServerError(f"{program.name} failed: {said.strip()}")
        return said

    def _reaches(self, folder: Path) -> bool:
        question = ("/usr/bin/env", "test", "-x", folder)
        return subprocess.run(question, **self._as_account(Path("/"))).returncode == 0

    def _as_account(self, folder: Path) -> dict[str, Any]:
        place: dict[str, Any] = {"cwd": folder, "env": {"LC_ALL": "C", "PATH": os.defpath}}
        if os.geteuid() == 0:
            place |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return place

    def _own(self, folder: Path) -> None:
        """Make a folder for the account alone; refuse one that somebody else has put there."""
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), self.account.pw_uid):
            raise ServerError(f"{folder} is not ours; remove it.")
        os.chown(folder, self.account.pw_uid, self.account.pw_gid)


def _read_or_make_secrets(file: Path) -> dict[str, str]:
    if not file.exists():
        names = ("owner", "app", "key", "home")
        draft = file.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps({name: secrets.token_urlsafe(48) for name in names}))
        draft.rename(file)
    found: dict[str, str] = json.loads(file.read_text())
    return found


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def answers(path: Path) -> bool:
    """Whether somebody listens on a Unix socket."""
    with socket.socket(socket.AF_UNIX) as knock:
        return knock.connect_ex(str(path)) == 0
