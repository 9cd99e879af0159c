"""A broker of the test's own, which may be stopped."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.servers.home import Home
from config.servers.valkey import Valkey


@contextmanager
def broker() -> Iterator[Valkey]:
    """It runs; at the end nothing is left of it, whether it was started again or not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)  # its server may run as nobody
    home = Home(folder)
    valkey = Valkey(home)
    valkey.start()
    try:
        yield valkey
    finally:
        if valkey.answers():
            valkey.stop()
        for path in {folder, home.path, home.sockets}:
            shutil.rmtree(path, ignore_errors=True)
