"""The channel e-mail: at least once, always under the same Message-ID, and never in the way of the inbox."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from time import monotonic
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models.functions import Now
from django.utils.translation import override

from notifications import faults
from notifications.bundles import NO_ADDRESS, claim, text, update
from notifications.models import Channel, Delivery
from notifications.queries import reader_of

ROUND = 8.0  # seconds: a worker's slot is free again before beat wakes the next round
PATIENCE = 10.0  # seconds that the mail server may take for one answer
# What concerns one e-mail alone; ValueError: an address that is none.
REFUSED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, ValueError)
FAULT = "email"


def deliver() -> int:
    """Send e-mails that are due, for one round, and say how many were sent.

    What waits for one person goes in one e-mail. An e-mail that fails is tried again after growing pauses, and
    given up after the last of them. A refused one does not hold up the others; a server that cannot be reached
    is left alone until the next round.
    """
    sent = 0
    end = monotonic() + ROUND
    server = mail_server()
    try:
        while monotonic() < end and (bundle := claim(Channel.EMAIL)) is not None:
            try:
                taken = _send(server, bundle)
                if taken and not sent:
                    faults.end(FAULT)
                sent += taken
            except REFUSED as error:
                update(bundle, last_error=type(error).__name__)
            except OSError as error:  # of which every error of smtplib is one
                update(bundle, last_error=type(error).__name__)
                faults.begin(FAULT, type(error).__name__)
                break
    finally:
        server.close()
    return sent


def send_now(address: str, subject: str, body: str, stable_id: UUID) -> None:
    """Send one message at once, under a Message-ID made of `stable_id`. OSError when the server does not take it.

    For what is no notice; who calls keeps what must be sent again.
    """
    server = mail_server()
    try:
        server.send_messages([message(address, subject, body, stable_id)])
    finally:
        server.close()


def mail_server() -> BaseEmailBackend:
    """The server that takes our e-mail, not spoken to yet."""
    server: BaseEmailBackend = get_connection(timeout=PATIENCE)
    return server


def _send(server: BaseEmailBackend, bundle: Sequence[Delivery]) -> int:
    if not bundle:
        return 0
    reader = reader_of(bundle[0].person_id)
    if not reader.email:
        update(bundle, next_try_at=None, last_error=NO_ADDRESS)
        return 0
    with override(reader.language):
        subject, body = text(reader, bundle)
    server.open()
    server.send_messages([message(reader.email, subject, body, bundle[0].stable_id)])
    update(bundle, sent_at=Now(), next_try_at=None, last_error="")
    return 1


def message(address: str, subject: str, body: str, stable_id: UUID) -> EmailMessage:
    """One e-mail, under a Message-ID made of `stable_id`."""
    return EmailMessage(
        subject=subject,
        body=body,
        to=[address],
        headers={
            "Message-ID": f"<{stable_id}@{urlsplit(settings.PUBLIC_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )
