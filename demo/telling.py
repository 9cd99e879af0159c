"""Tell the story: engine time moves from working day to working day, and everybody lives."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from time import perf_counter

from tqdm import tqdm

from cycle_engine.workdays import Calendar
from demo.acts import MANAGER, Acts
from demo.agency import load_directory, prepare_cycle
from demo.lives import Life
from demo.stage import AsOwner, move_time
from demo.story import FIRST_DAY, LAST_DAY, lives
from demo.summary import Summary, summary
from notifications.commands import relay
from workflows.cycles import queries as cycles
from workflows.jobs.commands import run_waiting
from workflows.planning.commands import open_cycle, sweep_all

DAY = datetime.timedelta(days=1)
MORNING = datetime.time(8)
DIRECTORY_LOADED, CYCLE_PREPARED = datetime.date(2025, 12, 2), datetime.date(2025, 12, 3)


def tell(as_owner: AsOwner, password: str) -> Summary:
    """Live the whole story in an empty, migrated database, and say what happened.

    Engine time is left at its end and runs on. What somebody may not do stops it, as an error of the engine.
    """
    started = perf_counter()
    zone = datetime.timezone(datetime.timedelta(hours=7), "WIB")

    def begin(day: datetime.date) -> None:
        move_time(datetime.datetime.combine(day, MORNING, zone), as_owner)

    begin(DIRECTORY_LOADED)
    agency = load_directory(password)
    begin(CYCLE_PREPARED)
    cycle = prepare_cycle(agency, agency.actor(MANAGER))
    begin(FIRST_DAY)
    calendar = cycles.calendars([cycle.unit_id], FIRST_DAY)[cycle.unit_id]
    acts = Acts(agency, cycle, calendar, FIRST_DAY)
    open_cycle(cycle, agency.actor(MANAGER))
    run_waiting()
    awake = _awake(lives(acts))
    days = tqdm(_workdays(calendar), unit="day", disable=None)
    for day in days:
        days.set_description(f"{day:%d %b %Y}")
        acts.today = day
        begin(day)
        sweep_all()
        awake = _lived(awake, day)
        sweep_all()
        relay()
    return summary(agency, perf_counter() - started)


def _workdays(calendar: Calendar) -> list[datetime.date]:
    days = (FIRST_DAY + n * DAY for n in range((LAST_DAY - FIRST_DAY).days + 1))
    return [day for day in days if calendar.is_workday(day)]


Awake = list[tuple[datetime.date, Life]]


def _awake(sleeping: list[Life]) -> Awake:
    return [(first, life) for life in sleeping for first in _next(life)]


def _lived(awake: Awake, today: datetime.date) -> Awake:
    """Each life up to the end of today."""
    left = []
    for day, life in awake:
        if day > today:
            left.append((day, life))
        else:
            left += [(following, life) for following in _next(life)]
    return left


def _next(life: Life) -> Iterator[datetime.date]:
    """The day of the next act, unless there is none."""
    following = next(life, None)
    if following is not None:
        yield following
