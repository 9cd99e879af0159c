"""Entries of the ledger as answers show them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from api.v1.names import Names
from api.v1.shapes import Entry
from cycle_engine import models
from cycle_engine.clock import Moment
from cycle_engine.machine import MACHINES


def entries(found: Sequence[models.Entry], at: Moment) -> list[Entry]:
    """These entries, with the reasons that stand in their payloads; two queries."""
    keys = [each.pk for each in found]
    payloads = dict(models.Payload.objects.filter(entry__in=keys).values_list("entry", "text"))
    names = Names.of([*(each.actor for each in found), *(each.on_behalf_of for each in found)], at)
    return [_entry(each, json.loads(payloads.get(each.pk) or "{}"), names) for each in found]


def _entry(entry: models.Entry, payload: dict[str, Any], names: Names) -> Entry:
    return Entry(
        seq=entry.seq,
        record=entry.record,
        record_id=str(entry.record_id),
        step=entry.step,
        label=str(MACHINES[entry.record].steps[entry.step].declaration.label),
        from_=entry.from_state,
        to=entry.to_state,
        capacity=entry.capacity,
        actor=names.maybe(entry.actor),
        on_behalf_of=names.maybe(entry.on_behalf_of),
        letter=str(entry.letter) if entry.letter else None,
        at=entry.at,
        recorded_at=entry.recorded_at,
        reason=payload.get("reason", ""),
        version=entry.version_after,
        hash=bytes(entry.hash).hex(),
    )
