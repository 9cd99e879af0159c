"""How the channels do, for the operator: counts and codes, nothing of what is told and to whom."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from notifications import faults
from notifications.bundles import NO_ADDRESS, UNWANTED
from notifications.mail import FAULT
from notifications.models import Channel, Delivery, Endpoint, OwnChannel, WebhookDelivery

GIVEN_UP = Q(next_try_at=None, sent_at=None)
NEVER_TRIED = (NO_ADDRESS, UNWANTED, "disabled", "not_granted")


@dataclass(frozen=True)
class State:
    """`waiting`: what is on its way or due later. `failing_since` (true time): empty when it works."""

    waiting: int
    failing_since: datetime.datetime | None
    last_error: str


def states() -> dict[str, State]:
    """The state of each channel that leaves the house."""
    broken = faults.standing().get(FAULT)
    endpoint = Endpoint.objects.filter(failing_since__isnull=False, disabled_at=None, removed_at=None)
    worst = endpoint.order_by("failing_since").first()
    own = OwnChannel.objects.filter(failing_since__isnull=False).order_by("failing_since").first()
    waiting = Q(next_try_at__isnull=False)
    return {
        "email": State(
            Delivery.objects.filter(waiting, channel=Channel.EMAIL).count(),
            broken.since if broken else None,
            broken.last_error if broken else "",
        ),
        "own": State(
            Delivery.objects.filter(waiting, channel=Channel.OWN).count(),
            own.failing_since if own else None,
            own.name if own else "",
        ),
        "webhooks": State(
            WebhookDelivery.objects.filter(waiting).count(),
            worst.failing_since if worst else None,
            f"endpoint {worst.pk}" if worst else "",
        ),
    }


def given_up() -> dict[str, int]:
    """How many deliveries of each channel were tried and given up."""
    return {
        "email": _given_up(Channel.EMAIL).count(),
        "own": _given_up(Channel.OWN).count(),
        "webhooks": WebhookDelivery.objects.filter(GIVEN_UP).exclude(last_error__in=NEVER_TRIED).count(),
    }


def retry_mails() -> int:
    """Send the e-mails that were given up once more, each under its old Message-ID; how many notices."""
    return _given_up(Channel.EMAIL).update(next_try_at=Now(), attempts=1)


def _given_up(channel: Channel) -> QuerySet[Delivery]:
    return Delivery.objects.filter(GIVEN_UP, channel=channel).exclude(last_error__in=NEVER_TRIED)
