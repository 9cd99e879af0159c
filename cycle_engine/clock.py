"""Engine time: true time plus what the owner of a demonstration has added. Asked of the database, never of the host."""

from __future__ import annotations

import datetime

from django.db import connection


def now() -> datetime.datetime:
    """The engine's time at this instant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT engine_now()")
        return cursor.fetchone()[0]  # type: ignore[no-any-return]
