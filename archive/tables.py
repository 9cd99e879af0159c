"""Which tables an archive holds, what stands in their columns, and what is left out of it by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

# Made anew by every migration, or of one installation alone: nothing that an agency has to keep.
LEFT_OUT: Mapping[str, str] = {
    "cycle_engine.edge": "made from the declared machines",
    "cycle_engine.engineclock": "the time of this installation, which runs ahead in a demonstration only",
    "cycle_engine.answer": "idempotency keys of the last seven days",
    "voice.spenttoken": "forms of surveys that were sent in the last hours, which is all that is ever kept of them",
    "sessions.session": "sessions: everybody signs in again",
    "knox.authtoken": "tokens: everybody asks for new ones",
    "axes.accessattempt": "wrong passwords of the last minutes",
    "axes.accessattemptexpiration": "wrong passwords of the last minutes",
    "axes.accessfailurelog": "wrong passwords of the last minutes",
    "axes.accesslog": "sign-ins, which no rule looks at",
    "admin.logentry": "what operators did with this installation",
    "contenttypes.contenttype": "made by the framework",
    "auth.permission": "made by the framework, not used",
    "auth.group": "not used",
    "auth.group_permissions": "not used",
    "directory.user_groups": "not used",
    "directory.user_user_permissions": "not used",
}
# Columns that stay at home, and what stands in their place where an archive is read.
COLUMNS_LEFT_OUT: Mapping[str, Mapping[str, str]] = {
    "directory.user": {"password": "!"},  # by which nobody can sign in
}
# A migration has already put a row there, whose place the archive's takes.
REPLACED = frozenset({"cycle_engine.epoch"})


@dataclass(frozen=True)
class Column:
    """A column by its name, PostgreSQL's type, and the table to whose `id` it refers, if any."""

    name: str
    type: str
    null: bool
    refers_to: str | None


@dataclass(frozen=True)
class Table:
    """A table of an archive: its name in the database, its columns in order and the one that is its key."""

    label: str
    name: str
    key: str
    columns: tuple[Column, ...]
    left_out: Mapping[str, str]

    @property
    def file(self) -> str:
        return f"tables/{self.name}.jsonl"


@cache
def tables() -> tuple[Table, ...]:
    """Every table that an archive holds, in the order of the applications."""
    managed = [each for each in apps.get_models(include_auto_created=True) if each._meta.managed]
    return tuple(_table(model) for model in managed if model._meta.label_lower not in LEFT_OUT)


def _table(model: type[models.Model]) -> Table:
    meta = model._meta
    left_out = COLUMNS_LEFT_OUT.get(meta.label_lower, {})
    # A generated column follows from the others; one that the engine writes only looks generated to Django.
    stored: list[Any] = [
        field for field in meta.concrete_fields if not isinstance(field, models.GeneratedField)
    ]
    return Table(
        label=meta.label_lower,
        name=meta.db_table,
        key=str(meta.pk.column),
        columns=tuple(_column(field) for field in stored if field.column not in left_out),
        left_out=left_out,
    )


def _column(field: Any) -> Column:
    target = field.related_model._meta.db_table if field.is_relation else None
    kind = str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection))
    return Column(field.column, kind, bool(field.null), target)


def migrations() -> dict[str, str]:
    """The newest migration of each application, by which a program knows whether tables are as it expects."""
    applied = MigrationRecorder(connection).applied_migrations()
    return {app: max(name for each, name in applied if each == app) for app, _name in sorted(applied)}
