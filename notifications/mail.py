"""The channel e-mail: at least once, always under the same Message-ID, and never in the way of the inbox."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications.models import Channel, Delivery
from notifications.queries import Reader, reader_of, with_names
from notifications.texts import words

PAUSES = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 360)),
    *(timedelta(days=1) for _day in range(4)),
)
ROUND = 8.0  # seconds: a worker's slot is free again before beat wakes the next round
PATIENCE = 10.0  # seconds that the mail server may take for one answer
NO_ADDRESS = "no_address"
REFUSED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)


def deliver() -> int:
    """Send e-mails that are due, for one round, and say how many were sent.

    An e-mail that fails is tried again after growing pauses, and given up after the last of them. A refused
    one does not hold up the others; a server that cannot be reached is left alone until the next round.
    """
    sent = 0
    end = monotonic() + ROUND
    server: BaseEmailBackend = get_connection(timeout=PATIENCE)
    try:
        while monotonic() < end and (delivery := _claim()):
            try:
                sent += _send(server, delivery)
            except REFUSED as error:
                _note(delivery, error)
            except OSError as error:  # of which every error of smtplib is one
                _note(delivery, error)
                break
    finally:
        server.close()
    return sent


@transaction.atomic
def _claim() -> Delivery | None:
    """The e-mail that is due longest, already put off to its next try: whoever dies over it loses nothing."""
    delivery = (
        with_names(Delivery.objects.filter(channel=Channel.EMAIL, next_try_at__lte=Now()))
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("next_try_at")
        .first()
    )
    if delivery:
        pause = PAUSES[delivery.attempts] if delivery.attempts < len(PAUSES) else None
        delivery.attempts += 1
        _update(delivery, attempts=delivery.attempts, next_try_at=Now() + pause if pause else None)
    return delivery


def _send(server: BaseEmailBackend, delivery: Delivery) -> bool:
    reader = reader_of(delivery.person_id)
    if not reader.email:
        _update(delivery, next_try_at=None, last_error=NO_ADDRESS)
        return False
    server.open()
    server.send_messages([_message(delivery, reader)])
    _update(delivery, sent_at=Now(), next_try_at=None, last_error="")
    return True


def _message(delivery: Delivery, reader: Reader) -> EmailMessage:
    """The e-mail in the reader's language: a name, a sentence and a link, nothing of what records contain."""
    with override(reader.language):
        title, sentence, link = words(delivery)
        greeting = _("Dear %(name)s,") % {"name": reader.name}
        farewell = _("This message was sent by a machine; nobody reads answers to it.")
    return EmailMessage(
        subject=title,
        body=f"{greeting}\n\n{sentence}\n\n{settings.PUBLIC_URL}{link}\n\n{farewell}\n",
        to=[reader.email],
        headers={
            "Message-ID": f"<{delivery.stable_id}@{urlsplit(settings.PUBLIC_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _note(delivery: Delivery, error: OSError) -> None:
    _update(delivery, last_error=type(error).__name__)


def _update(delivery: Delivery, **values: object) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(**values)
