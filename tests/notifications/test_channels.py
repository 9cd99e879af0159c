"""A broken channel is shown to the operator, who is alerted once; it loses nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now
from pytest_django import Settings

from cycle_engine.actors import Actor
from notifications import alerts, bundles, channels, faults
from notifications.commands import relay
from notifications.mail import deliver
from notifications.models import Channel, Delivery, Fault
from notifications.queries import notices_of
from notifications.webhooks import commands, sending
from tests.notifications.conftest import Happen, People, PostOffice, pause_passes, send_mail
from tests.notifications.receiver import Receiver
from tests.workflows.evaluation.office import Office
from workflows.jobs.commands import BODIES, Outcome, queue, run_waiting

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # asked for by apprise


@pytest.fixture
def alerted(settings: Settings) -> Iterator[list[str]]:
    """What the operator was alerted of: texts that came to a receiver of apprise's JSON."""
    told: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            told.append(f"{body['title']}: {body['message']}")
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        settings.NOTIFY_CHANNELS = [f"json://127.0.0.1:{server.server_port}/"]
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join()


def shown(*options: str) -> str:
    said = StringIO()
    call_command("channels", *options, stdout=said)
    return said.getvalue()


def fault_lasts() -> None:
    Fault.objects.update(since=Now() - alerts.PATIENCE)


def test_a_mail_server_that_is_away_is_shown_until_it_is_back(
    people: People, happen: Happen, post_office: PostOffice
) -> None:
    assert channels.states()["email"].failing_since is None
    post_office.close()
    happen("plan.approve", ani="owner")
    send_mail()
    broken = channels.states()["email"]
    assert (broken.waiting, broken.last_error) == (1, "ConnectionRefusedError")
    assert broken.failing_since
    assert "email: failing since" in shown()
    assert notices_of(people.ani).count() == 1
    pause_passes()
    deliver()
    assert channels.states()["email"].failing_since == broken.failing_since
    post_office.open()
    pause_passes()
    deliver()
    assert channels.states()["email"] == channels.State(0, None, "")
    assert "email: works, 0 waiting, 0 given up" in shown()


def test_mails_that_were_given_up_are_sent_again_on_request(happen: Happen, post_office: PostOffice) -> None:
    post_office.close()
    happen("plan.approve", ani="owner")
    happen("plan.submit", eko="rater")
    relay()
    for _ in range(len(bundles.PAUSES) + 2):
        pause_passes()
        deliver()
    assert "1 given up" in shown()
    post_office.open()
    assert shown("--retry").startswith("1 notices")
    assert deliver() == 1
    assert "0 given up" in shown()
    assert Delivery.objects.get(channel=Channel.EMAIL, last_error="no_address").next_try_at is None


def test_the_operator_is_alerted_once_of_what_lasts_and_once_of_its_end(
    happen: Happen, post_office: PostOffice, alerted: list[str]
) -> None:
    post_office.close()
    happen("plan.approve", ani="owner")
    send_mail()
    assert alerts.watch() == 0, "it may be back in a moment"
    fault_lasts()
    assert [alerts.watch(), alerts.watch()] == [1, 0]
    assert "email" in alerted[0]
    assert "ConnectionRefusedError" in alerted[0]
    post_office.open()
    pause_passes()
    deliver()
    assert [alerts.watch(), alerts.watch()] == [1, 0]
    assert len(alerted) == 2
    assert not Fault.objects.exists()


def test_what_works_again_before_anybody_was_alerted_is_no_alert(alerted: list[str], people: People) -> None:
    faults.begin("email", "TimeoutError")
    faults.end("email")
    fault_lasts()
    assert alerts.watch() == 0
    assert alerted == []


def test_an_alert_that_nobody_took_is_given_again(
    people: People, alerted: list[str], settings: Settings
) -> None:
    faults.begin("email", "TimeoutError")
    fault_lasts()
    there, settings.NOTIFY_CHANNELS = settings.NOTIFY_CHANNELS, ["json://127.0.0.1:9/"]
    assert alerts.watch() == 0
    settings.NOTIFY_CHANNELS = there
    assert alerts.watch() == 1


def test_a_fault_that_comes_back_is_told_again(people: People, alerted: list[str]) -> None:
    faults.begin("email", "TimeoutError")
    fault_lasts()
    alerts.watch()
    faults.end("email")
    faults.begin("email", "OSError")
    assert faults.standing()["email"].last_error == "OSError"
    fault_lasts()
    assert alerts.watch() == 1
    assert len(alerted) == 2


def test_an_operator_can_send_a_text_of_his_own(alerted: list[str], settings: Settings) -> None:
    shown("--alert", "The ledger does not verify")
    assert alerted == ["Cycle Engine: The ledger does not verify"]
    settings.NOTIFY_CHANNELS = []
    with pytest.raises(CommandError):
        shown("--alert", "Nobody hears this")


def test_a_failed_job_is_told_at_once_and_once(
    people: People, alerted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> Outcome:
        raise ZeroDivisionError("of Ani")

    monkeypatch.setitem(BODIES, "breaks", breaks)
    asked = queue("breaks", {}, Actor.of(people.ani))
    run_waiting()
    assert [alerts.watch(), alerts.watch()] == [1, 0]
    assert f"job:{asked.pk}" in alerted[0]
    assert "Ani" not in alerted[0]


def test_an_endpoint_that_was_disabled_is_a_fault_until_it_is_enabled(
    office: Office, receiver: Receiver, alerted: list[str]
) -> None:
    owner = office.id("dewi")
    endpoint, receiver.secret = commands.create(owner, receiver.url, ["*"])
    receiver.answers = [410]
    office.drafted()
    relay()
    sending.deliver()
    assert f"fault webhook:{endpoint.pk} since" in shown()
    fault_lasts()
    assert alerts.watch() == 1
    commands.change(owner, endpoint.pk, receiver.url, ["*"], enabled=True)
    assert "fault" not in shown()
    assert alerts.watch() == 1
    assert len(alerted) == 2
