"""Entries of the ledger with the words in their payloads, as far as a reader may read them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet

from cycle_engine.clock import Moment
from cycle_engine.models import Entry, Payload
from workflows.appeals.disclosure import withheld_acts
from workflows.audit.acts import label


@dataclass(frozen=True, slots=True)
class Told:
    """An entry, and the reason that was given. `withheld`: there may be words that the reader may not read (yet)."""

    entry: Entry
    reason: str
    withheld: bool

    @property
    def label(self) -> str:
        """What was done, in words."""
        return label(self.entry.record, self.entry.step)


def told(entries: Sequence[Entry], reader: int, at: Moment) -> list[Told]:
    """These entries of records, in their order; a fixed number of queries."""
    withheld = withheld_acts({each.chain_id for each in entries if each.chain == "plan"}, reader, at)
    open_ones = {each.pk for each in entries if (each.chain_id, each.request_id) not in withheld}
    payloads = dict(Payload.objects.filter(entry__in=open_ones).values_list("entry", "text"))
    return [
        Told(each, reason_in(payloads.get(each.pk)), withheld=each.pk not in open_ones) for each in entries
    ]


def last_words(record: str, step: str) -> QuerySet[Payload]:
    """The payload with which a surrounding query's record last took this step, where nothing of it is withheld."""
    said = Payload.objects.filter(entry__record=record, entry__record_id=OuterRef("pk"), entry__step=step)
    return said.order_by("-entry")


def reason_in(payload: str | None) -> str:
    """The reason that was given with an act; empty where there is none, or its payload was emptied."""
    return str(json.loads(payload or "{}").get("reason", ""))
