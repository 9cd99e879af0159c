"""Inviting people to their accounts."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.record import record
from directory.models import Grant, Invitation, PersonRow, User
from tests.agency import EVER
from tests.api.asking import Asking, code

ADDRESS = "people/invitations/"


@pytest.fixture
def ask(ask: Asking) -> Asking:
    """All but Dewi and Budi have no password yet."""
    User.objects.exclude(username__in=["dewi", "budi"]).update(password="!")
    return ask


def body(ask: Asking, *names: str) -> dict[str, list[str]]:
    return {"people": [str(ask.agency.people[name].pk) for name in names]}


def test_a_manager_invites_people_and_reads_what_became_of_it(ask: Asking) -> None:
    answer = ask.dewi.post(ADDRESS, body(ask, "ani", "budi"))
    left_out = [{"person": str(ask.agency.budi), "reason": "has_password"}]
    assert (answer.status_code, answer.json()) == (202, {"invited": 1, "left_out": left_out})
    (row,) = ask.dewi.read(ADDRESS)["results"]
    assert (row["person"]["name"], row["username"], row["by"]["name"]) == ("Ani Contoh", "ani", "Dewi Contoh")
    assert (row["outcome"], row["error"], row["accepted"]) == ("", "", False)
    assert "!" not in str(row)


def test_a_whole_unit_is_invited_with_all_below_it(ask: Asking) -> None:
    answer = ask.dewi.post(ADDRESS, {"unit": str(ask.agency.units["KEC"].pk)})
    assert answer.json()["invited"] == 2
    assert {row.user.username for row in Invitation.objects.all()} == {"ani", "citra"}
    assert {row.by_id for row in Invitation.objects.all()} == {ask.agency.dewi}


def test_whoever_cannot_be_invited_is_named_with_the_reason(ask: Asking) -> None:
    User.objects.filter(username="ani").delete()
    ask.dewi.post(ADDRESS, body(ask, "citra"))
    answer = ask.dewi.post(ADDRESS, body(ask, "ani", "budi", "citra", "eko"))
    left_out = {each["person"]: each["reason"] for each in answer.json()["left_out"]}
    people = ask.agency.people
    assert left_out == {
        str(people["ani"].pk): "no_account",
        str(people["budi"].pk): "has_password",
        str(people["citra"].pk): "waiting",
    }
    assert answer.json()["invited"] == 1


def test_who_has_no_address_is_left_out(ask: Asking) -> None:
    User.objects.filter(username="eko").update(email="")
    row = PersonRow.objects.get(person=ask.agency.eko)
    nameless = PersonRow(
        person=row.person, name=row.name, kind=row.kind, valid_from=ask.agency.cycle.starts_on
    )
    changes = Changes([nameless])
    changes.change(row, valid_to=ask.agency.cycle.starts_on.replace(year=2025, month=12, day=31))
    record([row.person], "describe", changes, actor=Actor.clock(), notes=[{}])
    answer = ask.dewi.post(ADDRESS, body(ask, "eko"))
    assert answer.json()["left_out"] == [{"person": str(ask.agency.eko), "reason": "no_address"}]
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"people": [], "unit": None}, {"people": ["1"], "unit": "1"}])
def test_people_or_a_unit_are_named_and_not_both(ask: Asking, sent: dict[str, Any]) -> None:
    answer = ask.dewi.post(ADDRESS, sent)
    assert code(answer) == (400, "invalid")
    assert set(answer.json()["errors"]) == {"people"}


def test_only_a_manager_of_their_unit_invites(ask: Asking) -> None:
    unit = {"unit": str(ask.agency.units["KEC-PEL"].pk)}
    for who in (ask.ani, ask.budi, ask.indah):
        assert code(who.post(ADDRESS, unit)) == (403, "not_your_turn")
    assert code(ask.budi.post(ADDRESS, body(ask, "ani"))) == (403, "not_your_turn")
    assert code(ask.indah.post(ADDRESS, body(ask, "ani"))) == (403, "not_your_turn")
    assert code(ask.ani.post(ADDRESS, body(ask, "eko"))) == (404, "not_found")
    assert code(ask.dewi.post(ADDRESS, {"unit": "4711"})) == (404, "not_found")
    assert not Invitation.objects.exists()


def test_a_manager_of_a_part_invites_and_reads_there_alone(ask: Asking) -> None:
    person = ask.agency.people["citra"]
    grant = Grant(person=person, capacity="manager", unit=ask.agency.units["KEC"], valid_from=EVER)
    record([person], "grant", Changes([grant]), actor=Actor.clock(), notes=[{}])
    assert code(ask.citra.post(ADDRESS, {"unit": str(ask.agency.units["KAB"].pk)})) == (403, "not_your_turn")
    ask.dewi.post(ADDRESS, body(ask, "ani", "eko"))
    assert [row["username"] for row in ask.citra.read(ADDRESS)["results"]] == ["ani"]
    assert ask.ani.read(ADDRESS)["results"] == []


def test_many_are_invited_and_listed_with_as_many_queries_as_few(ask: Asking) -> None:
    counts = []
    for sent in (body(ask, "ani", "budi"), body(ask, "ani", "citra", "eko", "indah")):
        Invitation.objects.update(outcome="sent")
        with CaptureQueriesContext(connection) as queries:
            ask.dewi.post(ADDRESS, sent)
            ask.dewi.read(ADDRESS)
        counts.append(len(queries))
    assert Invitation.objects.count() == 5
    assert counts[1] <= counts[0] + 1  # a name or two may be remembered
