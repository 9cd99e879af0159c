"""Webhooks over HTTP: who may have endpoints, what is shown of them, and messages sent once more."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from cycle_engine.machine import MACHINES
from directory.models import Grant
from notifications.commands import relay
from notifications.models import WebhookDelivery
from notifications.webhooks import sending
from tests.api.asking import Asking, code

CLOSED = "http://127.0.0.1:9/hook"
NEW = {"url": CLOSED, "types": ["plan.submit", "plan.draft"]}


@pytest.fixture(autouse=True)
def named(settings: Settings) -> None:
    settings.WEBHOOK_ALLOW = ["127.0.0.1"]


@pytest.fixture
def made(ask: Asking) -> dict[str, Any]:
    """Dewi's endpoint, as it was answered."""
    answer = ask.dewi.post("webhooks/", NEW)
    assert answer.status_code == 201, answer.content
    assert answer.headers["Location"] == f"/api/v1/webhooks/{answer.json()['id']}/"
    return dict(answer.json())


def test_the_secret_is_told_once(ask: Asking, made: dict[str, Any]) -> None:
    assert made["secret"].startswith("whsec_")
    (listed,) = ask.dewi.read("webhooks/")["results"]
    assert listed == ask.dewi.read(f"webhooks/{made['id']}/")
    assert "secret" not in listed
    assert listed["types"] == ["plan.draft", "plan.submit"]


def test_two_endpoints_have_two_secrets(ask: Asking, made: dict[str, Any]) -> None:
    assert ask.dewi.post("webhooks/", NEW).json()["secret"] != made["secret"]


@pytest.mark.parametrize("name", ["ani", "budi", "indah"])
def test_who_manages_nothing_has_no_endpoint(ask: Asking, name: str) -> None:
    assert code(getattr(ask, name).post("webhooks/", NEW)) == (403, "not_your_turn")
    assert getattr(ask, name).read("webhooks/")["results"] == []


def test_others_endpoints_are_not_there(ask: Asking, made: dict[str, Any]) -> None:
    here, body = f"webhooks/{made['id']}/", NEW | {"enabled": True}
    for answer in (
        ask.indah.get(here),
        ask.indah.delete(here),
        ask.indah.get(f"{here}deliveries/"),
        ask.dewi.put("webhooks/999/", body),
        ask.dewi.post("webhooks/999/rotate/"),
        ask.dewi.post("webhooks/999/replay/", {"since": "2026-01-01T00:00:00Z"}),
        ask.dewi.post(f"{here}deliveries/999/replay/"),
    ):
        assert code(answer) == (404, "not_found")


def test_only_steps_can_be_asked_for(ask: Asking) -> None:
    types = ask.dewi.read("webhooks/types/")["types"]
    steps = {step.key for machine in MACHINES.values() for step in machine.steps.values()}
    assert {"plan.approve", "evaluation.deliver", "appeal.file"} <= set(types) <= steps
    answer = ask.dewi.post(
        "webhooks/", {"url": CLOSED, "types": ["plan.approve", "plan.rain", "deadline.passed"]}
    )
    assert code(answer) == (422, "rules_broken")
    (blocker,) = answer.json()["blockers"]
    assert (blocker["rule"], "deadline.passed, plan.rain" in blocker["message"]) == (
        "ours:webhook_types",
        True,
    )


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("https://10.0.0.1/", "ours:webhook_private"),
        ("https://169.254.169.254/latest/", "ours:webhook_private"),
        ("https://[::ffff:127.0.0.1]/", "ours:webhook_private"),
        ("http://93.184.215.14/", "ours:webhook_https"),
        ("https://nowhere.invalid/", "ours:webhook_host"),
        ("gopher://93.184.215.14/", "ours:webhook_url"),
    ],
)
def test_an_address_that_may_not_be_called_is_refused_when_it_is_made_and_changed(
    ask: Asking, made: dict[str, Any], url: str, rule: str
) -> None:
    bad = NEW | {"url": url}
    for answer in (ask.dewi.post("webhooks/", bad), ask.dewi.put(f"webhooks/{made['id']}/", bad)):
        assert code(answer) == (422, "rules_broken")
        assert [each["rule"] for each in answer.json()["blockers"]] == [rule]
    assert ask.dewi.read(f"webhooks/{made['id']}/")["url"] == CLOSED


def test_an_endpoint_is_changed_rotated_and_removed(ask: Asking, made: dict[str, Any]) -> None:
    here = f"webhooks/{made['id']}/"
    changed = ask.dewi.put(here, {"url": f"{CLOSED}/2", "types": ["*"], "enabled": False}).json()
    assert (changed["url"], changed["types"]) == (f"{CLOSED}/2", ["*"])
    assert changed["disabled_at"]
    rotated = ask.dewi.post(f"{here}rotate/").json()
    assert rotated["secret"] not in (made["secret"], "")
    assert rotated["old_secret_until"] > made["created_at"]
    assert ask.dewi.delete(here).status_code == 204
    assert code(ask.dewi.get(here)) == (404, "not_found")
    assert ask.dewi.read("webhooks/")["results"] == []


def test_deliveries_tell_what_became_of_them_and_can_be_sent_again(ask: Asking, made: dict[str, Any]) -> None:
    ask.submitted()
    relay()
    sending.deliver()
    deliveries = f"webhooks/{made['id']}/deliveries/"
    newest, oldest = ask.dewi.read(deliveries)["results"]
    assert (newest["type"], newest["state"], newest["attempts"]) == ("plan.submit", "waiting", 0)
    assert (oldest["type"], oldest["attempts"], oldest["error"]) == ("plan.draft", 1, "ConnectionError")
    assert oldest["next_try_at"]
    assert ask.dewi.read(f"webhooks/{made['id']}/")["failing_since"]
    WebhookDelivery.objects.update(next_try_at=None)
    assert len(ask.dewi.read(f"{deliveries}?state=given_up")["results"]) == 2
    assert ask.dewi.post(f"{deliveries}{oldest['id']}/replay/").status_code == 202
    (again,) = ask.dewi.read(f"{deliveries}?state=waiting")["results"]
    assert (again["id"], again["webhook_id"]) == (oldest["id"], oldest["webhook_id"])
    replayed = ask.dewi.post(f"webhooks/{made['id']}/replay/", {"since": made["created_at"]})
    assert (replayed.status_code, replayed.json()) == (202, {"deliveries": 2})
    later = ask.dewi.post(f"webhooks/{made['id']}/replay/", {"since": "2999-01-01T00:00:00Z"})
    assert later.json() == {"deliveries": 0}


def test_a_disabled_endpoint_is_enabled_before_anything_is_sent_again(
    ask: Asking, made: dict[str, Any]
) -> None:
    here = f"webhooks/{made['id']}/"
    ask.dewi.put(here, NEW | {"enabled": False})
    answer = ask.dewi.post(f"{here}replay/", {"since": made["created_at"]})
    assert [each["rule"] for each in answer.json()["blockers"]] == ["ours:webhook_disabled"]


def test_who_manages_no_longer_can_only_look_and_remove(ask: Asking, made: dict[str, Any]) -> None:
    here = f"webhooks/{made['id']}/"
    Grant.objects.filter(person=ask.agency.dewi).update(valid_to="2026-01-11")
    for answer in (
        ask.dewi.post(f"{here}rotate/"),
        ask.dewi.put(here, NEW | {"enabled": True}),
        ask.dewi.post(f"{here}replay/", {"since": made["created_at"]}),
    ):
        assert code(answer) == (403, "not_your_turn")
    assert ask.dewi.delete(here).status_code == 204


def test_nobody_has_endpoints_without_end(ask: Asking) -> None:
    for _ in range(20):
        assert ask.dewi.post("webhooks/", NEW).status_code == 201
    answer = ask.dewi.post("webhooks/", NEW)
    assert [each["rule"] for each in answer.json()["blockers"]] == ["ours:webhook_number"]
