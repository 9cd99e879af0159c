"""The story's calendar can be told: files only, no database."""

from __future__ import annotations

import csv
import datetime
from zoneinfo import ZoneInfo

import pytest

from cycle_engine.workdays import Calendar, official_days
from demo.acts.planning import submits
from demo.agency import FIXTURES, Agency, read_templates
from demo.world import Chapter, day
from demo.year import calendar, counters
from directory import sheets


@pytest.fixture(scope="module")
def agency() -> Agency:
    posts, people = sheets.read_posts(FIXTURES / "posts.csv"), sheets.read_people(FIXTURES / "people.csv")
    return Agency(
        people={row.username: number for number, row in enumerate(people, 1)},
        posts={row.code: number for number, row in enumerate(posts, 1)},
        units={row.code: number for number, row in enumerate(sheets.read_units(FIXTURES / "units.csv"), 1)},
        person_rows={row.username: row for row in people},
        post_rows={row.code: row for row in posts},
        templates=read_templates(posts),
    )


@pytest.fixture(scope="module")
def workdays() -> Calendar:
    with (FIXTURES / "holidays-2026.csv").open(encoding="utf-8", newline="") as file:
        known = {datetime.date.fromisoformat(row["date"]) for row in csv.DictReader(file)}
    days_off = official_days(2026, known).days | official_days(2027, None).days
    return Calendar(ZoneInfo("Asia/Jakarta"), 5, days_off)


def test_everybody_of_whom_it_tells_is_there(agency: Agency, workdays: Calendar) -> None:
    known = set(agency.people) | set(agency.posts) | set(agency.units) | {counters.PATEN, counters.CARDS}
    for chapter in calendar.CHAPTERS:
        for scenes in chapter.values():
            for scene in scenes:
                if scene.words and isinstance(scene.words[0], str) and not scene.words[0].startswith("2"):
                    assert scene.words[0] in known, scene
    assert {name for name, _ in calendar.APART} <= known
    assert {name for name, *_ in calendar.OMISSIONS} <= known


def test_everybody_in_the_scheme_plans(agency: Agency, workdays: Calendar) -> None:
    planning = {
        scene.words[0]
        for scenes in calendar.scenes(agency, workdays).values()
        for scene in scenes
        if scene.act.__name__ in ("submits", "is_set_unsigned")
    }
    outside = {name for name, row in agency.person_rows.items() if row.exempt_cause} | {"hani", "oktavia"}
    assert planning == set(agency.people) - outside


def test_it_is_the_same_calendar_each_time(agency: Agency, workdays: Calendar) -> None:
    first, second = (
        [(day, str(scene)) for day, scenes in calendar.scenes(agency, workdays).items() for scene in scenes]
        for _ in range(2)
    )
    assert first == second


def test_nothing_is_told_of_a_day_off(
    agency: Agency, workdays: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    sunday: Chapter = {"11 January": [submits("ani")]}
    monkeypatch.setattr(calendar, "CHAPTERS", (sunday,))
    with pytest.raises(ValueError, match=r"nobody works on 2026-01-11: submits\('ani'\)"):
        calendar.scenes(agency, workdays)


def test_days_are_of_the_storys_year_unless_they_say_another() -> None:
    assert day("12 January") == datetime.date(2026, 1, 12)
    assert day("6 January 2027") == datetime.date(2027, 1, 6)
