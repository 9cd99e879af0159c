"""Endpoints and what became of their deliveries, as their owner sees them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from notifications.models import Endpoint, WebhookDelivery

STATES = {
    "waiting": Q(next_try_at__isnull=False),
    "delivered": Q(sent_at__isnull=False),
    "given_up": Q(next_try_at=None, sent_at=None),
}


def endpoints_of(person: int) -> QuerySet[Endpoint]:
    """The endpoints of a person."""
    return Endpoint.objects.filter(owner=person, removed_at=None)


def deliveries_of(endpoint: int) -> QuerySet[WebhookDelivery]:
    """What was or will be sent to an endpoint."""
    return WebhookDelivery.objects.filter(endpoint=endpoint).select_related("event")


def state_of(delivery: WebhookDelivery) -> str:
    """One of `STATES`."""
    if delivery.sent_at:
        return "delivered"
    return "waiting" if delivery.next_try_at else "given_up"
