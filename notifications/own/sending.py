"""What goes by channels of people's own: the text of the e-mail, through apprise, at least once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from time import monotonic
from urllib.parse import quote

import apprise
from django.conf import settings
from django.db.models.functions import Coalesce, Now
from django.utils.translation import override

from notifications import faults
from notifications.bundles import NO_ADDRESS, claim, text, update
from notifications.mail import ROUND
from notifications.models import Channel, Delivery, OwnChannel
from notifications.own.queries import working
from notifications.queries import reader_of

log = logging.getLogger(__name__)

REFUSED = "refused"  # all that apprise says


def deliver() -> int:
    """Send what is due, for one round, and say how many messages were sent.

    Bundles, tries and pauses are those of e-mail. What a channel does not take is shown to its person, and is the
    operator's fault `own:<name>` until the channel takes something again.
    """
    sent = 0
    end = monotonic() + ROUND
    while monotonic() < end and (bundle := claim(Channel.OWN)) is not None:
        sent += _send(bundle)
    return sent


def say(name: str, address: str, title: str, body: str) -> bool:
    """Say something at an address of the channel of this name; whether it was taken."""
    url = settings.NOTIFY_OWN_CHANNELS[name].replace("{address}", quote(address, safe=""))
    channel = apprise.Apprise.instantiate(url)
    if channel is None:
        log.error("the channel %s of NOTIFY_OWN_CHANNELS is no URL of apprise", name)
        return False
    channel.overflow_mode = apprise.OverflowMode.SPLIT
    channels = apprise.Apprise()
    channels.add(channel)
    return bool(channels.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT))


def _send(bundle: Sequence[Delivery]) -> int:
    if not bundle:
        return 0
    channel = working().filter(person=bundle[0].person_id).first()
    if channel is None:
        update(bundle, next_try_at=None, last_error=NO_ADDRESS)
        return 0
    reader = reader_of(channel.person_id)
    with override(reader.language):
        title, body = text(reader, bundle)
    taken = say(channel.name, channel.address, title, body)
    if taken:
        update(bundle, sent_at=Now(), next_try_at=None, last_error="")
    else:
        update(bundle, last_error=REFUSED)
    _note(channel, taken=taken)
    return int(taken)


def _note(channel: OwnChannel, *, taken: bool) -> None:
    same = OwnChannel.objects.filter(pk=channel.pk, address=channel.address)
    if taken:
        same.filter(failing_since__isnull=False).update(failing_since=None)
        faults.end(f"own:{channel.name}")
    else:
        same.update(failing_since=Coalesce("failing_since", Now()))
        faults.begin(f"own:{channel.name}", REFUSED)
