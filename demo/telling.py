"""Tell the story: engine time moves from working day to working day, and everybody lives."""

from __future__ import annotations

import datetime
from time import perf_counter
from zoneinfo import ZoneInfo

from tqdm import tqdm

from cycle_engine.workdays import Calendar
from demo.acts import MANAGER, Acts
from demo.agency import load_directory, prepare_cycle
from demo.lives import Life
from demo.stage import AsOwner, move_time
from demo.story import FIRST_DAY, LAST_DAY, lives
from demo.summary import Summary, summary
from directory.models import Zone
from notifications.commands import relay
from workflows.cycles import queries as cycles
from workflows.jobs.commands import run_waiting
from workflows.planning.clockwork import sweep_all
from workflows.planning.commands import open_cycle

DIRECTORY_LOADED, CYCLE_PREPARED = datetime.date(2025, 12, 2), datetime.date(2025, 12, 3)
MORNING = datetime.time(8, tzinfo=ZoneInfo(Zone.WIB))

Awake = list[tuple[datetime.date, Life]]


def tell(as_owner: AsOwner, password: str) -> Summary:
    """Live the whole story in a database that is migrated and empty, and say what happened.

    Engine time is left at the story's end and runs on. A step that is refused ends the story with its error.
    """
    started = perf_counter()
    acts = _opened(as_owner, password)
    awake: Awake = [(FIRST_DAY, life) for life in lives(acts)]
    days = tqdm(_workdays(acts.calendar), unit="day", disable=None)
    for day in days:
        days.set_description(f"{day:%d %b %Y}")
        _begin(day, as_owner)
        acts.today = day
        sweep_all()
        awake = _lived(awake, day)
        sweep_all()
        relay()
    return summary(acts.agency, perf_counter() - started)


def _opened(as_owner: AsOwner, password: str) -> Acts:
    """The agency on its first day: prepared in December, and its cycle opened by the worker."""
    _begin(DIRECTORY_LOADED, as_owner)
    agency = load_directory(password)
    manager = agency.actor(MANAGER)
    _begin(CYCLE_PREPARED, as_owner)
    cycle = prepare_cycle(agency, manager)
    _begin(FIRST_DAY, as_owner)
    open_cycle(cycle, manager)
    run_waiting()
    calendar = cycles.calendars([cycle.unit_id], FIRST_DAY)[cycle.unit_id]
    return Acts(agency, cycle, calendar, FIRST_DAY)


def _begin(day: datetime.date, as_owner: AsOwner) -> None:
    move_time(datetime.datetime.combine(day, MORNING), as_owner)


def _workdays(calendar: Calendar) -> list[datetime.date]:
    days = (FIRST_DAY + datetime.timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days + 1))
    return [day for day in days if calendar.is_workday(day)]


def _lived(awake: Awake, today: datetime.date) -> Awake:
    """Let each life go on for whom the day has come; those that have not ended."""
    lived = ((next(life, None) if day <= today else day, life) for day, life in awake)
    return [(day, life) for day, life in lived if day is not None]
