"""Many rows in one statement: locked reads, and updates of named columns."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models

from cycle_engine import clock
from cycle_engine.case import Changes
from cycle_engine.clock import Moment
from cycle_engine.machine import NEW
from cycle_engine.models import Record

R = TypeVar("R", bound=Record)
M = TypeVar("M", bound=models.Model)
NEVER = Moment(datetime.datetime.min.replace(tzinfo=datetime.UTC), b"")


@lru_cache
def columns(model: type[models.Model]) -> str:
    """SQL of all columns of a table that is called `t`, in the order of the model's fields."""
    return ", ".join(f't."{field.column}"' for field in model._meta.concrete_fields)


@lru_cache
def _shape(model: type[models.Model]) -> tuple[list[str], list[tuple[int, Any]]]:
    """Names of the columns' attributes, and which of them Django converts from the driver's value, and how."""
    fields = model._meta.concrete_fields
    converted = [(place, field) for place, field in enumerate(fields) if hasattr(field, "from_db_value")]
    return [field.attname for field in fields], [(place, field.from_db_value) for place, field in converted]


def row_of(model: type[M], values: Sequence[Any]) -> M:
    """The row with these values of its columns, in the order of the model's fields."""
    names, converted = _shape(model)
    if converted:
        values = list(values)
        for place, convert in converted:
            values[place] = convert(values[place], None, connection)
    return model.from_db(connection.alias, names, values)


def lock(model: type[R], keys: Sequence[int], *, skip_locked: bool) -> tuple[dict[int, R], Moment]:
    """The records with these keys, their chains locked in key order, and the moment after the lock was had.

    Locked chains are left out when `skip_locked`; what is not there is left out always.
    """
    link = model.chain_link
    if link is None:
        return _lock(model, "t.id = ANY(%s)", keys, skip_locked)
    key = model._meta.get_field(link)
    table, column = model._meta.db_table, key.column
    parents, now = _lock(
        key.remote_field.model,
        f"t.id IN (SELECT {column} FROM {table} WHERE id = ANY(%s))",
        keys,
        skip_locked,
    )
    records = read(model, "t.id = ANY(%s)", keys)
    for record in records:
        if getattr(record, column) in parents:
            setattr(record, link, parents[getattr(record, column)])
    return {record.pk: record for record in records if getattr(record, column) in parents}, now


def lock_parents(newborn: Sequence[Record]) -> Moment:
    """Lock the chains that these new records will stand on, if not their own; the moment after that.

    """
    for record in newborn:
        expect(record)
    link = newborn[0].chain_link
    if link is None:
        return clock.moment()
    key = newborn[0]._meta.get_field(link)
    parents, now = _lock(
        key.remote_field.model, "t.id = ANY(%s)", [getattr(each, key.column) for each in newborn], False
    )
    for record in newborn:
        setattr(record, link, parents[getattr(record, key.column)])
    return now


def expect(record: Record) -> None:
    """Let a record that is not saved yet know the state in which the database will save it."""
    if record.pk is None:
        record.__dict__.update(state=NEW, version=0)


def _lock(
    model: type[M], where: str, keys: Sequence[int], skip_locked: bool
) -> tuple[dict[int, M], Moment]:
    mode = "FOR NO KEY UPDATE SKIP LOCKED" if skip_locked else "FOR NO KEY UPDATE"
    with connection.cursor() as cursor:
        # The outer SELECT reads the clock as the locked rows arrive, so after the wait for them.
        cursor.execute(
            f"WITH t AS MATERIALIZED (SELECT {columns(model)} FROM {model._meta.db_table} t WHERE {where} ORDER BY t.id {mode})"
            f" SELECT t.*, engine_now(), engine_epoch() FROM t",
            [list(keys)],
        )
        rows = cursor.fetchall()
    found = {row[0]: row_of(model, row[:-2]) for row in rows}
    return found, Moment(*rows[-1][-2:]) if rows else NEVER


def read_records(model: type[R], keys: Sequence[int]) -> dict[int, R]:
    """These records without a lock, each with the record whose chain it shares."""
    found = {record.pk: record for record in read(model, "t.id = ANY(%s)", list(keys))}
    if model.chain_link:
        models.prefetch_related_objects(list(found.values()), model.chain_link)
    return found


def read(model: type[M], where: str, *parameters: Any) -> list[M]:
    """Rows of `model` (as `t`) for which the SQL condition holds; its parameters are lists or plain values."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns(model)} FROM {model._meta.db_table} t WHERE {where}", [*parameters]
        )
        return [row_of(model, row) for row in cursor.fetchall()]


def save(records: Sequence[models.Model], all_changes: Sequence[Changes]) -> None:
    """Write what acts have added and changed, newborn records first: one statement a model and set of columns."""
    added: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    changed: dict[tuple[type[models.Model], tuple[str, ...]], list[models.Model]] = defaultdict(list)
    for record in records:
        if record.pk is None:
            added[type(record)].append(record)
    for changes in all_changes:
        for row in changes.added:
            added[type(row)].append(row)
        for row, names in changes.changed:
            changed[type(row), names].append(row)
    for model, rows in added.items():
        _insert(model, rows)
    for (model, names), rows in changed.items():
        _update(model, names, rows)


class JsonText(str):
    """A JSON document as text, for a JSON column: written as it is, without being looked into."""


def _insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert all rows by one statement, and let each know what the database gave it."""
    for row in rows:
        row._prepare_related_fields_for_save(operation_name="save")  # type: ignore[attr-defined]
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.generated and not field.has_db_default()
    ]
    given = model._meta.db_returning_fields
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({_names(fields)}) SELECT {_casts(fields)}"
            f" FROM json_to_recordset(%s) AS v({_types(fields)}) RETURNING {_names(given)}",
            [json.dumps([_values(row, fields) for row in rows], default=str)],
        )
        for row, values in zip(rows, cursor.fetchall(), strict=True):
            for field, value in zip(given, values, strict=True):
                row.__dict__[field.attname] = value
            row._state.adding = False
            row._state.db = connection.alias


def _update(model: type[models.Model], names: tuple[str, ...], rows: Sequence[models.Model]) -> None:
    fields = [model._meta.get_field(name) for name in names]
    sets = ", ".join(f'"{field.column}" = {_cast(field)}' for field in fields)
    values = [{"id": row.pk} | _values(row, fields) for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} t SET {sets}"
            f" FROM json_to_recordset(%s) AS v(id bigint, {_types(fields)}) WHERE t.id = v.id",
            [json.dumps(values, default=str)],
        )


def _values(row: models.Model, fields: Sequence[Any]) -> dict[str, Any]:
    """Values by column; a document as text, so that it arrives as it is."""
    return {
        field.column: _text(getattr(row, field.attname))
        if isinstance(field, models.JSONField)
        else getattr(row, field.attname)
        for field in fields
    }


def _text(document: Any) -> str | None:
    if document is None or isinstance(document, JsonText):
        return document
    return json.dumps(document, ensure_ascii=False)


def _names(fields: Sequence[Any]) -> str:
    return ", ".join(f'"{field.column}"' for field in fields)


def _types(fields: Sequence[Any]) -> str:
    return ", ".join(
        f'"{field.column}" {"text" if isinstance(field, models.JSONField) else field.db_type(connection)}'
        for field in fields
    )


def _cast(field: Any) -> str:
    return f'v."{field.column}"::jsonb' if isinstance(field, models.JSONField) else f'v."{field.column}"'


def _casts(fields: Sequence[Any]) -> str:
    return ", ".join(map(_cast, fields))
