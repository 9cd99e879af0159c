"""A webhook reaches no address that only this house can reach, however it is written down, bound or redirected."""

from __future__ import annotations

import socket
from typing import Any

import pytest
import requests
from pytest_django import Settings
from requests_hardened.ip_filter import InvalidIPAddress

from cycle_engine.errors import RulesBroken
from notifications.commands import relay
from notifications.models import Endpoint, WebhookDelivery
from notifications.webhooks import addresses, commands, sending
from tests.notifications.receiver import Receiver, listening
from tests.workflows.evaluation.office import Office

PRIVATE = (
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "0.0.0.0",  # noqa: S104 it is what must be refused
    "localhost",
    "10.1.2.3",
    "172.16.0.9",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "2852039166",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[fe80::1]",
    "[fd00:ec2::254]",
    "[64:ff9b::7f00:1]",
    "224.0.0.1",
)
REALLY = socket.getaddrinfo
PUBLIC = "93.184.215.14"
MALFORMED = (
    "ftp://example.org/",
    "file:///etc/passwd",
    "https://",
    "https://user:secret@example.org/",
    "https://example.org\\@127.0.0.1/",
    "https://127.0.0.1#@example.org/",
    "https://example.org:99999/",
    "https://ex ample.org/",
    "https://example.org/a\nb",
    "https://exämple.org/",
    "https://[fe80::1%25eth0]/",
    f"https://example.org/{'a' * 500}",
    "",
)


def bind(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """Let every name be bound to these addresses, one after the other; the last stays. Numbers are not looked up,
    so the database is reached as ever."""
    left = list(answers)

    def answer(host: Any, port: Any, *more: Any, **named: Any) -> list[Any]:
        if not str(host).endswith(".org"):
            return list(REALLY(host, port, *more, **named))
        address = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port or 0))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_address_is_refused(host: str) -> None:
    assert addresses.refusal(f"https://{host}/hook") in (addresses.PRIVATE, addresses.UNKNOWN)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "localhost", "169.254.169.254", "10.1.2.3", "[::1]"]
)
def test_a_private_address_is_refused_for_being_one(host: str) -> None:
    assert addresses.refusal(f"https://{host}/hook") == addresses.PRIVATE


@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_address_is_not_connected_to_either(host: str) -> None:
    with (
        addresses.session_for(f"https://{host}/") as session,
        pytest.raises(requests.RequestException) as refused,
    ):
        session.post(f"https://{host}/", timeout=2)
    assert isinstance(refused.value, InvalidIPAddress) or "resolve" in str(refused.value)


@pytest.mark.parametrize("url", MALFORMED)
def test_what_is_no_plain_address_is_refused(url: str) -> None:
    assert addresses.refusal(url) == addresses.FORM


def test_a_public_address_is_taken_by_https_alone(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    bind(monkeypatch, PUBLIC)
    assert addresses.refusal("https://example.org:8443/hook?key=1") is None
    assert addresses.refusal("http://example.org/hook") == addresses.PLAIN
    settings.DEMO = True
    assert addresses.refusal("http://example.org/hook") is None
    bind(monkeypatch, "127.0.0.1")
    assert addresses.refusal("http://example.org/hook") == addresses.PRIVATE


def test_a_name_that_is_bound_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bind(monkeypatch, "10.0.0.7")
    assert addresses.refusal("https://intranet.example.org/") == addresses.PRIVATE


def test_a_host_that_the_operator_named_may_be_private_and_no_other(settings: Settings) -> None:
    settings.WEBHOOK_ALLOW = ["127.0.0.1"]
    assert addresses.refusal("http://127.0.0.1:8080/hook") is None
    assert addresses.refusal("http://127.0.0.1.example.org/") == addresses.PLAIN
    assert addresses.refusal("https://127.0.0.2/") == addresses.PRIVATE
    assert addresses.refusal("https://2130706433/") == addresses.PRIVATE


def test_an_endpoint_of_a_private_address_is_not_made(office: Office) -> None:
    with pytest.raises(RulesBroken) as refused:
        commands.create(office.id("dewi"), "https://169.254.169.254/latest/meta-data/", ["*"])
    assert [each.rule for each in refused.value.blockers] == ["ours:webhook_private"]
    assert not Endpoint.objects.exists()


@pytest.fixture
def waiting(office: Office, monkeypatch: pytest.MonkeyPatch) -> Endpoint:
    """An endpoint whose name was bound to a public address when it was made; a step waits for it."""
    bind(monkeypatch, PUBLIC)
    made, _ = commands.create(office.id("dewi"), "https://rebound.example.org/hook", ["*"])
    office.drafted()
    relay()
    return made


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        (["127.0.0.1"], "ours:webhook_private"),
        ([PUBLIC, "127.0.0.1"], "InvalidIPAddress"),
        ([PUBLIC, "169.254.169.254"], "InvalidIPAddress"),
    ],
)
def test_a_name_that_is_bound_anew_leads_nowhere(
    waiting: Endpoint, monkeypatch: pytest.MonkeyPatch, answers: list[str], error: str
) -> None:
    bind(monkeypatch, *answers)
    assert sending.deliver() == 0
    assert WebhookDelivery.objects.get().last_error == error


def test_a_redirect_to_a_private_address_is_not_followed(office: Office, receiver: Receiver) -> None:
    with listening() as inside:
        receiver.answers, receiver.location = [302], inside.url
        commands.create(office.id("dewi"), receiver.url, ["*"])
        office.drafted()
        relay()
        assert sending.deliver() == 0
        assert (len(receiver.bodies), inside.bodies) == (1, [])
