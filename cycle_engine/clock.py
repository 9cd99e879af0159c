"""Engine time: true time plus what a demonstration's owner has added. The database is asked, never the host."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from cycle_engine.statements import ask

MOMENT = ("SELECT clock_timestamp() + ahead, hash FROM engine_clock, engine_epoch",)


class Moment(NamedTuple):
    """An instant of engine time, and the epoch of what was dated then (see `cycle_engine.remembered`)."""

    now: datetime.datetime
    epoch: bytes


def moment() -> Moment:
    """This instant."""
    (row,) = ask(*MOMENT)
    return Moment(*row)


def now() -> datetime.datetime:
    """The engine's time at this instant."""
    return moment().now
