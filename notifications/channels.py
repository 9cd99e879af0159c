"""How the channels do, for the operator: counts and codes, nothing of what is told and to whom."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from notifications import faults
from notifications.mail import FAULT, NO_ADDRESS, UNWANTED
from notifications.models import Channel, Delivery, Endpoint, WebhookDelivery

MAILS = Q(channel=Channel.EMAIL)
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
    waiting = Q(next_try_at__isnull=False)
    return {
        "email": State(
            Delivery.objects.filter(waiting).count(),
            broken.since if broken else None,
            broken.last_error if broken else "",
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
        "email": _mails_given_up().count(),
        "webhooks": WebhookDelivery.objects.filter(GIVEN_UP).exclude(last_error__in=NEVER_TRIED).count(),
    }


def retry_mails() -> int:
    """Send the e-mails that were given up once more, each under its old Message-ID; how many notices."""
    return _mails_given_up().update(next_try_at=Now(), attempts=1)


def _mails_given_up() -> QuerySet[Delivery]:
    return Delivery.objects.filter(MAILS & GIVEN_UP).exclude(last_error__in=NEVER_TRIED)
