"""The whole story as one calendar: what the chapters tell, and around it what everybody usually does."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator

from cycle_engine.workdays import Calendar
from demo.acts import planning as acts
from demo.agency import YEAR as THE_YEAR
from demo.agency import Agency
from demo.clarifying import agree, clarify
from demo.habits import change, january
from demo.routine import Apart, Course, Omission, course
from demo.world import Chapter, Day, Scene, Told, told
from demo.year import (
    appraisal,
    complaints,
    counters,
    development,
    first_half,
    guidance,
    measures,
    planning,
    second_half,
)

FIRST_DAY = datetime.date(2026, 1, 2)
LAST_DAY = datetime.date(2027, 2, 15)
NEW_YEAR = datetime.date(2026, 12, 31)
WEDNESDAY = 2

CHAPTERS: tuple[Chapter, ...] = (
    counters.COUNTERS,
    complaints.COMPLAINTS,
    planning.JANUARY,
    planning.CHANGES,
    first_half.FIRST_QUARTER,
    first_half.MIDDLE,
    first_half.MID_YEAR,
    second_half.THIRD_QUARTER,
    appraisal.APPRAISAL,
    development.DEVELOPMENT,
    guidance.GUIDANCE,
    measures.MEASURES,
)
APART: frozenset[Apart] = frozenset(first_half.APART | second_half.APART | appraisal.APART)
OMISSIONS: frozenset[Omission] = frozenset(first_half.OMISSIONS | appraisal.OMISSIONS)


def scenes(agency: Agency, calendar: Calendar) -> dict[Day, list[Scene]]:
    """All scenes by their days, in the order in which they happen. ValueError for one on a day off."""
    found: dict[Day, list[Scene]] = defaultdict(list)
    for day, scene in _told(agency, calendar):
        if not calendar.is_workday(day):
            raise ValueError(f"nobody works on {day}: {scene}")
        found[day].append(scene)
    return found


def workdays(calendar: Calendar) -> list[Day]:
    """The days of the story."""
    days = (FIRST_DAY + datetime.timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days + 1))
    return [day for day in days if calendar.is_workday(day)]


def _told(agency: Agency, calendar: Calendar) -> Told:
    for chapter in CHAPTERS:
        yield from told(chapter)
    yield from counters.visitors(workdays(calendar)[1:])
    yield from _plans(agency, calendar)
    for each in _courses(calendar):
        yield from each.told()
    for day in workdays(calendar):
        if day.weekday() == WEDNESDAY:
            yield day, clarify()
            yield calendar.after(day, 1), agree()


def _plans(agency: Agency, calendar: Calendar) -> Told:
    """Plans of those of whom the chapter on planning does not speak, and their changes."""
    in_january, later = _people(planning.JANUARY), _people(planning.CHANGES)
    for owner, row in agency.person_rows.items():
        if row.exempt_cause or owner in planning.LEFT_OUT:
            continue
        if owner not in in_january:
            yield from january(owner, agency.post_of(owner).level, calendar)
            if owner not in later:
                yield from change(owner, calendar)


def _people(chapter: Chapter) -> set[str]:
    """Those whose plans a chapter tells of."""
    return {scene.words[0] for _, scene in told(chapter) if scene.is_from(acts)}


def _courses(calendar: Calendar) -> Iterator[Course]:
    """Three quarters; in January the fourth, and a week behind it the whole year."""
    for quarter, month, last in ((1, 3, 31), (2, 6, 30), (3, 9, 30), (4, 12, 31)):
        ends = datetime.date(THE_YEAR, month, last)
        yield course(f"{THE_YEAR}-Q{quarter}", ends, calendar.after(ends, 15), calendar, APART, OMISSIONS)
    behind = calendar.after(NEW_YEAR, 4)
    yield course(str(THE_YEAR), behind, datetime.date(THE_YEAR + 1, 1, 31), calendar, APART, OMISSIONS)
