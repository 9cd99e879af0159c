"""How people want to be told, over HTTP."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from pytest_django import Settings

from api.v1.preferences import EMAIL, GROUP
from notifications.commands import relay
from notifications.kinds import Group
from notifications.models import Channel, Delivery, Mail
from tests.api.asking import Asking, Client, code
from tests.notifications.chat import chatting

ADDRESS = "notification-preferences/"
CHOSEN: dict[str, Any] = {
    "groups": [{"group": "waiting", "inbox": True, "email": "off"}],
    "digest_at": "16:30:00",
    "quiet": {"from": "12:00:00", "to": "13:00:00"},
    "quiet_days_off": True,
}


def choices(answer: Any) -> dict[str, tuple[bool, str]]:
    return {each["group"]: (each["inbox"], each["email"]) for each in answer["groups"]}


def test_the_address_knows_the_words_that_the_program_knows() -> None:
    assert list(get_args(GROUP)) == Group.values
    assert list(get_args(EMAIL)) == Mail.values


def test_who_chose_nothing_reads_the_defaults(ask: Asking) -> None:
    shown = ask.ani.read(ADDRESS)
    assert choices(shown) == {
        "legal": (True, "at_once"),
        "waiting": (True, "at_once"),
        "mine": (True, "at_once"),
        "reminders": (True, "digest"),
        "information": (True, "digest"),
    }
    assert shown["quiet"] == {"from": "20:00:00", "to": "06:00:00"}
    assert (shown["digest_at"], shown["quiet_days_off"]) == ("07:00:00", False)
    assert [each["group"] for each in shown["groups"] if each["fixed"]] == ["legal"]


def test_a_choice_counts_for_him_who_made_it(ask: Asking) -> None:
    answer = ask.budi.put(ADDRESS, CHOSEN)
    assert answer.status_code == 200, answer.content
    assert choices(answer.json())["waiting"] == (True, "off")
    shown = ask.budi.read(ADDRESS)
    assert shown == answer.json()
    assert {name: shown[name] for name in ("digest_at", "quiet", "quiet_days_off")} == {
        name: CHOSEN[name] for name in ("digest_at", "quiet", "quiet_days_off")
    }
    assert choices(ask.ani.read(ADDRESS))["waiting"] == (True, "at_once")
    ask.submitted()
    relay()
    assert {each.channel for each in Delivery.objects.filter(person=ask.agency.budi)} == {Channel.INBOX}


def test_choosing_anew_replaces_all(ask: Asking) -> None:
    ask.ani.put(ADDRESS, CHOSEN)
    plain: dict[str, Any] = {"groups": [], "digest_at": "07:00", "quiet": None, "quiet_days_off": False}
    answer = ask.ani.put(ADDRESS, plain).json()
    assert choices(answer)["waiting"] == (True, "at_once")
    assert answer["quiet"] is None


@pytest.mark.parametrize(("inbox", "email"), [(False, "at_once"), (True, "digest"), (True, "off")])
def test_legal_notices_cannot_be_turned_off(ask: Asking, inbox: bool, email: str) -> None:  # noqa: FBT001
    before = ask.ani.read(ADDRESS)
    answer = ask.ani.put(ADDRESS, CHOSEN | {"groups": [{"group": "legal", "inbox": inbox, "email": email}]})
    assert code(answer) == (400, "invalid")
    assert list(answer.json()["errors"]) == ["groups"]
    assert ask.ani.read(ADDRESS) == before


def test_what_was_read_can_be_sent_back(ask: Asking) -> None:
    shown = ask.ani.read(ADDRESS)
    groups = [{name: each[name] for name in ("group", "inbox", "email")} for each in shown["groups"]]
    assert ask.ani.put(ADDRESS, shown | {"groups": groups}).json() == shown


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"groups": [{"group": "waiting", "inbox": True, "email": "often"}]}, "groups.0.email"),
        ({"groups": [{"group": "rain", "inbox": True, "email": "off"}]}, "groups.0.group"),
        ({"groups": [CHOSEN["groups"][0], CHOSEN["groups"][0]]}, "groups"),
        ({"digest_at": "25:00"}, "digest_at"),
        ({"quiet": {"from": "20:00"}}, "quiet.to"),
        ({"person": "1"}, "person"),
    ],
)
def test_what_is_no_choice_is_refused_with_its_place(ask: Asking, wrong: dict[str, Any], place: str) -> None:
    answer = ask.ani.put(ADDRESS, CHOSEN | wrong)
    assert code(answer) == (400, "invalid")
    assert list(answer.json()["errors"]) == [place]


def test_nobody_chooses_without_signing_in(ask: Asking) -> None:
    assert code(Client().put(ADDRESS, CHOSEN)) == (401, "not_signed_in")


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # asked for by apprise
def test_a_channel_of_ones_own_is_confirmed_chosen_for_and_given_up(ask: Asking, settings: Settings) -> None:
    there = "notification-channel/"
    assert ask.ani.read(there) == {"offered": [], "channel": None}
    with chatting(settings) as chat:
        wrong = ask.ani.put(there, {"name": "chat", "address": "../admin"})
        assert code(wrong) == (422, "rules_broken")
        answer = ask.ani.put(there, {"name": "chat", "address": "ani-91"})
        assert answer.status_code == 200, answer.content
        waiting = {"name": "chat", "address": "ani-91", "confirmed_at": None, "failing_since": None}
        assert answer.json() == ask.ani.read(there) == {"offered": ["chat"], "channel": waiting}
        assert code(ask.budi.post(f"{there}confirm/", {"code": chat.code()})) == (404, "not_found")
        assert ask.budi.read(there)["channel"] is None
        confirmed = ask.ani.post(f"{there}confirm/", {"code": chat.code()})
        assert confirmed.json()["channel"]["confirmed_at"]
        once_a_day = {"group": "mine", "inbox": True, "email": "off", "own": "digest"}
        chosen = ask.ani.put(ADDRESS, CHOSEN | {"groups": [*CHOSEN["groups"], once_a_day]}).json()["groups"]
        assert {each["group"]: each["own"] for each in chosen} == {
            "legal": "at_once",
            "waiting": "at_once",
            "mine": "digest",
            "reminders": "digest",
            "information": "digest",
        }
        legal = {"group": "legal", "inbox": True, "email": "at_once", "own": "off"}
        assert code(ask.ani.put(ADDRESS, CHOSEN | {"groups": [legal]})) == (400, "invalid")
    assert ask.ani.delete(there).status_code == 204
    assert ask.ani.read(there)["channel"] is None
    assert code(ask.ani.delete(there)) == (404, "not_found")
