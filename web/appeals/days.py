"""The days that are left, in words: working days of the unit, and the last of them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from cycle_engine.models import Deadline
from cycle_engine.workdays import Calendar
from workflows.appeals.facts import AppealFacts
from workflows.appeals.models import Appeal


@dataclass(frozen=True, slots=True)
class Left:
    """What is due when. `days`: working days after today up to the last day; of a late one, since it."""

    kind: str
    last_day: datetime.date
    days: int
    late: bool


def days_left(last_day: datetime.date, today: datetime.date, calendar: Calendar, kind: str = "") -> Left:
    """How many working days are left until this day, or have passed since."""
    days = calendar.workdays_between(today, last_day)
    return Left(kind, last_day, abs(days), late=last_day < today)


def open_ones(appeal: Appeal, facts: AppealFacts) -> list[Left]:
    """What an appeal waits for, the first that is due at the head."""
    found: list[Deadline] = sorted(facts.deadlines[appeal.pk].values(), key=lambda each: each.due_at)
    today, calendar = facts.day(appeal), facts.calendar(appeal)
    return [days_left(each.last_day, today, calendar, each.kind) for each in found]
