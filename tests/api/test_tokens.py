"""Signing in and out, and accounts without a person."""

from __future__ import annotations

import datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from knox.models import AuthToken
from pytest_django import Settings
from rest_framework.test import APIClient

from api.v1 import throttles
from directory.models import User
from tests.agency import PASSWORD
from tests.api.asking import Asking, Client, code

GOOD = {"username": "ani", "password": PASSWORD}
BAD = {"username": "ani", "password": "salah"}


def test_username_and_password_give_a_token_that_opens_the_api(ask: Asking) -> None:
    answer = Client().post("tokens/", GOOD)
    assert answer.status_code == 201
    assert Client(answer.json()["token"]).read("me/")["username"] == "ani"
    assert answer.json()["expires_at"]


def test_tokens_are_kept_hashed(ask: Asking) -> None:
    token = Client().post("tokens/", GOOD).json()["token"]
    assert token not in str(AuthToken.objects.values())


def test_a_wrong_password_and_an_unknown_name_are_refused_alike(ask: Asking) -> None:
    wrong, unknown = Client().post("tokens/", BAD), Client().post("tokens/", BAD | {"username": "nobody"})
    assert code(wrong) == (401, "wrong_credentials")
    assert wrong.headers["WWW-Authenticate"] == "Bearer"
    assert wrong.json() == unknown.json()


def test_an_account_that_was_closed_gets_no_token_and_its_old_one_is_worth_nothing(ask: Asking) -> None:
    assert ask.ani.get("me/").status_code == 200
    User.objects.filter(username="ani").update(is_active=False)
    assert code(Client().post("tokens/", GOOD)) == (401, "wrong_credentials")
    assert code(ask.ani.get("me/")) == (401, "not_signed_in")


def test_credentials_are_exactly_a_username_and_a_password(ask: Asking) -> None:
    answer = Client().post("tokens/", {"username": "ani", "admin": True})
    assert code(answer) == (400, "invalid")
    assert set(answer.json()["errors"]) == {"password", "admin"}


def test_too_many_wrong_passwords_lock_the_account_out_even_with_the_right_one(ask: Asking) -> None:
    codes = [code(Client().post("tokens/", BAD)) for _ in range(5)]
    assert codes[:4] == [(401, "wrong_credentials")] * 4
    answer = Client().post("tokens/", GOOD)
    assert code(answer) == (429, "locked_out")
    assert int(answer.headers["Retry-After"]) == 15 * 60
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert Client().post("tokens/", GOOD | {"username": "budi"}).status_code == 201


def _locked_out_from(client: str, forwarded: str) -> bool:
    """Whether the sixth answer is the lock, asked by way of a proxy or with a header of one's own."""
    answers = [Client().post("tokens/", BAD, **{"X-Forwarded-For": client}) for _ in range(5)]
    assert code(answers[0]) == (401, "wrong_credentials")
    return bool(Client().post("tokens/", GOOD, **{"X-Forwarded-For": forwarded}).status_code == 429)


@pytest.mark.parametrize(
    ("tried", "asks", "locked"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("203.0.113.7", "203.0.113.8, 203.0.113.7", True),  # what the client says of itself stands first
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),  # of IPv6 a household has a whole network
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.8", False),
        ("nowhere", "nowhere", True),
    ],
)
def test_behind_a_proxy_the_lock_is_for_the_address_that_the_proxy_tells(
    ask: Asking, settings: Settings, tried: str, asks: str, *, locked: bool
) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": 1}
    assert _locked_out_from(tried, asks) is locked


def test_without_a_proxy_the_lock_does_not_heed_what_the_client_says_of_itself(ask: Asking) -> None:
    assert _locked_out_from("203.0.113.7", "203.0.113.8")


def test_who_tries_many_names_from_one_address_is_throttled(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttles.ByAddress, "rate", "2/minute", raising=False)
    codes = [code(Client().post("tokens/", BAD | {"username": name})) for name in ("a", "b", "c")]
    assert codes[2] == (429, "throttled")


def test_a_revoked_token_is_worth_nothing_and_others_stay(ask: Asking) -> None:
    first, second = (Client(Client().post("tokens/", GOOD).json()["token"]) for _ in range(2))
    assert first.delete("tokens/current/").status_code == 204
    assert code(first.get("me/")) == (401, "not_signed_in")
    assert second.get("me/").status_code == 200


def test_a_token_expires(ask: Asking) -> None:
    assert ask.ani.get("me/").status_code == 200
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=12, seconds=1)):
        assert code(ask.ani.get("me/")) == (401, "not_signed_in")


def test_the_engines_time_does_not_touch_tokens(ask: Asking) -> None:
    assert ask.ani.get("me/").status_code == 200
    ask.agency.at("2029-01-01 08:00")
    assert ask.ani.get("me/").status_code == 200


def test_a_session_of_the_web_opens_the_api_and_writes_only_with_its_csrf_token(ask: Asking) -> None:
    http = APIClient(enforce_csrf_checks=True)
    http.force_login(ask.agency.user("ani"), "django.contrib.auth.backends.ModelBackend")
    assert http.get("/api/v1/me/").status_code == 200
    assert code(http.post("/api/v1/plans/", ask.new_plan())) == (403, "forbidden")
    http.cookies["csrftoken"] = secret = "a" * 32
    assert http.post("/api/v1/plans/", ask.new_plan(), headers={"X-CSRFToken": secret}).status_code == 201
    assert code(http.delete("/api/v1/tokens/current/", headers={"X-CSRFToken": secret})) == (404, "not_found")


def test_the_command_prints_a_token_and_nothing_else(ask: Asking) -> None:
    out = StringIO()
    call_command("issue_token", "dewi", stdout=out)
    (token,) = out.getvalue().splitlines()
    assert Client(token).read("me/")["username"] == "dewi"


def test_the_command_knows_no_strangers(ask: Asking) -> None:
    with pytest.raises(CommandError, match="nobody"):
        call_command("issue_token", "nobody")


def test_an_account_without_a_person_sees_nothing_and_holds_nothing(ask: Asking) -> None:
    plan = ask.submitted()
    admin = User.objects.create_superuser("admin", password=PASSWORD)
    client = Client(AuthToken.objects.create(admin)[1])
    me = client.read("me/")
    assert (me["person"], me["posts"], me["capacities"]) == (None, [], [])
    for path in ("plans/", "inbox/", "people/", "units/", "posts/", "letters/", "cycles/", "notifications/"):
        assert client.read(path)["results"] == [], path
    assert code(client.get(plan)) == (404, "not_found")
    assert code(client.post("plans/", ask.new_plan())) == (404, "not_found")
    cycle = {"year": 2027, "unit": str(ask.agency.units["KAB"].pk)}
    assert code(client.post("cycles/", cycle)) == (403, "not_your_turn")


def test_me_tells_posts_and_capacities(ask: Asking) -> None:
    me = ask.dewi.read("me/")
    assert me["person"] == {"id": str(ask.agency.dewi), "name": "Dewi Contoh"}
    assert [held["post"]["title"] for held in me["posts"]] == ["Analis SDM Aparatur"]
    (capacity,) = me["capacities"]
    assert (capacity["capacity"], capacity["unit"]["name"]) == ("manager", "Unit KAB")
    assert (capacity["from"], capacity["to"], me["language"]) == ("2020-01-01", None, "id")
