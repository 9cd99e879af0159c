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
from workflows.cycles.period_words import period_words
from workflows.evaluation.models import Evaluation


@dataclass(frozen=True, slots=True)
class Happened:
    """An act in words. `kind` and `record`: to which record; `about`: the period of an evaluation among several;
    `who` is empty for the clock; `state`: where the record went, empty where it stayed."""

    kind: str
    record: int
    label: str
    about: str
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
    names, periods = Names.of(people, page.moment).told_to(page.reader), _periods(entries)
    return [
        Happened(
            each.entry.record,
            each.entry.record_id,
            each.label,
            periods.get(each.entry.record_id, "") if each.entry.record == "evaluation" else "",
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


def _periods(entries: Sequence[Entry]) -> dict[int, str]:
    """The periods of their evaluations in words, where there are several to be told apart; one query then."""
    keys = {each.record_id for each in entries if each.record == "evaluation"}
    rows = Evaluation.objects.filter(pk__in=keys).values_list("pk", "period") if len(keys) > 1 else ()
    return {key: period_words(period) for key, period in rows}


def _state(entry: Entry) -> type_sentence:
    if entry.from_state == entry.to_state or entry.record not in MACHINES:
        return ""
    return str(dict(MACHINES[entry.record].states).get(entry.to_state, entry.to_state))
