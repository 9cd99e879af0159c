"""A stranger's web site, to which links of evidence lead: Python's own HTTP server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread


@dataclass
class Site:
    """`pages`: the status of each path (others are 404), and where it leads on, if it does. `waits`: seconds before
    each answer. Below `/menetes` headers drip without end, none of them late."""

    url: str = ""
    pages: dict[str, tuple[int, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    waits: float = 0.0


@contextmanager
def open_site() -> Iterator[Site]:
    """A site on a port of its own."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            time.sleep(site.waits)
            if self.path.startswith("/menetes"):
                self._drip()
                return
            status, location = site.pages.get(self.path, (404, ""))
            self.send_response(status)
            if location:
                self.send_header("location", location)
            self.send_header("content-length", "0")
            self.end_headers()

        def _drip(self) -> None:
            self.send_response(200)
            with suppress(OSError):
                for number in count():
                    self.send_header(f"x-{number}", "tetes")
                    self.flush_headers()
                    time.sleep(0.05)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
