"""From events to endpoints: which of them is told of which step. A handful of queries, however many there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cycle_engine.actors import Capacity
from cycle_engine.machine import MACHINES
from cycle_engine.models import Entry, Event
from directory import queries as directory
from notifications.models import Endpoint, WebhookDelivery
from notifications.queries import today

Place = tuple[str, int, str, object]  # record, its id, step, instant
ALL = "*"


def types() -> list[str]:
    """The steps of which an endpoint may be told: those that somebody or the clock takes on a record of a unit."""
    return sorted(
        step.key
        for machine in MACHINES.values()
        if machine.kind != "job"
        for step in machine.steps.values()
        if step.declaration.by
    )


def webhooks_of(events: Sequence[Event]) -> list[WebhookDelivery]:
    """The deliveries of these events. One for a disabled endpoint waits to be replayed."""
    endpoints = list(Endpoint.objects.filter(removed_at=None))
    wanted = [event for event in events if any(each.wants(event.kind) for each in endpoints)]
    if not wanted:
        return []
    entries = _entries(wanted)
    managers = managers_of({entry.unit for entry in entries.values() if entry.unit is not None})
    return [
        WebhookDelivery(
            endpoint=endpoint,
            event=event,
            entry=entry,
            next_try_at=None if endpoint.disabled_at else event.relayed_at,
            last_error="disabled" if endpoint.disabled_at else "",
        )
        for event in wanted
        if (entry := entries.get(_place(event)))
        for endpoint in endpoints
        if endpoint.wants(event.kind) and may_know(endpoint, event, entry, managers)
    ]


def may_know(endpoint: Endpoint, event: Event, entry: Entry, managers: dict[int, tuple[int, ...]]) -> bool:
    """Whether the endpoint's owner manages the unit, and it is not about himself: nobody learns of his own
    evaluation before it is delivered to him."""
    manages = endpoint.owner_id in managers.get(entry.unit or 0, ())
    return manages and event.about.get("employee") != endpoint.owner_id


def managers_of(units: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Who manages each of these units today."""
    return directory.grantees(units, Capacity.MANAGER, today())


def _entries(events: Sequence[Event]) -> dict[Place, Entry]:
    """The entry of each event that came from a step."""
    found = Entry.objects.filter(
        record__in={event.record for event in events},
        record_id__in={event.record_id for event in events},
        at__in={event.at for event in events},
        version_after__isnull=False,
    )
    return {(entry.record, entry.record_id, entry.step, entry.at): entry for entry in found}


def _place(event: Event) -> Place:
    return event.record, event.record_id, event.kind.rpartition(".")[2], event.at
