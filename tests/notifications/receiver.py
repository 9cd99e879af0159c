"""A stranger's receiver of webhooks: Python's own HTTP server and the public library of Standard Webhooks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError


@dataclass
class Receiver:
    """`taken`: messages whose signature is right; `refused`: how many others came.

    `answers`: codes of the next answers (200 after them). `location`: where answers of 3xx lead.
    """

    url: str = ""
    secret: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    refused: int = 0
    answers: list[int] = field(default_factory=list)
    location: str = ""

    def take(self, body: bytes, headers: dict[str, str]) -> int:
        self.bodies.append(body.decode())
        self.ids.append(headers["webhook-id"])
        if self.answers:
            return self.answers.pop(0)
        try:
            self.taken.append(Webhook(self.secret).verify(body, headers))
        except WebhookVerificationError:
            self.refused += 1
            return 400
        return 200


@contextmanager
def listening() -> Iterator[Receiver]:
    """A receiver on a port of its own."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            code = receiver.take(body, {name.lower(): value for name, value in self.headers.items()})
            self.send_response(code)
            if receiver.location:
                self.send_header("location", receiver.location)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
