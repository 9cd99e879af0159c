"""From the outbox to people: relay events into deliveries, and note what was read."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from cycle_engine.errors import Missing
from cycle_engine.models import Event
from notifications.models import Channel, Delivery
from notifications.queries import notices_of

CHUNK = 500  # events in one transaction
BATCH = 2000  # rows in one statement, far below the 65,535 parameters that PostgreSQL takes


def relay() -> int:
    """Make the deliveries of every event that waits, and say how many events there were.

    An event is marked in the transaction that makes its deliveries, so each reaches the inbox exactly once,
    however many relays run and wherever one dies.
    """
    relayed = 0
    while events := _relay_some():
        relayed += events
    return relayed


@transaction.atomic
def _relay_some() -> int:
    events = list(Event.objects.raw("SELECT * FROM engine_claim_events(%s)", [CHUNK]))
    events.sort(key=lambda event: event.pk)
    Delivery.objects.bulk_create(
        [
            _delivery(event, told["person"], told["capacity"], channel)
            for event in events
            for told in event.recipients
            for channel in Channel
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    return len(events)


def _delivery(event: Event, person: int, capacity: str, channel: Channel) -> Delivery:
    due = {"next_try_at": Now()} if channel is Channel.EMAIL else {"sent_at": Now()}
    return Delivery(event=event, person_id=person, channel=channel, capacity=capacity, **due)


def mark_read(person: int, notice: int) -> None:
    """Note that a person has read a notice of his; the first time counts. Missing when it is not his."""
    mine = notices_of(person).filter(pk=notice)
    if not mine.filter(read_at=None).update(read_at=Now()) and not mine.exists():
        raise Missing
