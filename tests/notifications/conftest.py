from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from socket import socket
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db.models.functions import Now
from pytest_django import Settings

from tests.databases import Database
from tests.notifications.receiver import Receiver, listening

if TYPE_CHECKING:
    from tests.agency import Agency
    from tests.workflows.evaluation.office import Office

Happen = Callable[..., int]

logging.getLogger("mail.log").setLevel(logging.WARNING)  # the server's own chatter


class People(NamedTuple):
    """Ani reads English, Budi Indonesian; Citra has no account and Eko no e-mail address. None of them ever rests."""

    ani: int
    budi: int
    citra: int
    eko: int


class PostOffice:
    """A mail server that can be shut. `answer`: what it says to a message; `refused`: whom it denies."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answer = "250 taken"
        self.refused: set[str] = set()
        with closing(socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.shut = True

    def open(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()
        self.shut = False

    def close(self) -> None:
        if not self.shut:
            self.controller.stop()
            self.shut = True

    async def handle_RCPT(  # noqa: N802 the name that aiosmtpd looks for
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = cast(bytes, envelope.content).replace(b"\r\n", b"\n")
        self.letters.append(message_from_bytes(content, EmailMessage, policy=policy.default))
        return self.answer


@pytest.fixture
def post_office(settings: Settings) -> Iterator[PostOffice]:
    office = PostOffice()
    office.open()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.PUBLIC_URL = "https://skp.example.go.id"
    yield office
    office.close()


@pytest.fixture
def people(fresh_database: Database) -> People:
    from cycle_engine.actors import Actor  # models can be read only once the run is configured
    from cycle_engine.case import Changes
    from cycle_engine.record import record
    from directory.models import Kind, Person, PersonRow, User
    from notifications.preferences import Preferences, set_preferences

    names = ("ani", "budi", "citra", "eko")
    persons = [Person(nip=f"19900101202001100{n}", nip_hash=f"{n}") for n in range(len(names))]
    rows = [
        PersonRow(
            person=person,
            name=name.title(),
            email="" if name == "eko" else f"{name}@example.go.id",
            kind=Kind.PNS,
            valid_from=date(2020, 1, 1),
        )
        for person, name in zip(persons, names, strict=True)
    ]
    notes: list[Any] = [{"name": row.name} for row in rows]
    record(persons, "describe", Changes(added=[*rows]), actor=Actor.clock(), notes=notes)
    User.objects.create(username="ani", person=persons[0], language="en")
    User.objects.create(username="budi", person=persons[1], language="id")
    for person in persons:
        set_preferences(person.pk, Preferences(quiet=None))
    return People(*(person.pk for person in persons))


def pause_passes() -> None:
    """As if the time had come for all e-mail that waits."""
    from notifications.models import Delivery

    Delivery.objects.filter(next_try_at__isnull=False).update(next_try_at=Now())


def send_mail() -> int:
    """Relay what has happened, and send all e-mail that waits."""
    from notifications.commands import relay
    from notifications.mail import deliver

    relay()
    pause_passes()
    return deliver()


@pytest.fixture
def happen(fresh_database: Database, people: People) -> Happen:
    """Put an event of Ani's plan into the outbox, as acts do; say its id."""

    def happen(
        kind: str,
        /,
        record: str = "plan",
        record_id: int = 1,
        about: Mapping[str, Any] = MappingProxyType({}),
        **told: str,
    ) -> int:
        recipients = [{"person": getattr(people, name), "capacity": each} for name, each in told.items()]
        with fresh_database.owner() as owner:
            row = owner.execute(
                "INSERT INTO engine_outbox (kind, record, record_id, at, recipients, about)"
                " VALUES (%s, %s, %s, now(), %s, %s) RETURNING id",
                [
                    kind,
                    record,
                    record_id,
                    json.dumps(recipients),
                    json.dumps({"employee": people.ani, "plan": 1, **about}),
                ],
            ).fetchone()
        assert row
        return int(row[0])

    return happen


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    """A receiver on this machine, which the operator has named."""
    settings.WEBHOOK_ALLOW = ["127.0.0.1"]
    with listening() as receiver:
        yield receiver


@pytest.fixture
def office(agency: Agency, settings: Settings, tmp_path: Path) -> Office:
    """The small agency, with evaluations and appeals, on Monday 12 January 2026."""
    from tests.workflows.evaluation.office import Office

    settings.EVIDENCE_DIR = tmp_path
    return Office(agency)
