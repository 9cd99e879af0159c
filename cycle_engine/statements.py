"""Statements of the door, told to libpq itself: a driver's cursor takes longer than a short statement.

Most of what a step waits for is the way to the database and back. So statements travel together where none needs the
answer to another: BEGIN with the first of a transaction, COMMIT with the last (docs/adr/0035).
"""

from __future__ import annotations

import datetime
import re
import select
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import count
from typing import Any, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg.types.datetime import TimestamptzLoader

from cycle_engine.postgresql.base import DatabaseWrapper

Rows = list[tuple[Any, ...]]
Statement = tuple[Any, ...]  # its SQL, with %s for each parameter, and these
BEGIN, COMMIT = ("BEGIN",), ("COMMIT",)
PLAIN = (str, int, datetime.date)


def ask(sql: str, *parameters: Any) -> Rows:
    """All rows of the answer. Parameters: str, int, date, None and lists of these (arrays). Errors are Django's."""
    (rows,) = ask_together((sql, *parameters))
    return rows


def ask_together(*statements: Statement) -> list[Rows]:
    """The answers to several statements, asked in one go. Each looks with a snapshot of its own, after whatever those
    before it had to wait for."""
    return _wire().exchange(statements)


def tell(sql: str, *parameters: Any) -> None:
    """Have something done, and read no answer. Parameters and errors as in `ask`."""
    wire = _wire()
    if wire.kept is None:
        wire.exchange([(sql, *parameters)])
    else:
        wire.kept.append((sql, *parameters))


@contextmanager
def together(*, last: bool = False) -> Iterator[None]:
    """What is told inside travels with what is asked next, or at the end of the block; its errors come then too.
    All of it is prepared before any of it is done, and what Django's cursors do in between comes before it.

    `last`: the block ends the atomic block around it; where that one is the outermost, COMMIT goes along.
    """
    wire = _wire()
    around = wire.kept
    wire.kept = [] if around is None else around
    try:
        yield
        wire.exchange([COMMIT] if last and wire.ends_with_us() else [])
    finally:
        wire.kept = around


def _wire() -> Wire:
    django = cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])
    if django.in_atomic_block:
        django.validate_no_broken_transaction()
    else:
        django.close_if_health_check_failed()
    django.ensure_connection()
    wire: Wire | None = django.wire
    if wire is None or wire.connection is not django.connection:
        wire = django.wire = Wire(django)
    return wire


class Wire:
    """libpq's end of a connection, and what is prepared at the other. `kept`: what waits to be told, if it may."""

    def __init__(self, django: DatabaseWrapper) -> None:
        self.django, self.connection = django, django.connection
        self.kept: list[Statement] | None = None
        self._server = self.connection.pgconn
        self._prepared: dict[str, bytes] = {}
        self._rollbacks, self._numbers = django.rollbacks, count(1)
        self._poll = select.poll()
        cursor = self.connection.cursor()
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)  # the driver's; Django's is slower
        self._loading = Transformer(cursor)

    def ends_with_us(self) -> bool:
        """Whether the innermost atomic block is the only one, and commits when it ends."""
        django = self.django
        only = django.in_atomic_block and not django.savepoint_ids and django.commit_on_exit
        return only and not django.needs_rollback and not django.queries_logged

    def exchange(self, statements: Sequence[Statement]) -> list[Rows]:
        """Send these after what is kept; their answers. The first error is raised, and nothing after it was done."""
        sent = [*(self.kept or ()), *statements]
        if self.kept:
            self.kept.clear()
        if not sent:
            return []
        if self.django.queries_logged:  # where Django counts or logs what is asked, it must see it
            answers = [self._logged(*each) for each in sent]
        else:
            if not self.connection.autocommit and self._server.transaction_status == TransactionStatus.IDLE:
                sent.insert(0, BEGIN)
            with self.django.wrap_database_errors:
                answers = self._exchanged(sent)
        return answers[len(sent) - len(statements) :]

    def _logged(self, sql: str, *parameters: Any) -> Rows:
        with self.django.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall() if cursor.description else []

    def _exchanged(self, sent: list[Statement]) -> list[Rows]:
        values = [[_value(each) for each in parameters] for _, *parameters in sent]
        server = self._server
        try:
            server.enter_pipeline_mode()
            names, new = self._names(sent)
            for sql, name in new.items():
                server.send_prepare(name, _numbered(sql))
            for name in names:
                server.send_query_prepared(name, values.pop(0))  # they may be large, and are on their way now
            server.pipeline_sync()
            results = self._results()
            server.exit_pipeline_mode()
        except BaseException:
            server.finish()  # nobody knows what is still on its way
            raise
        for sql, result in zip(new, results, strict=False):
            if result.status == ExecStatus.COMMAND_OK:
                self._prepared[sql] = new[sql]
        return [self._rows(each) for each in results][len(new) :]

    def _names(self, sent: list[Statement]) -> tuple[list[bytes], dict[str, bytes]]:
        """What each statement is called at the server, and those that are to be prepared there first."""
        if self._rollbacks != self.django.rollbacks:
            self._see_what_is_left()
        new: dict[str, bytes] = {}
        names = []
        for sql, *_ in sent:
            name = self._prepared.get(sql) or new.get(sql)
            if name is None:
                name = new[sql] = b"door_%d" % next(self._numbers)
            names.append(name)
        return names, new

    def _see_what_is_left(self) -> None:
        """The driver has its own statements forgotten when it rolls back, if there are any, and ours with them."""
        self._server.send_query_params(b"SELECT name FROM pg_prepared_statements", None)
        self._server.pipeline_sync()
        (result,) = self._results()
        if result.status == ExecStatus.TUPLES_OK:  # else the transaction has failed again
            left = {result.get_value(row, 0) for row in range(result.ntuples)}
            self._prepared = {sql: name for sql, name in self._prepared.items() if name in left}
            self._rollbacks = self.django.rollbacks

    def _results(self) -> list[PGresult]:
        """All results until the server has seen everything."""
        server, found = self._server, list[PGresult]()
        while server.flush():
            self._wait(select.POLLIN | select.POLLOUT)
        while True:
            while server.is_busy():
                self._wait(select.POLLIN)
            result = server.get_result()
            if result is None:
                if server.status == ConnStatus.BAD:
                    raise psycopg.OperationalError(server.get_error_message())
            elif result.status == ExecStatus.PIPELINE_SYNC:
                return found
            else:
                found.append(result)

    def _wait(self, events: int) -> None:
        self._poll.register(self._server.socket, events)
        self._poll.poll()
        self._server.consume_input()

    def _rows(self, result: PGresult) -> Rows:
        if result.status == ExecStatus.COMMAND_OK:
            return []
        if result.status != ExecStatus.TUPLES_OK:
            raise error_from_result(result)
        self._loading.set_pgresult(result)
        rows = self._loading.load_rows(0, result.ntuples, tuple)
        result.clear()  # of many rows it holds as much again
        return rows


@lru_cache(maxsize=1024)
def _numbered(sql: str) -> bytes:
    """The statement as the server reads it: its parameters by number."""
    numbers = count(1)
    return re.sub("%[s%]", lambda found: f"${next(numbers)}" if found[0] == "%s" else "%", sql).encode()


def _value(value: Any) -> bytes | None:
    """A parameter as text."""
    if value is None:
        return None
    text = f"{{{','.join(map(_item, value))}}}" if isinstance(value, list) else _plain(value)
    if "\0" in text:
        raise psycopg.DataError("PostgreSQL text cannot contain NUL (0x00) bytes")
    return text.encode()


def _item(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "NULL" if value is None else _plain(value)


def _plain(value: Any) -> str:
    if not isinstance(value, PLAIN):
        raise TypeError(f"no parameter of a statement: {value!r}")
    return str(value)
