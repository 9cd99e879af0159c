"""Make the engine's furniture in the database from the machines: functions, triggers, edges and grants.

Runs as the owner after every migration; `statements()` is what CI compares.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections, models, transaction
from django.db.backends.utils import CursorWrapper

from cycle_engine.fields import column_of
from cycle_engine.machine import MACHINES
from cycle_engine.models import (
    Chained,
    Deadline,
    Edge,
    EngineClock,
    Entry,
    Epoch,
    Event,
    Payload,
    Record,
)
from cycle_engine.sql.write import kind_of, write_function

HERE = Path(__file__).parent
CLOSED = (Entry, Payload, Deadline, Event, Edge, EngineClock, Epoch)  # the application only reads these


def install_all(app_config: AppConfig, using: str, **_: Any) -> None:
    """Install everything once the last application is migrated."""
    last = [each for each in apps.get_app_configs() if each.models_module is not None][-1]
    if app_config is not last:
        return
    with transaction.atomic(using), connections[using].cursor() as cursor:
        if not _ready(cursor):
            return
        for statement in statements():
            cursor.execute(statement)
        cursor.execute("INSERT INTO engine_clock (id, ahead) VALUES (1, '0') ON CONFLICT DO NOTHING")
        cursor.execute("INSERT INTO engine_epoch (id, hash) VALUES (1, '') ON CONFLICT DO NOTHING")
        _edges(cursor)


def _ready(cursor: CursorWrapper) -> bool:
    """Whether every table stands: after a migration backwards there may be nothing to furnish."""
    tables = {model._meta.db_table for model in apps.get_models() if model._meta.managed}
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return tables <= {row[0] for row in cursor.fetchall()}


def chained_models() -> list[type[Chained]]:
    return [model for model in apps.get_models() if issubclass(model, Chained)]


def statements() -> Iterator[str]:
    """Every statement that the machines ask for, in order."""
    yield (HERE / "engine.sql").read_text(encoding="utf-8")
    records = [machine.model for machine in MACHINES.values()]
    dated = [model for model in chained_models() if not issubclass(model, Record)]
    yield write_function(records, dated)
    yield from _triggers(records)
    yield from _grants()


def _edges(cursor: CursorWrapper) -> None:
    rows = [edge for machine in MACHINES.values() for edge in machine.edges()]
    rows += [(kind_of(model), name, "", "") for model in chained_models() for name in model.dated]
    cursor.execute("DELETE FROM engine_edge")
    Edge.objects.bulk_create([Edge(record=r, step=s, from_state=f, to_state=t) for r, s, f, t in rows])


def _triggers(records: list[type[Record]]) -> Iterator[str]:
    refuse = "STATEMENT EXECUTE FUNCTION engine_refuse()"
    yield _trigger("engine_entry", "closed", "BEFORE UPDATE OR DELETE OR TRUNCATE", refuse)
    yield _trigger("engine_payload", "closed", "BEFORE DELETE OR TRUNCATE", refuse)
    yield _trigger(
        "engine_payload", "emptied", "BEFORE UPDATE", "ROW EXECUTE FUNCTION engine_guard_payload()"
    )
    for guarded, watched, guard in _guards(records):
        table = guarded._meta.db_table
        columns = ", ".join(f"OLD.{name}" for name in watched), ", ".join(f"NEW.{name}" for name in watched)
        yield _trigger(
            table,
            "moved",
            "AFTER UPDATE",
            f"ROW WHEN (({columns[0]}) IS DISTINCT FROM ({columns[1]}))"
            f" EXECUTE FUNCTION engine_guard_{guard}('{kind_of(guarded)}')",
        )
        # So that a step rewrites its row in place instead of writing into every index; even the birth of
        # many at once, when nothing of a page is free again before the commit.
        yield f"ALTER TABLE {table} SET (fillfactor = 40)"
    for model in [*chained_models(), *(each for each in records if not issubclass(each, Chained))]:
        table, birth = model._meta.db_table, "chain" if issubclass(model, Chained) else "record"
        yield f"DROP TRIGGER IF EXISTS engine_birth ON {table}"
        yield (
            f"CREATE CONSTRAINT TRIGGER engine_birth AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED"
            f" FOR EACH ROW EXECUTE FUNCTION engine_guard_birth_{birth}('{kind_of(model)}')"
        )


def _guards(records: list[type[Record]]) -> Iterator[tuple[type[models.Model], tuple[str, ...], str]]:
    """Each guarded model, the columns that move only with an entry, and which guard watches them."""
    for model in chained_models():
        if issubclass(model, Record):
            yield model, ("state", "version", "seq", "head"), "record"
        else:
            yield model, ("seq", "head"), "chain"
    for record in records:
        if not issubclass(record, Chained):
            yield record, ("state", "version"), "state"


def _trigger(table: str, name: str, when: str, what: str) -> str:
    return f"CREATE OR REPLACE TRIGGER engine_{name} {when} ON {table} FOR EACH {what}"


def _grants() -> Iterator[str]:
    """What is not granted is closed: the application role may read all, and write ordinary columns."""
    role = settings.DATABASES["default"]["USER"]
    yield f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{role}", PUBLIC'
    yield "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC"
    yield f'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO "{role}"'
    yield f'GRANT SELECT ON ALL TABLES IN SCHEMA public TO "{role}"'
    for model in apps.get_models(include_auto_created=True):
        for privilege in _privileges(model):
            yield f'GRANT {privilege} ON {model._meta.db_table} TO "{role}"'


def _privileges(model: type[models.Model]) -> Iterator[str]:
    if model in CLOSED or not model._meta.managed or model._meta.proxy:
        return
    fields = model._meta.concrete_fields
    own = [f'"{field.column}"' for field in fields if not field.generated]
    may_update: tuple[str, ...] | None = getattr(model, "application_may_update", None)
    changing = own if may_update is None else [f'"{column_of(model, name)}"' for name in may_update]
    updated = [column for column in changing if column not in _fixed(model)]
    yield f"INSERT ({', '.join(own)})"
    if updated:
        yield f"UPDATE ({', '.join(updated)})"
    if may_update is None and len(own) == len(fields):
        yield "DELETE"


def _fixed(model: type[models.Model]) -> set[str]:
    """What a row is born with for good: its key, and the record whose chain it shares."""
    link = getattr(model, "chain_link", None)
    names = [model._meta.pk.name, *([link] if link else [])]
    return {f'"{column_of(model, name)}"' for name in names}
