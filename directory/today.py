"""Which day it is."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from cycle_engine.clock import Moment
from directory.models import Zone

CAPITAL = ZoneInfo(Zone.WIB)


def today(at: Moment) -> datetime.date:
    """The day in the capital: the directory is read as of that day, unless another is asked for."""
    return at.now.astimezone(CAPITAL).date()
