"""Searches among very many rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def planned_anew(longest: str = "0") -> Iterator[None]:
    """A transaction whose statements are each planned for what they ask, and may take this long (`10s`; 0: any time).

    Elsewhere plans are generic, which suits steps; but those know neither the units nor the time that is looked for.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('plan_cache_mode', 'force_custom_plan', true),"
                " set_config('statement_timeout', %s, true)",
                [longest],
            )
        yield
