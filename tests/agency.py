"""A small agency for tests: six people, and the regent above them, who is outside the scheme.

Ani is an officer of a sub-district; Budi rates her, Citra is his superior. Dewi manages and Indah inspects
the whole agency; Eko works elsewhere in it. Each has an account of the same name, in lower case.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.record import record
from directory import nip
from directory.models import (
    Assignment,
    Grant,
    Kind,
    Level,
    Person,
    PersonRow,
    Post,
    PostRow,
    Top,
    Unit,
    UnitRow,
    User,
    Zone,
)
from tests.databases import Database
from workflows.cycles.commands import DayOffInput, create_cycle, load_days_off
from workflows.cycles.models import Cycle
from workflows.cycles.policy import Policy

EVER = datetime.date(2020, 1, 1)
JAKARTA = ZoneInfo("Asia/Jakarta")
PASSWORD = "kata sandi yang panjang"
HOLIDAYS = Path(__file__).parent.parent / "demo" / "fixtures" / "holidays-2026.csv"

UNITS = {"KAB": None, "KEC": "KAB", "KEC-PEL": "KEC", "BKPSDM": "KAB", "INSP": "KAB", "DUKCAPIL": "KAB"}
# person: post, unit, superior's post, level, granted over the whole agency
POSTS = {
    "wibawa": ("Bupati", "KAB", None, "", ""),
    "citra": ("Camat", "KEC", "wibawa", Level.ADMINISTRATOR, ""),
    "budi": ("Kepala Seksi Pelayanan", "KEC-PEL", "citra", Level.PENGAWAS, ""),
    "ani": ("Pengelola Layanan Operasional", "KEC-PEL", "budi", Level.PELAKSANA, ""),
    "dewi": ("Analis SDM Aparatur", "BKPSDM", "wibawa", Level.FUNGSIONAL, Grant.MANAGER),
    "indah": ("Auditor", "INSP", "wibawa", Level.FUNGSIONAL, Grant.INSPECTOR),
    "eko": ("Administrator Database", "DUKCAPIL", "wibawa", Level.PELAKSANA, ""),
}


@dataclass(frozen=True)
class Agency:
    """Persons and posts by the person's name, units by code, the cycle of 2026; and its database's time."""

    people: dict[str, Person]
    posts: dict[str, Post]
    units: dict[str, Unit]
    cycle: Cycle
    database: Database

    def __getattr__(self, name: str) -> int:
        """The id of a person: `agency.ani`."""
        try:
            return int(self.people[name].pk)
        except KeyError:
            raise AttributeError(name) from None

    def cloned(self, database: Database) -> Agency:
        """The same agency in a clone of its database, on Monday 12 January 2026."""
        there = replace(self, people=dict(self.people), posts=dict(self.posts), database=database)
        there.at("2026-01-12 09:00")
        return there

    def user(self, name: str) -> User:
        return User.objects.get(username=name)

    def at(self, local: str) -> None:
        """Set engine time, "2026-01-12 09:00" in Jakarta; it goes on from there."""
        move_time(self.database, datetime.datetime.fromisoformat(local).replace(tzinfo=JAKARTA))

    def complete_contents(self) -> dict[str, Any]:
        """A quantitative plan of an officer that may be submitted: two results with an indicator each."""
        return {
            "approach": "kuantitatif",
            "results": [
                _result("r1", "Terlayaninya pemohon KTP", "30", "menit", "lower"),
                _result("r2", "Tersusunnya laporan pelayanan", "12", "laporan", "higher"),
            ],
            "behaviours": [
                {"value": "akuntabel", "expectation": "Mencatat setiap layanan pada hari itu juga"}
            ],
            "annexes": {"resources": ["Dua komputer"], "accountability": [], "consequences": []},
        }


def _result(name: str, text: str, target: str, unit: str, direction: str) -> dict[str, Any]:
    indicator = {"id": f"{name}.i1", "text": f"{text}, terukur", "aspects": ["quantity"]}
    measured = {"target": target, "unit": unit, "direction": direction}
    return {
        "id": name,
        "kind": "main",
        "text": text,
        "serves": {"assigned_by": "Camat"},
        "indicators": [indicator | measured],
    }


def move_time(database: Database, moment: datetime.datetime | None) -> None:
    """Set engine time, as the owner; none: true time again."""
    with database.owner() as owner:
        if moment is None:
            owner.execute("UPDATE engine_clock SET ahead = '0'")
        else:
            owner.execute("UPDATE engine_clock SET ahead = %s - clock_timestamp()", [moment])


@contextmanager
def living() -> Iterator[Agency]:
    """The agency in the database that is used now, on Monday 12 January 2026; true time again at the end.

    In a transaction the time cannot be moved any more: what is recorded of the agency holds the clock's row.
    """
    database = Database(str(connection.settings_dict["NAME"]))
    try:
        move_time(database, datetime.datetime(2026, 1, 12, 9, tzinfo=JAKARTA))
        yield _made(database)
    finally:
        move_time(database, None)


def _made(database: Database) -> Agency:
    units = _units()
    posts = _posts(units)
    people = _people(posts, units)
    cycle = create_cycle(2026, units["KAB"].pk, Policy(), Actor.clock())
    with HOLIDAYS.open(encoding="utf-8") as file:
        rows = [
            DayOffInput(datetime.date.fromisoformat(row["date"]), row["kind"], row["name"])
            for row in csv.DictReader(file)
        ]
    load_days_off(2026, rows, Actor.clock())
    return Agency(people, posts, units, cycle, database)


def _units() -> dict[str, Unit]:
    units = {code: Unit(code=code) for code in UNITS}
    changes = Changes()
    for code, parent in UNITS.items():
        row = {"name": f"Unit {code}", "timezone": Zone.WIB, "work_week": 5, "valid_from": EVER}
        changes.add(UnitRow(unit=units[code], parent=units[parent] if parent else None, **row))
    _record(list(units.values()), "describe", changes)
    return units


def _posts(units: dict[str, Unit]) -> dict[str, Post]:
    posts = {name: Post(code=f"POST-{name.upper()}") for name in POSTS}
    changes = Changes()
    for name, (title, unit, superior, level, _) in POSTS.items():
        row = PostRow(post=posts[name], title=title, unit=units[unit], level=level, valid_from=EVER)
        row.superior = posts[superior] if superior else None
        row.heads_unit = name in ("wibawa", "citra", "budi")
        row.top = Top.REGIONAL_HEAD if name == "wibawa" else Top.NONE
        changes.add(row)
    _record(list(posts.values()), "describe", changes)
    return posts


def _people(posts: dict[str, Post], units: dict[str, Unit]) -> dict[str, Person]:
    people, changes = {}, Changes()
    for serial, (name, (_, _, _, _, capacity)) in enumerate(POSTS.items(), start=901):
        number = f"19850101201001{1 + serial % 2}{serial}"
        person = people[name] = Person(nip=number, nip_hash=nip.digest(number))
        said = {"name": f"{name.title()} Contoh", "email": f"{name}@example.org", "kind": Kind.PNS}
        changes.add(PersonRow(person=person, valid_from=EVER, **said))
        changes.add(Assignment(person=person, post=posts[name], valid_from=EVER))
        if capacity:
            changes.add(Grant(person=person, capacity=capacity, unit=units["KAB"], valid_from=EVER))
    _record(list(people.values()), "describe", changes)
    for name, person in people.items():
        User.objects.create_user(name, f"{name}@example.org", PASSWORD, person=person)
    return people


def _record(things: list[Any], act: str, changes: Changes) -> None:
    record(things, act, changes, actor=Actor.clock(), notes=[{} for _ in things])
