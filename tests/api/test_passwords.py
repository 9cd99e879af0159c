"""Passwords over HTTP: by the link of an invitation, and one's own."""

from __future__ import annotations

from typing import Any

import pytest
from knox.models import AuthToken

from directory.invitations import fresh_link
from directory.models import Invitation, User
from tests.agency import PASSWORD
from tests.api.asking import Asking, Client, code

NEW = "sawah-gunung-laut-81"
OWN = {"old": PASSWORD, "new": NEW}


@pytest.fixture
def link(ask: Asking) -> dict[str, Any]:
    """What Eko, who has no password yet, sends with the link of his invitation."""
    eko = ask.agency.user("eko")
    eko.set_unusable_password()
    eko.save()
    found = fresh_link(Invitation(user=eko, purpose="invited"))
    assert found
    return {"uid": found[0], "token": found[1], "password": NEW}


def signs_in(name: str, password: str) -> bool:
    answer = Client().post("tokens/", {"username": name, "password": password})
    return bool(answer.status_code == 201)


# By a link


def test_a_link_sets_the_password_once(ask: Asking, link: dict[str, Any]) -> None:
    answer = Client().post("passwords/", link)
    assert (answer.status_code, answer.json()) == (200, {"username": "eko"})
    assert signs_in("eko", NEW)
    again = Client().post("passwords/", link | {"password": "something-else-42"})
    assert code(again) == (400, "invalid")
    assert set(again.json()["errors"]) == {"token"}
    assert signs_in("eko", NEW)


@pytest.mark.parametrize(
    "wrong",
    [{"uid": "MQ"}, {"uid": "?"}, {"uid": "\N{SNOWMAN}"}, {"token": "x"}, {"token": ""}, {"uid": "MTIz" * 9}],
)
def test_a_wrong_link_is_refused_whatever_is_wrong_with_it(
    ask: Asking, link: dict[str, Any], wrong: dict[str, str]
) -> None:
    answer = Client().post("passwords/", link | wrong)
    assert code(answer) == (400, "invalid")
    assert set(answer.json()["errors"]) == {"token"}
    assert not User.objects.get(username="eko").has_usable_password()


def test_a_weak_password_is_refused_in_words_and_the_link_still_works(
    ask: Asking, link: dict[str, Any]
) -> None:
    answer = Client().post("passwords/", link | {"password": "12345678"}, **{"Accept-Language": "en"})
    assert code(answer) == (400, "invalid")
    assert "This password is too common." in answer.json()["errors"]["password"]
    assert Client().post("passwords/", link).status_code == 200


def test_links_are_tried_a_few_times_a_minute_at_most(ask: Asking, link: dict[str, Any]) -> None:
    answers = [Client().post("passwords/", link | {"token": "x"}) for _ in range(61)]
    assert code(answers[-1]) == (429, "throttled")


# One's own


def test_who_changes_his_password_stays_and_everybody_else_with_it_is_out(ask: Asking) -> None:
    elsewhere = Client(AuthToken.objects.create(ask.agency.user("ani"))[1])
    assert ask.ani.post("me/password/", OWN).status_code == 204
    assert ask.ani.get("me/").status_code == 200
    assert code(elsewhere.get("me/")) == (401, "not_signed_in")
    assert not signs_in("ani", PASSWORD)
    assert signs_in("ani", NEW)
    assert ask.budi.get("me/").status_code == 200


def test_sessions_end_with_the_old_password_but_for_the_one_that_changed_it(ask: Asking) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        client.http.force_login(ask.agency.user("ani"), "django.contrib.auth.backends.ModelBackend")
        assert client.get("me/").status_code == 200
    assert here.post("me/password/", OWN).status_code == 204
    assert here.get("me/").status_code == 200
    assert code(there.get("me/")) == (401, "not_signed_in")


def test_the_old_password_is_asked_for(ask: Asking) -> None:
    answer = ask.ani.post("me/password/", OWN | {"old": "salah"})
    assert code(answer) == (400, "invalid")
    assert set(answer.json()["errors"]) == {"old"}
    assert signs_in("ani", PASSWORD)


def test_who_guesses_the_old_password_is_locked_out(ask: Asking) -> None:
    answers = [ask.ani.post("me/password/", OWN | {"old": "salah"}) for _ in range(6)]
    assert code(answers[0]) == (400, "invalid")
    assert code(answers[-1]) == (429, "locked_out")
    assert code(ask.ani.post("me/password/", OWN)) == (429, "locked_out")


def test_a_weak_new_password_is_refused_in_words(ask: Asking) -> None:
    answer = ask.ani.post("me/password/", OWN | {"new": "ani"})
    assert code(answer) == (400, "invalid")
    assert set(answer.json()["errors"]) == {"new"}
    assert signs_in("ani", PASSWORD)


def test_nobody_changes_a_password_without_being_signed_in(ask: Asking) -> None:
    assert code(Client().post("me/password/", OWN)) == (401, "not_signed_in")
