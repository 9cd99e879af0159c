"""The ledger's entries as the verification of capacities reads them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

ENTRIES = """
    SELECT e.chain, e.chain_id, e.seq, e.record, e.record_id, e.step, e.capacity, e.actor, e.on_behalf_of,
        e.letter, e.unit, e.at, e.request_id, p.text
    FROM engine_entry e JOIN engine_payload p ON p.entry_id = e.id
"""


class Entry(NamedTuple):
    """What is looked at of an entry; ids of persons, of the letter and of the unit. `payload`: none once emptied."""

    chain: str
    chain_id: int
    seq: int
    record: str
    record_id: int
    step: str
    capacity: str
    actor: int | None
    on_behalf_of: int | None
    letter: int | None
    unit: int | None
    at: datetime.datetime
    request_id: str
    payload: dict[str, Any] | None

    @property
    def who(self) -> tuple[Any, ...]:
        """Who acted as what, for whom, by which letter."""
        return self.capacity, self.actor, self.on_behalf_of, self.letter

    def __str__(self) -> str:
        place = f"{self.chain} {self.chain_id}, {self.seq} ({self.record} {self.record_id}, {self.step})"
        told = {"place": place, "actor": self.actor, "capacity": self.capacity, "day": self.at.date()}
        return _("%(place)s: person %(actor)s did not hold the capacity %(capacity)s on %(day)s") % told


def of_plans(plans: Sequence[int]) -> list[Entry]:
    """The entries of these plans' chains, in order."""
    return _entries(
        f"{ENTRIES} WHERE e.chain = 'plan' AND e.chain_id = ANY (%s) ORDER BY e.chain_id, e.seq", plans
    )


def of_the_rest() -> list[Entry]:
    """The entries of all other chains."""
    return _entries(f"{ENTRIES} WHERE e.chain <> 'plan' ORDER BY e.id")


def ask(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """The rows that answer a query."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def _entries(query: str, *parameters: Any) -> list[Entry]:
    rows = ask(query, *parameters)
    return [Entry._make([*row, json.loads(text) if text else None]) for *row, text in rows]
