"""Save what acts have added and changed: one statement for each model and set of columns, however many rows.

Rows travel as JSON records, which is quicker than an array for each column.
"""

# ruff: noqa: S608 - names of tables and columns come from the models, values are always bound

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection, models

from cycle_engine.case import Changes
from cycle_engine.models import Chained, Record
from cycle_engine.statements import ask, tell


@dataclass(frozen=True, slots=True)
class Copied:
    """For a new row's JSON column: the document in that column of the row with this key, copied in the database."""

    model: type[models.Model]
    key: int


Sources = tuple[tuple[str, type[models.Model]], ...]
NONE: Mapping[str, Any] = {}


def save(changes: Changes, *, all_keys: bool) -> None:
    """Write what was added and changed, in the order of the first row of each kind.

    New records and things, and rows to which others lead, get their keys; the rest only with `all_keys`, since
    nobody waits for an answer that is not read.
    """
    added: dict[tuple[type[models.Model], Sources], list[models.Model]] = defaultdict(list)
    changed: dict[tuple[type[models.Model], tuple[str, ...]], list[models.Model]] = defaultdict(list)
    for row in changes.added:
        added[type(row), _sources(row)].append(row)
    for row, names in changes.changed:
        changed[type(row), names].append(row)
    awaited = {field.related_model for model, _ in added for field in model._meta.concrete_fields}
    for (model, sources), rows in added.items():
        returning = all_keys or model in awaited or issubclass(model, Record | Chained)
        _insert(model, rows, dict(sources), returning=returning)
    for (model, names), rows in changed.items():
        _update(model, names, rows)


def _insert(
    model: type[models.Model], rows: Sequence[models.Model], sources: dict[str, Any], *, returning: bool
) -> None:
    """Insert all rows by one statement; let each know what the database gave it where somebody needs to."""
    for row in rows:
        _resolve(row)
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.generated and not field.has_db_default()
    ]
    statement = (
        f"INSERT INTO {model._meta.db_table} ({_names(fields)})"
        f" SELECT {', '.join(_cast(field, sources) for field in fields)}"
        f" FROM json_to_recordset(%s) AS v({_types(fields, sources)})"
    )
    values = json.dumps([_values(row, fields) for row in rows], default=str)
    if not returning:
        tell(statement, values)
        return
    given = model._meta.db_returning_fields
    for row, answer in zip(rows, ask(f"{statement} RETURNING {_names(given)}", values), strict=True):
        for field, value in zip(given, answer, strict=True):
            row.__dict__[field.attname] = value
        row._state.adding = False
        row._state.db = connection.alias


def _update(model: type[models.Model], names: tuple[str, ...], rows: Sequence[models.Model]) -> None:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    sets = ", ".join(f'"{field.column}" = {_cast(field)}' for field in fields)
    values = [{"id": row.pk} | _values(row, fields) for row in rows]
    tell(
        f"UPDATE {model._meta.db_table} t SET {sets}"
        f" FROM json_to_recordset(%s) AS v(id bigint, {_types(fields)}) WHERE t.id = v.id",
        json.dumps(values, default=str),
    )


@lru_cache
def _documents(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if isinstance(field, models.JSONField)]


def _sources(row: models.Model) -> Sources:
    """Which of the row's documents are copied, and from which model."""
    known = row.__dict__
    return tuple(
        (name, known[name].model) for name in _documents(type(row)) if isinstance(known[name], Copied)
    )


@lru_cache
def _foreign_keys(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def _resolve(row: models.Model) -> None:
    """Take the key of each row that this one was given before that one was saved."""
    for key in _foreign_keys(type(row)):
        if row.__dict__[key.attname] is None and key.is_cached(row):
            setattr(row, key.attname, getattr(key.get_cached_value(row), key.target_field.attname, None))


def _values(row: models.Model, fields: Sequence[Any]) -> dict[str, Any]:
    """Values by column; a document as text, so that it arrives as it is, or as the key of its source."""
    known = row.__dict__
    return {
        field.column: _text(known[field.attname])
        if isinstance(field, models.JSONField)
        else known[field.attname]
        for field in fields
    }


def _text(document: Any) -> str | int | None:
    if document is None:
        return None
    return document.key if isinstance(document, Copied) else json.dumps(document, ensure_ascii=False)


def _names(fields: Sequence[Any]) -> str:
    return ", ".join(f'"{field.column}"' for field in fields)


def _types(fields: Sequence[Any], sources: Mapping[str, Any] = NONE) -> str:
    return ", ".join(f'"{field.column}" {_type(field, sources)}' for field in fields)


def _type(field: Any, sources: Mapping[str, Any]) -> str:
    if field.attname in sources:
        return "bigint"
    return "text" if isinstance(field, models.JSONField) else str(field.db_type(connection))


def _cast(field: Any, sources: Mapping[str, Any] = NONE) -> str:
    value = f'v."{field.column}"'
    if source := sources.get(field.attname):
        return f'(SELECT s."{field.column}" FROM {source._meta.db_table} s WHERE s.id = {value})'
    return f"{value}::jsonb" if isinstance(field, models.JSONField) else value
