"""What was worked out from dated rows alone, remembered as long as nothing dated changes.

The epoch (see the model `Epoch`) is the hash of the newest entry about anything dated. It is read after the lock;
another change has another hash, in any database and after any rollback. So what is remembered here cannot be
stale, and nothing needs to be told when it ends.
"""

from __future__ import annotations

import datetime
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from typing import Any, Self, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Load = Callable[[Collection[int], datetime.date], Mapping[int, V]]

Table = tuple[Any, datetime.date]  # what a load found for a day

EPOCHS = 4
TABLES = 256  # of an epoch: people may ask for any day
MOST = 100_000  # keys of a table
_epochs: OrderedDict[bytes, OrderedDict[Table, dict[Any, Any]]] = OrderedDict()


class Supposed(bytes):
    """An epoch that is like another one, but that some loads find something else: `instead` of them others are
    asked, and nothing that these find is remembered."""

    instead: Mapping[Any, Any]

    @classmethod
    def of(cls, epoch: bytes, instead: Mapping[Any, Any]) -> Self:
        supposed = cls(epoch)
        supposed.instead = instead
        return supposed


def remembered(
    epoch: bytes,
    load: Callable[[Collection[K], datetime.date], Mapping[K, V]],
    keys: Collection[K],
    day: datetime.date,
) -> dict[K, V]:
    """`load(keys, day)`, asked only for keys that were not asked for in this epoch. Absent keys stay absent."""
    if isinstance(epoch, Supposed) and load in epoch.instead:
        return dict(epoch.instead[load](keys, day))
    known = _known(epoch, (load, day))
    missing = [key for key in keys if key not in known]
    if missing:
        found = load(missing, day)
        known.update((key, found.get(key)) for key in missing)
    return {key: value for key in keys if (value := known.get(key)) is not None}


def _known(epoch: bytes, table: Table) -> dict[Any, Any]:
    tables = _epochs.setdefault(epoch, OrderedDict())
    known = tables.setdefault(table, {})
    if len(known) > MOST:  # another one: somebody may be reading this
        known = tables[table] = {}
    while len(_epochs) > EPOCHS:
        _epochs.popitem(last=False)
    while len(tables) > TABLES:
        tables.popitem(last=False)
    return known
