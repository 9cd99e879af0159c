"""Reminding all who are late, because a manager asks for it: each person once a working day at most."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from cycle_engine import clock, sweep
from cycle_engine.actors import Actor, Capacity
from cycle_engine.chunks import in_chunks
from cycle_engine.clock import Moment
from cycle_engine.errors import NotYourTurn
from cycle_engine.machine import MACHINES
from cycle_engine.models import Deadline
from directory import queries as directory
from directory.dated import DAY
from workflows.cycles import queries as cycles
from workflows.cycles.models import Cycle
from workflows.jobs.commands import Outcome, Progress, job, queue
from workflows.jobs.models import Job
from workflows.planning.lateness import Duty, duties, late_duties
from workflows.planning.models import Plan
from workflows.planning.rows import Reminder

REMIND = "remind"
AT_ONCE = 500


def kinds_of_duties() -> set[str]:
    """The kinds of deadlines that there are, of all records."""
    return {limit.kind for machine in MACHINES.values() for limit in machine.limits}


def remind(cycle: Cycle, unit: int | None, kind: str | None, actor: Actor) -> Job:
    """Ask for a reminder of all who are late in a unit and below it (none: in all units that the actor manages),
    with duties of this kind (none: of any), as a background job. NotYourTurn for who does not manage the unit.

    Its result: how many were `told`, and how many not, by the reason: `told_today`, or `nobody` in charge.
    """
    managed = _managed(actor.person, cycle)
    if not managed or (unit is not None and unit not in managed):
        raise NotYourTurn
    return queue(REMIND, {"cycle": cycle.pk, "unit": unit, "kind": kind}, actor)


@job(REMIND)
def _remind(asked: Job, progress: Progress) -> Outcome:
    """Tell some hundred duties' worth of people in one transaction, the oldest duties first."""
    at = clock.moment()
    keys = list(_late(asked, at).order_by("due_at", "pk").values_list("pk", flat=True))
    told_today: set[int] = set()
    vacant: list[Duty] = []
    done = 0
    progress(done, len(keys))
    for some in in_chunks(keys, AT_ONCE):
        done += len(some)
        with transaction.atomic():
            _one_at_a_time()
            rows = Deadline.objects.filter(pk__in=some, closed_at=None).order_by("due_at", "pk")
            found = duties(list(rows), at)
            told_today |= _tell(found, asked, at)
            progress(done, len(keys))
        vacant += [each for each in found if not each.turn]
    told = Reminder.objects.filter(job=asked).count()
    errors = [
        {"record": f"{each.deadline.record}/{each.deadline.record_id}", "code": "nobody"} for each in vacant
    ]
    return Outcome({"told": told, "not_told": {"told_today": len(told_today), "nobody": len(vacant)}}, errors)


def last_reminder(cycle: Cycle) -> Job | None:
    """The last reminder that somebody asked for in a cycle."""
    return Job.objects.filter(kind=REMIND, arguments__cycle=cycle.pk).order_by("-pk").first()


def _managed(person: int | None, cycle: Cycle) -> set[int]:
    """The units of the cycle's agency that a person manages today."""
    now = clock.now()
    day = cycles.calendars([cycle.unit_id], now.date())[cycle.unit_id].day_of(now)
    if person is None:
        return set()
    return directory.granted(person, [Capacity.MANAGER], day) & directory.units_below([cycle.unit_id], day)


def _late(asked: Job, at: Moment) -> Any:
    cycle = Cycle.objects.get(pk=asked.arguments["cycle"])
    units = _managed(asked.requested_by_id, cycle)
    if asked.arguments["unit"] is not None:
        units &= directory.units_below([asked.arguments["unit"]], at.now.date())
    rows = late_duties(Plan.objects.filter(cycle=cycle, unit__in=units), at)
    return rows.filter(kind=asked.arguments["kind"]) if asked.arguments["kind"] else rows


def _one_at_a_time() -> None:
    """Wait until nobody else reminds, so that nobody is reminded twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('reminders', 0))")


def _tell(found: list[Duty], asked: Job, at: Moment) -> set[int]:
    """Tell each person of the oldest duty; who was told already that working day by another reminder."""
    days = {each.deadline.pk: _working_day(each, at.now) for each in found}
    before = Reminder.objects.filter(day__in=set(days.values()), person__in=_persons(found))
    told = {(row.person_id, row.day): row.job_id for row in before}
    rows, tells, too_often = [], [], set[int]()
    for duty in found:
        day, capacities = days[duty.deadline.pk], _capacities(duty)
        new = {person: capacity for person, capacity in capacities.items() if (person, day) not in told}
        too_often |= {person for person in capacities if told.get((person, day), asked.pk) != asked.pk}
        if new:
            tells.append(sweep.Asked(duty.deadline, duty.facts.about(duty.record), new))
            rows += [Reminder(job=asked, person_id=person, day=day) for person in new]
            told |= {(person, day): asked.pk for person in new}
    Reminder.objects.bulk_create(rows)
    sweep.remind(tells, at.now)
    return too_often


def _persons(found: Iterable[Duty]) -> set[int]:
    return {holder.person for each in found for holder in each.turn}


def _capacities(duty: Duty) -> dict[int, Capacity]:
    """Whose turn it is, in which capacity: the one that let it pass, else as superior to whom the duty has moved."""
    late = {holder.person for holder in duty.late}
    waits_for = Capacity(duty.deadline.waits_for)
    return {each.person: waits_for if each.person in late else Capacity.SUPERIOR for each in duty.turn}


def _working_day(duty: Duty, now: datetime.datetime) -> datetime.date:
    """The working day that it is in the unit, or the last one that it was."""
    calendar = duty.facts.calendar(duty.record)
    return calendar.before(calendar.day_of(now) + DAY, 1)  # type: ignore[no-any-return]
