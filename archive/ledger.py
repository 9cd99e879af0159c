"""The state of the ledger in a few figures, by which a copy is known to be whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from cycle_engine.models import Entry
from cycle_engine.sql.install import chained_models
from cycle_engine.sql.write import kind_of


@dataclass(frozen=True)
class State:
    """How many entries and chains there are; `heads` is the SHA-256 of a line for each chain, such as
    `plan 12 5 <hash>` (its length and head in hex), by kind and id, each line ended by a line feed."""

    entries: int
    chains: int
    heads: str


def state() -> State:
    """The state as the transaction of the caller sees it, read in memory that does not grow."""
    digest, chains = hashlib.sha256(), 0
    for model in sorted(chained_models(), key=kind_of):
        rows: Any = model._default_manager.order_by("pk").values_list("pk", "seq", "head")
        for key, seq, head in rows.iterator(10_000):
            digest.update(f"{kind_of(model)} {key} {seq} {bytes(head).hex()}\n".encode())
            chains += 1
    return State(Entry.objects.count(), chains, digest.hexdigest())
