"""Statements of the door, which go past Django's cursors: those take longer than a short statement itself."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

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
        cursor = django.cursor() if django.queries_logged else django.connection.cursor()
        cursor.execute(sql, [_plain(each) for each in parameters])
        return cursor.fetchall() if answered else []


def _plain(value: Any) -> Any:
    """A list of numbers as the text of an array: the driver would look into each item, as it must with words."""
    if isinstance(value, list) and not any(isinstance(each, str) for each in value):
        return f"{{{','.join('NULL' if each is None else str(each) for each in value)}}}"
    return value
