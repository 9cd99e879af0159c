"""Reads of many rows in one statement, and the lock of the chains they stand on."""

# ruff: noqa: S608 - names of tables and columns come from the models, values are always bound

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.base import ModelState

from cycle_engine import clock
from cycle_engine.clock import MOMENT, Moment
from cycle_engine.fields import column_of, target_of
from cycle_engine.machine import MACHINES, NEW
from cycle_engine.models import Deadline, Record
from cycle_engine.statements import Rows, Statement, ask, ask_together

R = TypeVar("R", bound=Record)
M = TypeVar("M", bound=models.Model)


@lru_cache
def columns(model: type[models.Model], deferred: frozenset[str] = frozenset()) -> str:
    """SQL of the columns of a table that is called `t`, but for what is deferred, in the order of the fields."""
    return ", ".join(f't."{field.column}"' for field in _fields(model, deferred))


def _fields(model: type[models.Model], deferred: frozenset[str]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.name not in deferred]


@lru_cache
def _shape(model: type[models.Model], deferred: frozenset[str]) -> tuple[list[str], list[tuple[int, Any]]]:
    """Names of the columns' attributes, and which of them Django converts from the driver's value, and how."""
    fields = _fields(model, deferred)
    converted = [(place, field) for place, field in enumerate(fields) if hasattr(field, "from_db_value")]
    return [field.attname for field in fields], [(place, field.from_db_value) for place, field in converted]


def row_of(model: type[M], values: Sequence[Any], deferred: frozenset[str] = frozenset()) -> M:
    """The row with these values of its `columns`."""
    names, converted = _shape(model, deferred)
    if converted:
        values = list(values)
        for place, convert in converted:
            values[place] = convert(values[place], None, connection)
    # As a row is made that comes out of a pickle: `from_db` would set each attribute, and send two signals.
    row = model.__new__(model)
    row.__dict__.update(zip(names, values, strict=True), _state=ModelState())
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return row


def lock(model: type[R], keys: Sequence[int], *, skip_locked: bool) -> tuple[dict[int, R], Moment]:
    """The records with these keys, their chains locked in key order, and the moment after the lock was had.

    Locked chains are left out when `skip_locked`; what is not there is left out always.
    """
    link = model.chain_link
    if link is None:
        found, moment, _ = _lock(model, "t.id = ANY(%s)", keys, skip_locked=skip_locked)
        return found, moment
    table, column = model._meta.db_table, column_of(model, link)
    parents, moment, rows = _lock(
        target_of(model, link),
        f"t.id IN (SELECT {column} FROM {table} WHERE id = ANY(%s))",
        keys,
        _reading(model, "t.id = ANY(%s)", list(keys)),
        skip_locked=skip_locked,
    )
    records = [record for row in rows if getattr(record := row_of(model, row), column) in parents]
    for record in records:
        setattr(record, link, parents[getattr(record, column)])
    return {record.pk: record for record in records}, moment


def lock_parents(newborn: Sequence[Record]) -> Moment:
    """Lock the chains that these new records will stand on, if not their own; the moment after that."""
    for record in newborn:
        expect(record)
    link = newborn[0].chain_link
    if link is None:
        return clock.moment()
    column = column_of(type(newborn[0]), link)
    keys = [getattr(record, column) for record in newborn]
    parents, moment, _ = _lock(target_of(type(newborn[0]), link), "t.id = ANY(%s)", keys, skip_locked=False)
    for record in newborn:
        setattr(record, link, parents[getattr(record, column)])
    return moment


def expect(record: Record) -> None:
    """Let a record that is not saved yet know the state in which the database will save it."""
    if record.pk is None:
        record.__dict__.update(state=NEW, version=0)


def _lock(
    model: type[M], where: str, keys: Sequence[int], *after: Statement, skip_locked: bool
) -> tuple[dict[int, M], Moment, Rows]:
    """The rows, the moment once they are locked, and what is asked after that."""
    order = "ORDER BY t.id" if len(keys) > 1 else ""
    mode = "SKIP LOCKED" if skip_locked else ""
    statement, *parameters = _reading(model, f"{where} {order} FOR NO KEY UPDATE OF t {mode}", list(keys))
    locked, (moment,), *found = ask_together((statement, *parameters), MOMENT, *after)
    return {row[0]: row_of(model, row) for row in locked}, Moment(*moment), found[0] if found else []


def read_records(model: type[R], keys: Sequence[int]) -> dict[int, R]:
    """These records without a lock, each with the record whose chain it shares."""
    found = {record.pk: record for record in read(model, "t.id = ANY(%s)", list(keys))} if keys else {}
    if found and model.chain_link:
        models.prefetch_related_objects(list(found.values()), model.chain_link)
    return found


def records_of(deadlines: Iterable[Deadline]) -> dict[str, dict[int, Any]]:
    """The records of these deadlines by kind and key, without a lock, each with the record on whose chain it stands
    and with those of the others that it names. One statement, however many kinds."""
    keys: dict[str, set[int]] = defaultdict(set)
    asked: dict[str, set[int]] = defaultdict(set)
    for row in deadlines:
        keys[row.record].add(row.record_id)
        asked[row.record].add(row.record_id)
        asked[row.chain].add(row.chain_id)
    found = _read_kinds({MACHINES[kind].model: some for kind, some in asked.items()})
    there = {kind: found[MACHINES[kind].model] for kind in keys}
    return {
        kind: {key: there[kind][key] for key in some if key in there[kind]} for kind, some in keys.items()
    }


def _read_kinds(asked: Mapping[Any, Collection[int]]) -> dict[Any, dict[int, Any]]:
    several = read_several(*((kind, "t.id = ANY(%s)", list(keys)) for kind, keys in asked.items()))
    found = {kind: {row.pk: row for row in rows} for kind, rows in zip(asked, several, strict=True)}
    for kind, some in found.items():
        for field in [each for each in kind._meta.concrete_fields if each.related_model in found]:
            for record in some.values():
                if named := found[field.related_model].get(getattr(record, field.attname)):
                    setattr(record, field.name, named)
    return found


def read_several(*parts: tuple[Any, ...]) -> list[list[Any]]:
    """Rows of several tables in one statement: for each part, a model with an SQL condition and its parameters, what
    `read` finds, in the order of the keys."""
    if not parts:
        return []
    found: list[list[Any]] = [[] for _ in parts]
    kinds = [kind for kind, *_ in parts]
    starts = [0, *accumulate(len(kind._meta.concrete_fields) for kind in kinds)]
    statement = _several(tuple((kind, where) for kind, where, *_ in parts))
    for values in ask(statement, *(each for _, _, *some in parts for each in some)):
        place = next(place for place, start in enumerate(starts) if values[start] is not None)
        found[place].append(row_of(kinds[place], values[starts[place] : starts[place + 1]]))
    return [sorted(rows, key=lambda row: int(row.pk)) for rows in found]


@lru_cache
def _several(parts: tuple[tuple[type[models.Model], str], ...]) -> str:
    """Joined by nothing, so that each row of each table stands alone."""
    first, *others = (
        f"(SELECT {columns(kind)} FROM {kind._meta.db_table} t WHERE {where}) AS of_{place}"
        for place, (kind, where) in enumerate(parts)
    )
    return f"SELECT * FROM {first}{''.join(f' FULL JOIN {each} ON false' for each in others)}"


def know(row: models.Model, name: str, related: models.Model | list[Any] | None) -> None:
    """Have a row answer what is related to it by this name without asking: one row or none, or a list."""
    if isinstance(related, list):
        many = getattr(row, name).all()
        many._result_cache = related
        row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = many
    else:
        row._state.fields_cache[name] = related


def read(model: type[M], where: str, *parameters: Any, deferred: frozenset[str] = frozenset()) -> list[M]:
    """Rows of `model` (as `t`) for which the SQL condition holds, but for deferred fields; its parameters are lists
    or plain values."""
    return [
        row_of(model, row, deferred) for row in ask(*_reading(model, where, *parameters, deferred=deferred))
    ]


def _reading(
    model: type[models.Model], where: str, *parameters: Any, deferred: frozenset[str] = frozenset()
) -> Statement:
    return f"SELECT {columns(model, deferred)} FROM {model._meta.db_table} t WHERE {where}", *parameters
