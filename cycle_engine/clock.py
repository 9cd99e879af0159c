"""Engine time: true time plus what a demonstration's owner has added. The database is asked, never the host."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.db import connection


class Moment(NamedTuple):
    """An instant of engine time, and the epoch of what was dated then (see `cycle_engine.remembered`)."""

    now: datetime.datetime
    epoch: bytes


def moment() -> Moment:
    """This instant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT engine_now(), engine_epoch()")
        return Moment(*cursor.fetchone())


def now() -> datetime.datetime:
    """The engine's time at this instant."""
    return moment().now
