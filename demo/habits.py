"""How people usually plan: in January, and for some a change later. Everybody has chances of his own, the same
in each run."""

from __future__ import annotations

import datetime
import random

from cycle_engine.workdays import Calendar
from demo.acts.planning import answers, cancels, gets_back, is_approved, proposes, submits, withdraws, writes
from demo.agency import YEAR
from demo.words import CAUSES, FIRST_THOUGHT, REMARKS
from demo.world import Told

# The higher the post, the earlier the plan: those below build on it. Days of January, by level.
WRITING_DAYS = {
    "jpt_madya": (5, 6),
    "jpt_pratama": (5, 6, 7),
    "administrator": (7, 8, 9, 12),
    "pengawas": (12, 13, 14),
}
OTHERS_WRITE = (14, 15, 19, 20, 21, 22, 23)
AMENDING_DAYS = tuple(datetime.date(YEAR, month, day) for month, day in ((2, 9), (2, 23), (3, 9), (8, 10)))
WITHDRAWN, RETURNED, AMENDED, CANCELLED = 0.2, 0.3, 0.15, 0.2  # how often it happens


def january(owner: str, level: str, calendar: Calendar) -> Told:
    """A plan is written and submitted, perhaps withdrawn or returned, and approved."""
    chance = random.Random(owner)
    day = datetime.date(YEAR, 1, chance.choice(WRITING_DAYS.get(level, OTHERS_WRITE)))
    yield day, writes(owner, "resources", FIRST_THOUGHT)
    yield day, submits(owner)
    if chance.random() < WITHDRAWN:
        day = calendar.after(day, 1)
        yield day, withdraws(owner)
        day = calendar.after(day, 1)
        yield day, submits(owner)
    day = calendar.after(day, chance.choice([1, 2]))
    if chance.random() < RETURNED:
        remark = chance.choice(REMARKS)
        yield day, gets_back(owner, remark)
        day = calendar.after(day, 1)
        yield day, answers(owner, remark)
        day = calendar.after(day, 1)
    yield day, is_approved(owner)


def change(owner: str, calendar: Calendar) -> Told:
    """Some propose a change, agree on it or give it up."""
    chance = random.Random(f"{owner} changes")
    if chance.random() >= AMENDED:
        return
    day, cause = chance.choice(AMENDING_DAYS), chance.choice(list(CAUSES))
    yield day, proposes(owner, cause, CAUSES[cause])
    day = calendar.after(day, 1)
    if chance.random() < CANCELLED:
        yield day, cancels(owner)
        return
    yield day, submits(owner)
    yield calendar.after(day, 1), is_approved(owner)
