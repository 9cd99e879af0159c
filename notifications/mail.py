"""The channel e-mail: at least once, always under the same Message-ID, and never in the way of the inbox."""

from __future__ import annotations

import datetime
import smtplib
from collections.abc import Sequence
from datetime import timedelta
from time import monotonic
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications import faults
from notifications.commands import TOGETHER
from notifications.kinds import Group, group_of
from notifications.models import Channel, Delivery
from notifications.preferences import calendars_of, preferences_of
from notifications.queries import Reader, reader_of, with_names
from notifications.texts import words

PAUSES = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 360)),
    *(timedelta(days=1) for _day in range(4)),
)
ROUND = 8.0  # seconds: a worker's slot is free again before beat wakes the next round
PATIENCE = 10.0  # seconds that the mail server may take for one answer
MOST = 200  # notices in one e-mail
NO_ADDRESS, UNWANTED = "no_address", "unwanted"
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
        while monotonic() < end and (bundle := _claim()) is not None:
            try:
                taken = _send(server, bundle)
                if taken and not sent:
                    faults.end(FAULT)
                sent += taken
            except REFUSED as error:
                _update(bundle, last_error=type(error).__name__)
            except OSError as error:  # of which every error of smtplib is one
                _update(bundle, last_error=type(error).__name__)
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


@transaction.atomic
def _claim() -> list[Delivery] | None:
    """What goes in the next e-mail, already put off to its next try: whoever dies over it loses nothing.

    Empty when the person rests or wants none of it; nothing when no e-mail is due.
    """
    first = _longest_due()
    if first is None:
        return None
    bundle = _wanted_now(_going_with(first))
    if not bundle:
        return bundle
    pause = PAUSES[first.attempts] if first.attempts < len(PAUSES) else None
    _update(
        bundle,
        stable_id=bundle[0].stable_id,
        attempts=first.attempts + 1,
        next_try_at=Now() + pause if pause else None,
    )
    return bundle


def _longest_due() -> Delivery | None:
    """Of each person one delivery stands for all that are due, so that nobody is written to by two senders."""
    due = _mail().filter(next_try_at__lte=Now())
    before = due.filter(person=OuterRef("person")).filter(
        Q(next_try_at__lt=OuterRef("next_try_at"))
        | Q(next_try_at=OuterRef("next_try_at"), pk__lt=OuterRef("pk"))
    )
    unlocked = due.select_for_update(skip_locked=True).order_by("next_try_at", "pk")
    return unlocked.filter(~Exists(before)).first()


def _going_with(first: Delivery) -> list[Delivery]:
    """All of its e-mail: what was bundled when it was first tried, else what waits for the person by now."""
    waiting = with_names(_mail().filter(person=first.person_id, next_try_at__isnull=False))
    if first.attempts:
        waiting = waiting.filter(stable_id=first.stable_id)
    else:
        waiting = waiting.filter(attempts=0, next_try_at__lte=Now() + TOGETHER)
    locked = waiting.select_for_update(of=("self",)).annotate(now=Now(output_field=DateTimeField()))
    return list(locked.order_by("next_try_at", "pk")[:MOST])


def _wanted_now(bundle: list[Delivery]) -> list[Delivery]:
    """Those of them that the person wants now: his choice and his rest may have begun since they were planned."""
    now: datetime.datetime = bundle[0].now  # type: ignore[attr-defined]
    person = bundle[0].person_id
    chosen, calendar = preferences_of([person])[person], calendars_of([person], now)[person]
    later: dict[datetime.datetime | None, list[Delivery]] = {}
    for each in bundle:
        told_at = each.event.relayed_at or now
        due = chosen.due(_group(each), told_at, now, calendar)
        later.setdefault(due if due is None or due > now else now, []).append(each)
    wanted = later.pop(now, [])
    for due, held in later.items():
        _update(held, next_try_at=due, **({} if due else {"last_error": UNWANTED}))
    return wanted


def _send(server: BaseEmailBackend, bundle: Sequence[Delivery]) -> int:
    if not bundle:
        return 0
    reader = reader_of(bundle[0].person_id)
    if not reader.email:
        _update(bundle, next_try_at=None, last_error=NO_ADDRESS)
        return 0
    with override(reader.language):
        subject, body = _text(reader, bundle)
    server.open()
    server.send_messages([message(reader.email, subject, body, bundle[0].stable_id)])
    _update(bundle, sent_at=Now(), next_try_at=None, last_error="")
    return 1


def _text(reader: Reader, bundle: Sequence[Delivery]) -> tuple[str, str]:
    """Subject and body in the reader's language: a name, sentences and links, nothing of what records contain."""
    legal_first = sorted(bundle, key=lambda each: (_group(each) != Group.LEGAL, each.event_id))
    told = [words(each) for each in legal_first]
    subject = told[0].title if len(told) == 1 else _("%(count)s notices") % {"count": len(told)}
    parts = [_("Dear %(name)s,") % {"name": reader.name}]
    for each in told:
        parts += [each.sentence, f"{settings.PUBLIC_URL}{each.link}"]
    parts.append(_("This message was sent by a machine; nobody reads answers to it."))
    return subject, "\n\n".join(parts) + "\n"


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


def _group(delivery: Delivery) -> Group:
    return group_of(delivery.event, delivery.capacity)


def _mail() -> QuerySet[Delivery]:
    return Delivery.objects.filter(channel=Channel.EMAIL)


def _update(deliveries: Sequence[Delivery], **values: object) -> None:
    Delivery.objects.filter(pk__in=[each.pk for each in deliveries]).update(**values)
