"""Channels of people's own: those that the operator offers, and those that people have."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet

from notifications.models import OwnChannel


def offered() -> list[str]:
    """The names of the channels that a person may choose as his own."""
    return sorted(settings.NOTIFY_OWN_CHANNELS)


def own_channel_of(person: int) -> OwnChannel | None:
    """The channel that a person has chosen, confirmed or not; nothing of one that is offered no more."""
    return OwnChannel.objects.filter(person=person, name__in=offered()).first()


def working() -> QuerySet[OwnChannel]:
    """Those by which people are told."""
    return OwnChannel.objects.filter(confirmed_at__isnull=False, name__in=offered())
