"""How often a piece of work waits for the database. Django's own capture misses raw cursors and BEGIN."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby

from django.db import connection
from psycopg.pq import Trace

FROM_US, FROM_SERVER = "F", "B"


class Wire:
    """The messages of the wire protocol, as libpq traced them: direction, length, name and fields."""

    def __init__(self) -> None:
        self.messages: list[list[str]] = []

    @property
    def round_trips(self) -> int:
        """How often the server answered after we had spoken: messages sent together count once."""
        return sum(side == FROM_SERVER for side, _ in groupby(message[0] for message in self.messages))


@contextmanager
def traced() -> Iterator[Wire]:
    """Watch the wire of this thread's `default`; what was seen is complete at the end of the block."""
    connection.ensure_connection()
    server = connection.connection.pgconn
    wire = Wire()
    with tempfile.TemporaryFile("w+") as file:
        server.trace(file.fileno())
        server.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
        try:
            yield wire
        finally:
            server.untrace()
            file.seek(0)
            wire.messages = [line.split("\t", 3) for line in file if line.startswith((FROM_US, FROM_SERVER))]
