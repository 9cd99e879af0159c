"""Statements of the door, which go past Django's cursors: those take longer than a short statement itself."""

from __future__ import annotations

from typing import Any

from django.db import connection

Rows = list[tuple[Any, ...]]


def ask(sql: str, *parameters: Any) -> Rows:
    """All rows of the answer. Numbers for an array are a list; errors are Django's."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return _cursor().execute(sql, [_plain(each) for each in parameters]).fetchall()


def tell(sql: str, *parameters: Any) -> None:
    """Have something done, and read no answer."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        _cursor().execute(sql, [_plain(each) for each in parameters])


def _cursor() -> Any:
    return connection.cursor() if connection.queries_logged else connection.connection.cursor()


def _plain(value: Any) -> Any:
    """A list as the text of an array: the driver would look into each of its items."""
    if isinstance(value, list):
        return f"{{{','.join('NULL' if each is None else str(each) for each in value)}}}"
    return value
