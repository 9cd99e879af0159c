"""Which day it is."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from cycle_engine import clock
from cycle_engine.clock import Moment
from directory.models import Zone
from directory.queries import unit_settings

CAPITAL = ZoneInfo(Zone.WIB)


def today(at: Moment) -> datetime.date:
    """The day in the capital: the directory is read as of that day, unless another is asked for."""
    return at.now.astimezone(CAPITAL).date()


def today_in(unit: int) -> datetime.date:
    """The day that it is now where a unit is."""
    now = clock.now()
    zone, _week = unit_settings([unit], now.date())[unit]
    return now.astimezone(ZoneInfo(zone)).date()
