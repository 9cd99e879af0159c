"""The directory, as far as each may read it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.record import record
from directory.models import Grant, Letter, PersonRow
from tests.agency import EVER
from tests.api.asking import Asking, code


def _names(answer: Any) -> list[str]:
    return [each["name"].split()[0] for each in answer["results"]]


def test_units_and_posts_are_open_to_everybody_in_them(ask: Asking) -> None:
    units = {unit["code"]: unit for unit in ask.eko.read("units/")["results"]}
    assert set(units) == set(ask.agency.units)
    assert units["KEC-PEL"]["parent"] == units["KEC"]["id"]
    assert (units["KAB"]["timezone"], units["KAB"]["work_week"]) == ("Asia/Jakarta", 5)
    below = ask.eko.read(f"units/?parent={units['KEC']['id']}")["results"]
    assert [unit["code"] for unit in below] == ["KEC-PEL"]
    posts = {post["title"]: post for post in ask.eko.read("posts/")["results"]}
    assert posts["Camat"]["superior"] == posts["Bupati"]["id"]
    assert (posts["Camat"]["level"], posts["Camat"]["heads_unit"], posts["Bupati"]["top"]) == (
        "administrator",
        True,
        "regional_head",
    )
    here = ask.eko.read(f"posts/?unit={units['DUKCAPIL']['id']}")["results"]
    assert [post["title"] for post in here] == ["Administrator Database"]


def test_people_are_those_whom_one_rates_supervises_or_manages(ask: Asking) -> None:
    assert _names(ask.ani.read("people/")) == ["Ani"]
    assert _names(ask.budi.read("people/")) == ["Budi", "Ani"]
    assert _names(ask.citra.read("people/")) == ["Citra", "Budi", "Ani"]
    assert _names(ask.eko.read("people/")) == ["Eko"]
    assert len(ask.dewi.read("people/")["results"]) == 7
    office = ask.agency.units["KEC-PEL"].pk
    assert _names(ask.dewi.read(f"people/?unit={office}")) == ["Budi", "Ani"]


def test_the_nip_stands_only_where_one_person_is_read(ask: Asking) -> None:
    nip = ask.agency.people["ani"].nip
    assert nip not in ask.budi.get("people/").content.decode()
    person = ask.budi.read(f"people/{ask.agency.ani}/")
    assert person == {
        "id": str(ask.agency.ani),
        "name": "Ani Contoh",
        "post": {"id": str(ask.agency.posts["ani"].pk), "title": "Pengelola Layanan Operasional"},
        "unit": {"id": str(ask.agency.units["KEC-PEL"].pk), "name": "Unit KEC-PEL"},
        "nip": nip,
        "kind": "PNS",
        "rank": "",
        "email": "ani@example.org",
        "exempt": None,
    }


def test_a_person_not_for_ones_eyes_is_not_found_nor_is_a_nip_an_address(ask: Asking) -> None:
    hidden = ask.eko.get(f"people/{ask.agency.ani}/")
    assert code(hidden) == (404, "not_found")
    assert hidden.json() == ask.eko.get("people/4711/").json()
    assert code(ask.budi.get(f"people/{ask.agency.people['ani'].nip}/")) == (404, "not_found")


def test_the_directory_is_read_as_of_a_day(ask: Asking) -> None:
    person = ask.agency.people["ani"]
    (old,) = PersonRow.objects.filter(person=person)
    changes = Changes()
    changes.change(old, valid_to=datetime.date(2026, 6, 30))
    changes.add(PersonRow(person=person, name="Ani Baru", kind="PNS", valid_from=datetime.date(2026, 7, 1)))
    record([person], "describe", changes, actor=Actor.clock(), notes=[{}])
    called = {
        day: ask.ani.read(f"people/?on={day}")["results"][0]["name"] for day in ("2026-06-30", "2026-07-01")
    }
    assert called == {"2026-06-30": "Ani Contoh", "2026-07-01": "Ani Baru"}
    assert ask.dewi.read("units/?on=2019-12-31")["results"] == []


def test_a_right_that_is_over_or_not_yet_begun_shows_nothing_whatever_day_is_asked(ask: Asking) -> None:
    agency = ask.agency
    letter = Letter(
        kind="plh",
        number="800/14/2026",
        issuer=agency.people["citra"],
        post=agency.posts["budi"],
        person=agency.people["ani"],
        valid_from=EVER,
        valid_to=datetime.date(2026, 12, 31),
    )
    record([letter], "issue", Changes(), actor=Actor.clock(), notes=[{}])
    rights = [(EVER, datetime.date(2025, 12, 31)), (datetime.date(2026, 2, 1), None)]
    granted = {"capacity": "manager", "unit": agency.units["KAB"]}
    eko = agency.people["eko"]
    changes = Changes()
    for first, last in rights:
        changes.add(Grant(person=eko, valid_from=first, valid_to=last, **granted))
    record([eko], "grant", changes, actor=Actor.clock(), notes=[{}])
    for day in ("2025-06-02", "2026-01-12", "2026-06-01"):
        assert _names(ask.eko.read(f"people/?on={day}")) == ["Eko"]
        assert ask.eko.read(f"letters/?on={day}")["results"] == []
        assert len(ask.dewi.read(f"people/?on={day}")["results"]) == 7
        assert len(ask.dewi.read(f"letters/?on={day}")["results"]) == 1


@pytest.mark.parametrize(
    "path", ["units/?on=tomorrow", "posts/?unit=KEC", "people/?nip=1", "letters/?unit=1", "units/?state=x"]
)
def test_an_unknown_filter_of_the_directory_is_invalid(ask: Asking, path: str) -> None:
    assert code(ask.dewi.get(path)) == (400, "invalid")


def test_letters_are_seen_by_whom_they_concern(ask: Asking) -> None:
    agency = ask.agency
    letter = Letter(
        kind="plh",
        number="800/12/2026",
        issuer=agency.people["citra"],
        post=agency.posts["budi"],
        person=agency.people["eko"],
        valid_from=EVER,
        valid_to=datetime.date(2026, 12, 31),
    )
    record([letter], "issue", Changes(), actor=Actor.clock(), notes=[{}])
    (shown,) = ask.eko.read("letters/")["results"]
    assert shown == {
        "id": str(letter.pk),
        "kind": "plh",
        "kind_label": shown["kind_label"],
        "number": "800/12/2026",
        "issuer": {"id": str(agency.citra), "name": "Citra Contoh"},
        "post": str(agency.posts["budi"].pk),
        "person": {"id": str(agency.eko), "name": "Eko Contoh"},
        "from": "2020-01-01",
        "to": "2026-12-31",
    }
    assert ask.ani.read("letters/")["results"] == []
    assert len(ask.dewi.read("letters/")["results"]) == 1


def test_who_stands_in_sees_and_acts_by_the_letter(ask: Asking) -> None:
    agency, plan = ask.agency, ask.submitted()
    assert code(ask.eko.get(plan)) == (404, "not_found")
    letter = Letter(
        kind="plh",
        number="800/13/2026",
        issuer=agency.people["citra"],
        post=agency.posts["budi"],
        person=agency.people["eko"],
        valid_from=EVER,
        valid_to=datetime.date(2026, 12, 31),
    )
    record([letter], "issue", Changes(), actor=Actor.clock(), notes=[{}])
    assert ask.eko.read(plan)["allowed_steps"] == ["return_for_revision", "approve"]
    assert ask.eko.post(f"{plan}steps/return_for_revision/", {"reason": "Perbaiki"}, 2).status_code == 200
    entry = ask.ani.read(f"{plan}history/")["results"][-1]
    assert (entry["actor"]["name"], entry["on_behalf_of"]["name"]) == ("Eko Contoh", "Budi Contoh")
    assert entry["letter"] == str(letter.pk)
