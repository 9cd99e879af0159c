"""What has happened to a record, as a reader sees it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from cycle_engine.actors import Capacity
from cycle_engine.errors import type_sentence
from cycle_engine.machine import MACHINES
from cycle_engine.models import Entry
from directory.names import Names
from web.pages import PersonPage
from workflows.audit.histories import told


@dataclass(frozen=True, slots=True)
class Happened:
    """An act in words. `kind` and `record`: to which record; `who` is empty for the clock; `state`: where the record
    went, empty where it stayed."""

    kind: str
    record: int
    label: str
    who: str
    capacity: type_sentence
    for_whom: str
    at: datetime.datetime
    reason: str
    withheld: bool
    state: type_sentence


def timeline(entries: Sequence[Entry], page: PersonPage) -> list[Happened]:
    """These entries of plans and of what belongs to them, in their order; a fixed number of queries."""
    people = [*(each.actor for each in entries), *(each.on_behalf_of for each in entries)]
    names = Names.of(people, page.moment)
    return [
        Happened(
            each.entry.record,
            each.entry.record_id,
            each.label,
            names[each.entry.actor],
            Capacity(each.entry.capacity).label,
            names[each.entry.on_behalf_of],
            each.entry.at,
            each.reason,
            each.withheld,
            _state(each.entry),
        )
        for each in told(entries, page.reader, page.moment)
    ]


def _state(entry: Entry) -> type_sentence:
    if entry.from_state == entry.to_state or entry.record not in MACHINES:
        return ""
    return str(dict(MACHINES[entry.record].states).get(entry.to_state, entry.to_state))
