"""The text of the write function `engine_write`, with a static branch per kind of record, made from the models."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from cycle_engine.models import Chained, Record

# Name and SQL of each field of an entry's hash, in order. docs/ledger.md says the same in words.
HASHED = (
    ("chain", "{e}.chain"),
    ("chain_id", "{e}.chain_id::text"),
    ("seq", "{e}.seq::text"),
    ("record", "{e}.record"),
    ("record_id", "{e}.record_id::text"),
    ("step", "{e}.step"),
    ("from_state", "{e}.from_state"),
    ("to_state", "{e}.to_state"),
    ("capacity", "{e}.capacity"),
    ("actor", "{e}.actor::text"),
    ("on_behalf_of", "{e}.on_behalf_of::text"),
    ("letter", "{e}.letter::text"),
    ("unit", "{e}.unit::text"),
    ("at", "engine_microseconds({e}.at)"),
    ("recorded_at", "engine_microseconds({e}.recorded_at)"),
    ("request_id", "{e}.request_id"),
    ("rule_set", "{e}.rule_set"),
    ("version_before", "{e}.version_before::text"),
    ("version_after", "{e}.version_after::text"),
    ("commitment", "encode({e}.commitment, 'hex')"),
    ("previous_hash", "encode({e}.previous_hash, 'hex')"),
)
FORMAT = "cycle-engine/1"


def preimage(alias: str) -> str:
    """SQL of the text that an entry's hash is made of."""
    fields = " || ".join(f"engine_field({sql.format(e=alias)})" for _, sql in HASHED)
    return f"'{FORMAT};' || {fields}"


def kind_of(model: type[models.Model]) -> str:
    return str(model._meta.model_name)


def chain_of(model: type[Any]) -> type[models.Model]:
    """The model on whose rows the chain of `model`'s entries stands."""
    link = getattr(model, "chain_link", None)
    if link is None:
        return model
    return model._meta.get_field(link).remote_field.model  # type: ignore[no-any-return]


def write_function(records: Iterable[type[Record]], dated: Iterable[type[Chained]]) -> str:
    """CREATE FUNCTION engine_write, for these machines and these chains without states."""
    branches = [_record(model) for model in records] + [_dated(model) for model in dated]
    return FUNCTION.format(
        given=", ".join(GIVEN),
        preimage=preimage("e"),
        looks="".join(look for look, _ in branches),
        moves="".join(move for _, move in branches),
        dated=", ".join(f"'{kind_of(model)}'" for model in dated),
    )


def _record(model: type[Record]) -> tuple[str, str]:
    """How the function locks and compares a record, and how it moves it."""
    table, kind = model._meta.db_table, kind_of(model)
    if model.chain_link is None:
        look = f"""
            SELECT '{kind}', r.id, r.seq + 1, r.head INTO e.chain, e.chain_id, e.seq, e.previous_hash
            FROM {table} r WHERE r.id = g.record_id AND r.version = g.version AND r.state = g.from_state
            FOR NO KEY UPDATE;"""
        move = f"""
            UPDATE {table} SET state = e.to_state, version = e.version_after, seq = e.seq, head = e.hash
            WHERE id = e.record_id;"""
    else:
        chain, link = chain_of(model), model._meta.get_field(model.chain_link).column
        look = f"""
            SELECT '{kind_of(chain)}', c.id, c.seq + 1, c.head INTO e.chain, e.chain_id, e.seq, e.previous_hash
            FROM {table} r JOIN {chain._meta.db_table} c ON c.id = r.{link}
            WHERE r.id = g.record_id AND r.version = g.version AND r.state = g.from_state
            FOR NO KEY UPDATE;"""
        move = f"""
            UPDATE {table} SET state = e.to_state, version = e.version_after WHERE id = e.record_id;
            UPDATE {chain._meta.db_table} SET seq = e.seq, head = e.hash WHERE id = e.chain_id;"""
    return _when(kind, look), _when(kind, move)


def _dated(model: type[Chained]) -> tuple[str, str]:
    table, kind = model._meta.db_table, kind_of(model)
    look = f"""
            SELECT '{kind}', r.id, r.seq + 1, r.head INTO e.chain, e.chain_id, e.seq, e.previous_hash
            FROM {table} r WHERE r.id = g.record_id AND g.version IS NULL FOR NO KEY UPDATE;"""
    move = f"""
            UPDATE {table} SET seq = e.seq, head = e.hash WHERE id = e.record_id;"""
    return _when(kind, look), _when(kind, move)


def _when(kind: str, statements: str) -> str:
    return f"""
        WHEN '{kind}' THEN{statements}"""


GIVEN = (
    "record text",
    "record_id bigint",
    "step text",
    "from_state text",
    "to_state text",
    "version integer",
    "capacity text",
    "actor bigint",
    "on_behalf_of bigint",
    "letter bigint",
    "unit bigint",
    "at timestamptz",
    "request_id text",
    "rule_set text",
    "payload text",
    "salt text",
)

FUNCTION = """
CREATE OR REPLACE FUNCTION engine_write(entries json, closed json, opened json, events json) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $function$
DECLARE
    this_instant timestamptz := engine_now();
    g record;
    e engine_entry;
BEGIN
    FOR g IN SELECT * FROM json_to_recordset(entries) AS x({given}) LOOP
        IF NOT EXISTS (
            SELECT FROM engine_edge d WHERE d.record = g.record AND d.step = g.step
            AND d.from_state = g.from_state AND d.to_state = g.to_state
        ) THEN
            RAISE EXCEPTION 'engine: undeclared edge: % % from % to %', g.record, g.step, g.from_state, g.to_state
                USING ERRCODE = 'CE002';
        END IF;
        IF g.at > this_instant OR g.at < this_instant - interval '1 hour' THEN
            RAISE EXCEPTION 'engine: an act of another time: %', g.at USING ERRCODE = 'CE002';
        END IF;
        IF g.record IN ({dated}) THEN
            -- Whoever changes what is dated waits here for whoever does, before any lock on a chain.
            PERFORM FROM engine_clock FOR UPDATE;
        END IF;
        CASE g.record{looks}
        END CASE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'engine: % % has moved since it was read', g.record, g.record_id
                USING ERRCODE = 'CE001';
        END IF;
        e.id := nextval('engine_entry_id_seq');
        e.record := g.record;
        e.record_id := g.record_id;
        e.step := g.step;
        e.from_state := g.from_state;
        e.to_state := g.to_state;
        e.capacity := g.capacity;
        e.actor := g.actor;
        e.on_behalf_of := g.on_behalf_of;
        e.letter := g.letter;
        e.unit := g.unit;
        e.at := g.at;
        e.recorded_at := clock_timestamp();
        e.request_id := g.request_id;
        e.rule_set := g.rule_set;
        e.version_before := g.version;
        e.version_after := g.version + 1;
        e.commitment := sha256(decode(g.salt, 'hex') || convert_to(g.payload, 'UTF8'));
        e.hash := sha256(convert_to({preimage}, 'UTF8'));
        INSERT INTO engine_entry SELECT e.*;
        INSERT INTO engine_payload (entry_id, salt, text) VALUES (e.id, decode(g.salt, 'hex'), g.payload);
        CASE g.record{moves}
        END CASE;
        IF g.record IN ({dated}) THEN
            UPDATE engine_clock SET epoch = e.hash;
        END IF;
    END LOOP;
    IF closed IS NOT NULL THEN
        UPDATE engine_deadline d SET closed_at = c.at, closed_by = c.step, next_at = NULL
        FROM json_to_recordset(closed)
            AS c(record text, record_id bigint, kind text, step text, at timestamptz)
        WHERE d.record = c.record AND d.record_id = c.record_id AND d.kind = c.kind AND d.closed_at IS NULL;
    END IF;
    IF opened IS NOT NULL THEN
        INSERT INTO engine_deadline (chain, chain_id, record, record_id, kind, waits_for, opened_at, last_day,
            due_at, agenda, told, next_at, moves_at, closed_by)
        SELECT chain, chain_id, record, record_id, kind, waits_for, at, last_day, due_at, agenda,
            width_bucket(at, agenda), agenda[width_bucket(at, agenda) + 1], moves_at, ''
        FROM json_to_recordset(opened) AS o(chain text, chain_id bigint, record text, record_id bigint,
            kind text, waits_for text, at timestamptz, last_day date, due_at timestamptz,
            agenda timestamptz[], moves_at timestamptz[]);
    END IF;
    IF events IS NOT NULL THEN
        INSERT INTO engine_outbox (kind, record, record_id, at, recipients, about)
        SELECT kind, record, record_id, at, recipients, about
        FROM json_to_recordset(events) AS v(kind text, record text, record_id bigint, at timestamptz,
            recipients jsonb, about jsonb);
    END IF;
END $function$
"""
