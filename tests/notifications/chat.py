"""A chat on this machine, to which apprise's JSON leads; a person's address is the last part of the path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from pytest_django import Settings


@dataclass
class Chat:
    """What was said at which path, with its title; while it is `shut`, nothing is taken."""

    said: list[tuple[str, str, str]] = field(default_factory=list)
    shut: bool = False

    def code(self) -> str:
        """The code that was said last."""
        found = re.search(r"\d{6}", self.said[-1][2])
        assert found, self.said[-1]
        return found[0]


@contextmanager
def chatting(settings: Settings) -> Iterator[Chat]:
    """Offer it to people as the channel `chat`."""
    chat = Chat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if not chat.shut:
                chat.said.append((self.path, told["title"], told["message"]))
            self.send_response(503 if chat.shut else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        settings.NOTIFY_OWN_CHANNELS = {"chat": f"json://127.0.0.1:{server.server_port}/to/{{address}}"}
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield chat
        finally:
            server.shutdown()
            thread.join()
