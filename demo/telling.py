"""Tell the story: engine time moves from working day to working day, and everybody lives."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from time import perf_counter
from zoneinfo import ZoneInfo

from tqdm import tqdm

from demo.agency import load_directory, prepare_cycles
from demo.goals import put_catalogue
from demo.stage import AsOwner, moving_time
from demo.summary import Summary, summary
from demo.world import Day, World
from demo.year.calendar import FIRST_DAY, scenes, workdays
from directory.models import Zone
from notifications.commands import relay
from workflows.appeals import clockwork as of_appeals
from workflows.cycles import queries as cycles
from workflows.development import clockwork as of_development
from workflows.evaluation import clockwork as of_evaluations
from workflows.jobs.commands import run_waiting
from workflows.planning import clockwork as of_plans
from workflows.planning.commands import open_cycle
from workflows.voice import clockwork as of_surveys
from workflows.voice import complaint_clockwork as of_complaints

DIRECTORY_LOADED, CYCLES_PREPARED = datetime.date(2025, 12, 2), datetime.date(2025, 12, 3)
MORNING = datetime.time(8, tzinfo=ZoneInfo(Zone.WIB))


def tell(as_owner: AsOwner, password: str, until: Day | None = None) -> Summary:
    """Live the story in a database that is migrated and empty, and say what happened: all of it, or `until` a day.

    Engine time is left at the story's end and runs on. A step that is refused ends the story with its error.
    """
    started = perf_counter()
    with moving_time(as_owner) as move:
        world = _opened(move, password)
        happens = scenes(world.agency, world.calendar)
        days = [day for day in workdays(world.calendar) if until is None or day <= until]
        for world.today in (progress := tqdm(days, unit="day", disable=None)):
            progress.set_description(f"{world.today:%d %b %Y}")
            move(_morning(world.today))
            for clockwork in (of_plans, of_evaluations, of_appeals, of_development, of_complaints):
                clockwork.sweep_all()
            of_surveys.measure_all()
            for scene in happens.get(world.today, ()):
                scene.play(world)
            relay()
    return summary(world.agency, perf_counter() - started, whole=until is None)


def _opened(move: Callable[[datetime.datetime], None], password: str) -> World:
    """The agencies on their first day: prepared in December, and their cycles opened by the worker."""
    move(_morning(DIRECTORY_LOADED))
    agency = load_directory(password)
    move(_morning(CYCLES_PREPARED))
    opening = prepare_cycles(agency)
    put_catalogue(agency, CYCLES_PREPARED)
    move(_morning(FIRST_DAY))
    for cycle, manager in opening:
        open_cycle(cycle, manager)
    run_waiting()
    unit = opening[0][0].unit_id
    return World(agency, cycles.calendars([unit], FIRST_DAY)[unit], FIRST_DAY)


def _morning(day: Day) -> datetime.datetime:
    return datetime.datetime.combine(day, MORNING)
