"""The demo agency: its sheets put into the directory, its accounts, its cycle."""

from __future__ import annotations

import csv
import datetime
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password

from cycle_engine.actors import Actor
from directory import sheets
from directory.commands import put_grants, put_people, put_posts, put_units
from directory.models import Post, Unit, User
from directory.rows import PersonData, PostData
from workflows.cycles.commands import DayOffInput, create_cycle, load_days_off
from workflows.cycles.models import Cycle
from workflows.cycles.policy import Policy
from workflows.planning.commands import put_templates
from workflows.planning.contents import Document

FIXTURES = Path(__file__).parent / "fixtures"
KNOWN_SINCE = datetime.date(2025, 12, 1)
YEAR = 2026


@dataclass(frozen=True, slots=True)
class Agency:
    """Ids of persons by user name and of posts by code; the sheets' rows; contents of plans by post code."""

    people: dict[str, int]
    posts: dict[str, int]
    person_rows: dict[str, PersonData]
    post_rows: dict[str, PostData]
    templates: dict[str, Document]

    def actor(self, name: str) -> Actor:
        """Who acts, by user name."""
        return Actor.of(self.people[name])


def load_directory(password: str) -> Agency:
    """Put the sheets into the directory; everybody signs in with `password`."""
    posts, people = sheets.read_posts(FIXTURES / "posts.csv"), sheets.read_people(FIXTURES / "people.csv")
    clock = Actor.clock()
    put_units(sheets.read_units(FIXTURES / "units.csv"), day=KNOWN_SINCE, actor=clock)
    put_posts(posts, day=KNOWN_SINCE, actor=clock)
    put_people(people, day=KNOWN_SINCE, actor=clock)
    put_grants(sheets.read_grants(FIXTURES / "capacities.csv"), actor=clock)
    User.objects.update(password=make_password(password))
    return Agency(
        people=dict(User.objects.exclude(person=None).values_list("username", "person")),
        posts=dict(Post.objects.values_list("code", "pk")),
        person_rows={row.username: row for row in people},
        post_rows={row.code: row for row in posts},
        templates=json.loads((FIXTURES / "templates.json").read_text("utf-8"), object_hook=_filled),
    )


def prepare_cycle(agency: Agency, manager: Actor) -> Cycle:
    """The cycle of the year with the norm's policy, the official days off, and the posts' templates."""
    root = Unit.objects.get(code="KAB")
    cycle = create_cycle(YEAR, root.pk, Policy(), manager)
    with (FIXTURES / "holidays-2026.csv").open(encoding="utf-8", newline="") as file:
        days = [
            DayOffInput(datetime.date.fromisoformat(row["date"]), row["kind"], row["name"])
            for row in csv.DictReader(file)
        ]
    load_days_off(YEAR, days, manager)
    put_templates({agency.posts[code]: contents for code, contents in agency.templates.items()})
    return cycle


def _filled(part: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if value is not None}
