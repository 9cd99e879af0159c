"""Statements of the door, which go past Django's cursors: those take longer than a short statement itself."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

Rows = list[tuple[Any, ...]]


def ask(sql: str, *parameters: Any) -> Rows:
    """All rows of the answer. An array is given as a list; errors are Django's."""
    return _run(sql, parameters, answered=True)


def tell(sql: str, *parameters: Any) -> None:
    """Have something done, and read no answer. Parameters and errors as in `ask`."""
    _run(sql, parameters, answered=False)


def _run(sql: str, parameters: tuple[Any, ...], *, answered: bool) -> Rows:
    django = connections[DEFAULT_DB_ALIAS]
    django.close_if_health_check_failed()
    django.ensure_connection()
    with django.wrap_database_errors:
        # Where Django counts or logs what is asked, it must see it.
        cursor = django.cursor() if django.queries_logged else _cursor_of(django)
        cursor.execute(sql, [_plain(each) for each in parameters])
        return cursor.fetchall() if answered else []


def _cursor_of(django: BaseDatabaseWrapper) -> Any:
    """One cursor for all statements of a connection, which has learnt how to read and write their columns."""
    cursor = vars(django).get("cursor_of_the_door")
    if cursor is None or cursor.connection is not django.connection:
        cursor = vars(django)["cursor_of_the_door"] = django.connection.cursor()
    return cursor


def _plain(value: Any) -> Any:
    """A list of numbers as the text of an array: the driver would look into each item, as it must with words."""
    if isinstance(value, list) and not any(isinstance(each, str) for each in value):
        return f"{{{','.join('NULL' if each is None else str(each) for each in value)}}}"
    return value
