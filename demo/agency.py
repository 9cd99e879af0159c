"""The demo's agencies: their sheets put into the directory, their accounts, their cycles."""

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

MANAGERS = {"KAB": "dewi", "KEM": "yeni"}
POLICIES = {"KAB": Policy(), "KEM": Policy(calibration=True)}


@dataclass(frozen=True, slots=True)
class Agency:
    """Ids of persons by user name, of posts and units by code; the sheets' rows; contents of plans by post code."""

    people: dict[str, int]
    posts: dict[str, int]
    units: dict[str, int]
    person_rows: dict[str, PersonData]
    post_rows: dict[str, PostData]
    templates: dict[str, Document]

    @property
    def names(self) -> dict[int, str]:
        """User names by the ids of persons."""
        return {key: name for name, key in self.people.items()}

    def post_of(self, name: str) -> PostData:
        """The post that a person holds when the story begins."""
        return self.post_rows[self.person_rows[name].post_code]


def load_directory(password: str) -> Agency:
    """Put the sheets into the directory; everybody signs in with `password`."""
    clock = Actor.clock()
    put_units(sheets.read_units(FIXTURES / "units.csv"), day=KNOWN_SINCE, actor=clock)
    put_posts(sheets.read_posts(FIXTURES / "posts.csv"), day=KNOWN_SINCE, actor=clock)
    put_people(sheets.read_people(FIXTURES / "people.csv"), day=KNOWN_SINCE, actor=clock)
    put_grants(sheets.read_grants(FIXTURES / "capacities.csv"), actor=clock)
    User.objects.update(password=make_password(password))
    return known()


def known() -> Agency:
    """The agencies as they stand in the directory."""
    posts, people = sheets.read_posts(FIXTURES / "posts.csv"), sheets.read_people(FIXTURES / "people.csv")
    return Agency(
        people=dict(User.objects.exclude(person=None).values_list("username", "person")),
        posts=dict(Post.objects.values_list("code", "pk")),
        units=dict(Unit.objects.values_list("code", "pk")),
        person_rows={row.username: row for row in people},
        post_rows={row.code: row for row in posts},
        templates=read_templates(posts),
    )


def prepare_cycles(agency: Agency) -> list[tuple[Cycle, Actor]]:
    """The cycle of each agency with its policy, and its manager; the official days off, and the posts' templates."""
    managers = {root: Actor.of(agency.people[name]) for root, name in MANAGERS.items()}
    cycles = [
        (create_cycle(YEAR, agency.units[root], policy, managers[root]), managers[root])
        for root, policy in POLICIES.items()
    ]
    with (FIXTURES / "holidays-2026.csv").open(encoding="utf-8", newline="") as file:
        days = [
            DayOffInput(datetime.date.fromisoformat(row["date"]), row["kind"], row["name"])
            for row in csv.DictReader(file)
        ]
    load_days_off(YEAR, days, managers["KAB"])
    put_templates({agency.posts[code]: contents for code, contents in agency.templates.items()})
    return cycles


def read_templates(posts: list[PostData]) -> dict[str, Document]:
    """The contents with which plans begin, by post code. Offices of a kind share them: `CAMAT-JTN` is as `CAMAT`,
    but serves the indicators of its own unit."""
    text = (FIXTURES / "templates.json").read_text("utf-8")
    written = json.loads(text, object_hook=_filled)
    found = {}
    for post in posts:
        kind = post.code if post.code in written else post.code.rpartition("-")[0]
        if kind in written:
            found[post.code] = written[kind] if kind == post.code else _of_unit(written[kind], post.unit_code)
    return found


def _of_unit(contents: Document, unit: str) -> Document:
    return contents | {
        "results": [
            each
            | {"serves": {kind: _own(kind, ref, unit) for kind, ref in each["serves"].items()}}
            | {"indicators": [_unmeasured(indicator) for indicator in each["indicators"]]}
            for each in contents["results"]
        ]
    }


def _own(kind: str, reference: str, unit: str) -> str:
    return f"{unit}.{reference.rpartition('.')[2]}" if kind == "indicator" else reference


def _unmeasured(indicator: dict[str, Any]) -> dict[str, Any]:
    """The same without the measure, which is of one unit alone."""
    return {name: value for name, value in indicator.items() if name != "measure"}


def _filled(part: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if value is not None}
