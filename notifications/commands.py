"""From the outbox to people and other systems: relay events into deliveries, and note what was read."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from functools import partial

from django.db import transaction
from django.db.models.functions import Now

from cycle_engine.errors import Missing
from cycle_engine.models import Event
from notifications.kinds import Group, group_of
from notifications.models import Channel, Delivery, WebhookDelivery
from notifications.own.queries import working
from notifications.preferences import calendars_of, preferences_of
from notifications.queries import notices_of
from notifications.webhooks.relaying import webhooks_of

CHUNK = 500  # events in one transaction
BATCH = 2000  # rows in one statement, far below the 65,535 parameters that PostgreSQL takes
TOGETHER = datetime.timedelta(minutes=2)  # what is told within this time goes in one e-mail


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
    if not events:
        return 0
    Delivery.objects.bulk_create(list(_deliveries(events)), ignore_conflicts=True, batch_size=BATCH)
    WebhookDelivery.objects.bulk_create(webhooks_of(events), ignore_conflicts=True, batch_size=BATCH)
    return len(events)


def _deliveries(events: Sequence[Event]) -> Iterator[Delivery]:
    """What each person is told of these events, by the channels that he chose."""
    now = max(event.relayed_at for event in events if event.relayed_at)
    ways = _Ways({told["person"] for event in events for told in event.recipients}, now)
    for event in events:
        for told in event.recipients:
            person, capacity = told["person"], told["capacity"]
            inbox, others = ways.of(person, group_of(event, capacity))
            one = partial(Delivery, event=event, person_id=person, capacity=capacity)
            if inbox:
                yield one(channel=Channel.INBOX, sent_at=now)
            for channel, due in others.items():
                yield one(channel=channel, next_try_at=due)


class _Ways:
    """Whether some people get a notice of a group in the inbox, and when by which other channels; worked out once
    for each."""

    def __init__(self, persons: Collection[int], now: datetime.datetime) -> None:
        self._now = now
        self._chosen, self._calendars = preferences_of(persons), calendars_of(persons, now)
        self._with_own = set(working().filter(person__in=persons).values_list("person", flat=True))
        self._known: dict[tuple[int, Group], tuple[bool, dict[Channel, datetime.datetime]]] = {}

    def of(self, person: int, group: Group) -> tuple[bool, dict[Channel, datetime.datetime]]:
        if (person, group) not in self._known:
            channels = [Channel.EMAIL, Channel.OWN] if person in self._with_own else [Channel.EMAIL]
            due = {each: self._due(person, group, each) for each in channels}
            others = {each: max(at, self._now + TOGETHER) for each, at in due.items() if at}
            self._known[person, group] = self._chosen[person].choices[group].inbox, others
        return self._known[person, group]

    def _due(self, person: int, group: Group, by: Channel) -> datetime.datetime | None:
        return self._chosen[person].due(group, self._now, self._now, self._calendars[person], by)


def mark_read(person: int, notice: int) -> None:
    """Note that a person has read a notice of his; the first time counts. Missing when it is not his."""
    mine = notices_of(person).filter(pk=notice)
    if not mine.filter(read_at=None).update(read_at=Now()) and not mine.exists():
        raise Missing


def mark_all_read(person: int) -> None:
    """Note that a person has read every notice that he has now."""
    mine = Delivery.objects.filter(channel=Channel.INBOX, person=person, read_at=None)
    mine.update(read_at=Now())
