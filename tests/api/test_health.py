"""Health, and what is answered when a server behind us is away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from pytest_django import Settings

from api.v1 import health
from api.v1.acts import DONE
from api.v1.kinds import Kind
from cycle_engine.perform import perform
from notifications import faults
from tests.api.asking import Asking, Client, code
from tests.api.crowd import drafts
from tests.databases import Database

AWAY = "unix:///nowhere/valkey.sock?db=0"


@pytest.fixture
def no_database(ask: Asking) -> Iterator[None]:
    """As if the database had gone."""
    assert ask.ani.get("me/").status_code == 200
    known = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict["HOST"] = "/nowhere"
    yield
    connection.close()
    connection.settings_dict.update(known)


def test_nobody_need_sign_in_to_ask_for_health(ask: Asking) -> None:
    assert Client().read("health/live/")["status"] == "live"
    ready = Client().read("health/ready/")
    assert (ready["status"], ready["broker"], ready["outbox_lag"]) == ("ready", "there", 0.0)


def test_readiness_tells_how_long_the_oldest_event_has_waited(ask: Asking) -> None:
    ask.submitted()
    ask.agency.at("2026-01-12 09:10")
    assert 590 < Client().read("health/ready/")["outbox_lag"] < 610


def test_a_mail_server_that_is_away_is_a_warning_only(ask: Asking) -> None:
    works = {"waiting": 0, "failing_since": None, "last_error": ""}
    assert Client().read("health/ready/")["channels"] == {"email": works, "own": works, "webhooks": works}
    faults.begin("email", "TimeoutError")
    ready = Client().read("health/ready/")
    assert (ready["status"], ready["channels"]["email"]["last_error"]) == ("ready", "TimeoutError")
    assert ready["channels"]["email"]["failing_since"]


def test_a_broker_that_is_away_is_a_warning_only(ask: Asking, settings: Settings) -> None:
    settings.REDIS_URL = AWAY
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": AWAY}}
    assert Client().read("health/ready/")["broker"] == "away"
    assert ask.ani.post(f"{ask.drafted()}steps/submit/", {}, 1).status_code == 200


def test_without_its_database_the_program_lives_and_is_not_ready(ask: Asking, no_database: None) -> None:
    assert Client().get("health/live/").status_code == 200
    answer = Client().get("health/ready/")
    assert code(answer) == (503, "unavailable")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_without_its_database_every_address_says_when_to_come_again(ask: Asking, no_database: None) -> None:
    for answer in (ask.ani.get("plans/"), ask.ani.post("plans/1/steps/submit/", {}, 1)):
        assert code(answer) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
        assert "allowed_steps" not in answer.json()


def test_a_database_that_is_not_migrated_is_not_ready(fresh_database: Database) -> None:
    health._all_migrated.cache_clear()
    with fresh_database.owner() as owner:
        names = owner.execute(
            "DELETE FROM django_migrations WHERE app = 'planning' RETURNING name"
        ).fetchall()
    assert code(Client().get("health/ready/")) == (503, "unavailable")
    with fresh_database.owner() as owner:
        for name in names:
            owner.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('planning', %s, now())", name
            )
    assert Client().get("health/ready/").status_code == 200


@pytest.mark.parametrize("path", ["steps/submit/", "inbox/bulk/"])
def test_what_was_done_before_the_database_went_is_not_called_unwritten(
    ask: Asking, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def gone(*_: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    plan = ask.drafted()
    with monkeypatch.context() as after:
        after.setattr(Kind, "of", gone)
        if path == "inbox/bulk/":
            answer = ask.ani.post(path, [{"record": plan.rstrip("/"), "step": "submit", "version": 1}])
        else:
            answer = ask.ani.post(plan + path, {}, 1)
    assert code(answer) == (503, "unavailable")
    assert answer.json()["detail"] == str(DONE)
    assert ask.ani.read(plan)["state"] == "submitted"


def test_a_database_that_goes_between_two_steps_of_a_bulk_undoes_only_the_later(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = drafts(ask.agency, "ani", range(2030, 2032))
    done: list[object] = []

    def once(*arguments: Any, **wish: Any) -> Any:
        done.append(arguments)
        if len(done) > 1:
            raise OperationalError("server closed the connection unexpectedly")
        return perform(*arguments, **wish)

    monkeypatch.setattr("api.v1.bulk.perform", once)
    items = [{"record": f"plans/{plan}", "step": "submit", "version": 1} for plan in plans]
    results = ask.ani.post("inbox/bulk/", items).json()["results"]
    assert [each["status"] for each in results] == [200, 503]
