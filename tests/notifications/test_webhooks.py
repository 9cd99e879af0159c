"""Webhooks from the step to a stranger's receiver."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Thread
from time import monotonic

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from directory.dated import DAY
from directory.models import Grant, User
from notifications.commands import relay
from notifications.models import Endpoint, WebhookDelivery
from notifications.webhooks import commands, sending
from notifications.webhooks.keys import secret_of
from notifications.webhooks.queries import state_of
from tests.notifications.conftest import PostOffice
from tests.notifications.receiver import Receiver
from tests.workflows.evaluation.office import Office
from tests.workflows.planning.desk import day


@pytest.fixture
def endpoint(office: Office, receiver: Receiver) -> Endpoint:
    """Dewi's endpoint for all steps."""
    made, receiver.secret = commands.create(office.id("dewi"), receiver.url, ["*"])
    return made


def send() -> int:
    relay()
    return sending.deliver()


def time_passes() -> None:
    """As if the next try of all that waits had come."""
    WebhookDelivery.objects.filter(next_try_at__isnull=False).update(next_try_at=Now())


def test_a_receiver_verifies_what_it_is_told_of_a_step(
    office: Office, endpoint: Endpoint, receiver: Receiver
) -> None:
    plan = office.submitted()
    assert send() == 2
    born, submitted = sorted(receiver.taken, key=lambda each: each["data"]["version"])
    assert born["data"]["from"] == "new"
    assert submitted["type"] == "plan.submit"
    told = submitted["data"]
    assert (told["record"], told["id"], told["plan"]) == ("plan", str(plan.pk), str(plan.pk))
    assert (told["step"], told["from"], told["to"], told["version"]) == ("submit", "drafting", "submitted", 2)
    assert told["unit"] == str(office.agency.units["KEC-PEL"].pk)
    assert told["at"].startswith("2026-01-12T02:00")
    assert not submitted["timestamp"].startswith("2026-01-12")
    assert set(told) == {"record", "id", "plan", "step", "from", "to", "version", "unit", "at"}
    assert set(submitted) == {"type", "timestamp", "data"}


def test_a_message_holds_ids_and_codes_alone(office: Office, endpoint: Endpoint, receiver: Receiver) -> None:
    office.returned()
    send()
    assert receiver.bodies
    for body in receiver.bodies:
        assert "Ani" not in body
        assert "Sesuai catatan dinas" not in body
        values = [json.loads(body)["type"], *json.loads(body)["data"].values()]
        assert not [value for value in values if " " in str(value)]


def test_each_step_is_told_once_to_each_endpoint(
    office: Office, endpoint: Endpoint, receiver: Receiver
) -> None:
    office.submitted()
    assert [send(), send()] == [2, 0]
    assert len(set(receiver.ids)) == len(receiver.ids) == 2
    assert WebhookDelivery.objects.count() == 2


def test_an_endpoint_is_told_of_the_steps_that_it_asked_for_alone(office: Office, receiver: Receiver) -> None:
    _, receiver.secret = commands.create(office.id("dewi"), receiver.url, ["plan.submit"])
    office.returned()
    assert send() == 1
    assert [each["type"] for each in receiver.taken] == ["plan.submit"]


def test_a_manager_is_told_of_his_units_alone(office: Office, receiver: Receiver) -> None:
    office.grant("eko", unit="DUKCAPIL")
    commands.create(office.id("eko"), receiver.url, ["*"])
    office.submitted()
    assert send() == 0
    assert not WebhookDelivery.objects.exists()


def test_a_manager_is_not_told_of_his_own_plan(
    office: Office, endpoint: Endpoint, receiver: Receiver
) -> None:
    office.submitted("dewi")
    assert send() == 0
    assert receiver.bodies == []


def test_who_manages_no_longer_is_told_nothing_more_of_what_was_on_its_way(
    office: Office, endpoint: Endpoint, receiver: Receiver
) -> None:
    office.submitted()
    relay()
    grants = Grant.objects.filter(person=office.id("dewi"))
    grants.update(valid_to=day("2026-01-12") - DAY)
    assert sending.deliver() == 0
    assert receiver.bodies == []
    assert set(WebhookDelivery.objects.values_list("last_error", "next_try_at")) == {("not_granted", None)}


def test_who_cannot_sign_in_any_more_is_told_nothing(
    office: Office, endpoint: Endpoint, receiver: Receiver
) -> None:
    office.submitted()
    User.objects.filter(person=office.id("dewi")).update(is_active=False)
    assert send() == 0
    assert receiver.bodies == []


def test_a_failed_message_comes_again_under_the_same_id(
    office: Office, endpoint: Endpoint, receiver: Receiver
) -> None:
    receiver.answers = [500]
    office.drafted()
    assert send() == 0
    delivery = WebhookDelivery.objects.get()
    assert (delivery.attempts, delivery.response_code, delivery.last_error) == (1, 500, "http_500")
    assert sending.deliver() == 0
    time_passes()
    assert sending.deliver() == 1
    assert len(receiver.ids) == 2
    assert len(set(receiver.ids)) == 1
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None


def test_an_endpoint_that_fails_holds_up_no_other(
    office: Office, endpoint: Endpoint, receiver: Receiver
) -> None:
    commands.create(office.id("dewi"), "http://127.0.0.1:9/closed", ["*"])
    office.submitted()
    assert send() == 2
    assert len(receiver.taken) == 2
    waiting = WebhookDelivery.objects.filter(sent_at=None)
    assert sorted(waiting.values_list("attempts", flat=True)) == [0, 1]


def test_pauses_grow_over_about_three_days_and_then_it_is_given_up(
    office: Office, endpoint: Endpoint, receiver: Receiver
) -> None:
    assert timedelta(days=2.5) < sum(sending.PAUSES, timedelta()) < timedelta(days=3.5)
    assert list(sending.PAUSES) == sorted(sending.PAUSES)
    receiver.answers = [503] * 20
    office.drafted()
    relay()
    for _ in range(len(sending.PAUSES) + 1):
        time_passes()
        sending.deliver()
    delivery = WebhookDelivery.objects.get()
    assert (state_of(delivery), delivery.attempts) == ("given_up", len(sending.PAUSES) + 1)


def test_an_endpoint_that_fails_for_days_is_disabled_and_its_owner_told_once(
    office: Office, endpoint: Endpoint, receiver: Receiver, post_office: PostOffice
) -> None:
    receiver.answers = [500]
    office.submitted()
    relay()
    Endpoint.objects.update(failing_since=Now() - sending.DISABLED_AFTER)
    post_office.close()
    sending.deliver()
    endpoint.refresh_from_db()
    assert endpoint.disabled_at
    assert not WebhookDelivery.objects.filter(next_try_at__isnull=False).exists()
    post_office.open()
    sending.deliver()
    sending.deliver()
    assert [letter["To"] for letter in post_office.letters] == ["dewi@example.org"]


def test_what_a_disabled_endpoint_missed_is_sent_by_a_replay(
    office: Office, endpoint: Endpoint, receiver: Receiver
) -> None:
    owner = office.id("dewi")
    commands.change(owner, endpoint.pk, receiver.url, ["*"], enabled=False)
    office.submitted()
    assert send() == 0
    commands.change(owner, endpoint.pk, receiver.url, ["*"], enabled=True)
    assert send() == 0
    assert commands.replay_since(owner, endpoint.pk, endpoint.created_at) == 2
    assert sending.deliver() == 2
    assert len(receiver.taken) == 2


def test_who_says_gone_is_not_asked_again(office: Office, endpoint: Endpoint, receiver: Receiver) -> None:
    receiver.answers = [410]
    office.drafted()
    send()
    endpoint.refresh_from_db()
    assert endpoint.disabled_at


def test_for_a_day_both_secrets_sign(office: Office, endpoint: Endpoint, receiver: Receiver) -> None:
    new = commands.rotate(office.id("dewi"), endpoint.pk)
    assert new != receiver.secret
    office.drafted()
    assert send() == 1
    receiver.secret = new
    commands.replay(office.id("dewi"), endpoint.pk, WebhookDelivery.objects.get().pk)
    assert sending.deliver() == 1


def test_after_that_day_the_old_secret_signs_no_more(
    office: Office, endpoint: Endpoint, receiver: Receiver
) -> None:
    commands.rotate(office.id("dewi"), endpoint.pk)
    Endpoint.objects.update(old_until=F("old_until") - commands.OVERLAP)
    office.drafted()
    assert send() == 0
    assert receiver.refused == 1


def test_a_stranger_with_the_database_cannot_sign(
    office: Office, endpoint: Endpoint, receiver: Receiver, settings: Settings
) -> None:
    stored = json.dumps(list(Endpoint.objects.values()), default=str)
    assert receiver.secret.removeprefix("whsec_") not in stored
    assert secret_of(endpoint.salt) == receiver.secret
    settings.SECRET_KEY = "another secret key of another installation, long enough"
    assert secret_of(endpoint.salt) != receiver.secret


def test_a_redirect_is_a_failure_and_is_not_followed(
    office: Office, endpoint: Endpoint, receiver: Receiver
) -> None:
    receiver.answers, receiver.location = [307], receiver.url
    office.drafted()
    assert send() == 0
    assert len(receiver.bodies) == 1
    assert WebhookDelivery.objects.get().last_error == "http_307"


@contextmanager
def answering(*pieces: bytes) -> Iterator[str]:
    """The address of a server that sends these pieces for an answer, the last of them without end, or nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                for piece in pieces:
                    connection.sendall(piece)
                while pieces:
                    connection.sendall(pieces[-1])
                while connection.recv(65536):
                    pass

        thread = Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join(timeout=10)


def test_a_receiver_that_says_nothing_is_not_waited_for_long(
    office: Office, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_ALLOW = ["127.0.0.1"]
    monkeypatch.setattr("outside.addresses.PATIENCE", (0.2, 0.2))
    with answering() as url:
        commands.create(office.id("dewi"), url, ["*"])
        office.drafted()
        assert send() == 0
    assert WebhookDelivery.objects.get().last_error == "ReadTimeout"


def test_of_an_answer_without_end_no_more_is_read_than_its_code(office: Office, settings: Settings) -> None:
    settings.WEBHOOK_ALLOW = ["127.0.0.1"]
    with answering(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n", b"x" * 65536) as url:
        commands.create(office.id("dewi"), url, ["*"])
        office.drafted()
        started = monotonic()
        assert send() == 1
        assert monotonic() - started < 5


def test_the_relay_asks_as_often_for_many_events_and_endpoints_as_for_few(
    office: Office, endpoint: Endpoint, receiver: Receiver
) -> None:
    office.submitted()
    with CaptureQueriesContext(connection) as few:
        relay()
    for _ in range(3):
        commands.create(office.id("dewi"), receiver.url, ["*"])
    for name in ("budi", "eko", "indah"):
        office.submitted(name)
    with CaptureQueriesContext(connection) as many:
        assert relay() == 6
    assert len(many) == len(few)
    assert WebhookDelivery.objects.count() == 2 + 6 * 4
