"""The text of the write function `engine_write`, with a static branch per kind of record, made from the models."""

# ruff: noqa: S608 - the text is made of names of the models alone

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from cycle_engine.fields import column_of, target_of
from cycle_engine.models import Chained, Record

# Each field of an entry's hash, in order, and what it is; docs/ledger.md says the same in words.
HASHED = {
    "chain": "text",
    "chain_id": "number",
    "seq": "number",
    "record": "text",
    "record_id": "number",
    "step": "text",
    "from_state": "text",
    "to_state": "text",
    "capacity": "text",
    "actor": "number",
    "on_behalf_of": "number",
    "letter": "number",
    "unit": "number",
    "at": "time",
    "recorded_at": "time",
    "request_id": "text",
    "rule_set": "text",
    "version_before": "number",
    "version_after": "number",
    "commitment": "bytes",
    "previous_hash": "bytes",
}
# SQL of a field's length in bytes, and of its text.
TEXTS = {
    "text": ("octet_length({0})", "{0}"),
    "number": ("octet_length({0}::text)", "{0}"),
    "time": ("octet_length(engine_microseconds({0})::text)", "engine_microseconds({0})"),
    "bytes": ("2 * octet_length({0})", "encode({0}, 'hex')"),
}
FORMAT = "cycle-engine/1"


def preimage(alias: str) -> str:
    """SQL of the text that an entry's hash is made of: each field as `<bytes>:<text>;`, what is null as `:;`."""
    parts = [f"'{FORMAT};'"]
    for name, kind in HASHED.items():
        length, text = (sql.format(f"{alias}.{name}") for sql in TEXTS[kind])
        parts += [length, "':'", text, "';'"]
    return f"concat({', '.join(parts)})"


def kind_of(model: type[models.Model]) -> str:
    return str(model._meta.model_name)


def chain_of(model: type[Any]) -> type[models.Model]:
    """The model on whose rows the chain of `model`'s entries stands."""
    link = getattr(model, "chain_link", None)
    return model if link is None else target_of(model, link)


def write_function(records: Iterable[type[Record]], dated: Iterable[type[Chained]]) -> str:
    """CREATE FUNCTION engine_write, for these machines and these chains without states."""
    branches = [_record(model) for model in records] + [_dated(model) for model in dated]
    return FUNCTION.format(
        given=", ".join(GIVEN),
        preimage=preimage("e"),
        edge=EDGE,
        looks="".join(look for look, _ in branches),
        moves="".join(move for _, move in branches),
    )


def _record(model: type[Record]) -> tuple[str, str]:
    """How the function locks and compares a record, and how it moves it."""
    table, kind = model._meta.db_table, kind_of(model)
    same = "r.version = g.version AND r.state = g.from_state"
    if model.chain_link is None:
        look = _look(kind, f"{table} c", f"c.id = g.record_id AND {same.replace('r.', 'c.')}")
        move = f"""
            UPDATE {table} SET state = e.to_state, version = e.version_after, seq = e.seq, head = e.hash
            WHERE id = e.record_id;"""
    else:
        chain, link = chain_of(model), column_of(model, model.chain_link)
        joined = f"{table} r JOIN {chain._meta.db_table} c ON c.id = r.{link}"
        look = _look(kind_of(chain), joined, f"r.id = g.record_id AND {same}")
        move = f"""
            UPDATE {table} SET state = e.to_state, version = e.version_after WHERE id = e.record_id;
            UPDATE {chain._meta.db_table} SET seq = e.seq, head = e.hash WHERE id = e.chain_id;"""
    return _when(kind, look), _when(kind, move)


def _dated(model: type[Chained]) -> tuple[str, str]:
    table, kind = model._meta.db_table, kind_of(model)
    look = DATED + _look(kind, f"{table} c", "c.id = g.record_id AND g.version IS NULL")
    move = f"""
            UPDATE {table} SET seq = e.seq, head = e.hash WHERE id = e.record_id;"""
    return _when(kind, look), _when(kind, move)


# Whoever changes what is dated waits here for whoever does, before any lock on a chain.
DATED = """
            IF NOT dated THEN
                PERFORM FROM engine_epoch FOR UPDATE;
                dated := true;
            END IF;"""


EDGE = "d.record = g.record AND d.step = g.step AND d.from_state = g.from_state AND d.to_state = g.to_state"


def _look(chain: str, rows: str, same: str) -> str:
    """Lock the chain, compare the record, find the edge declared; the entry so far."""
    return f"""
            SELECT nextval('engine_entry_id_seq'), '{chain}', c.id, c.seq + 1, g.record, g.record_id, g.step,
                g.from_state, g.to_state, g.capacity, g.actor, g.on_behalf_of, g.letter, g.unit, g.at,
                clock_timestamp(), g.request_id, g.rule_set, g.version, g.version + 1,
                sha256(decode(g.salt, 'hex') || convert_to(g.payload, 'UTF8')), c.head, NULL
            INTO e FROM {rows} JOIN engine_edge d ON {EDGE} WHERE {same} FOR NO KEY UPDATE OF c;"""


def _when(kind: str, statements: str) -> str:
    return f"""
        WHEN '{kind}' THEN{statements}"""


# What is given for each entry. Beside the entry's own fields: the kinds of deadlines that it meets, those that
# it sets, and the event of its act (with the first entry of the act).
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
    "meets text[]",
    "sets json",
    "recipients jsonb",
    "about jsonb",
)

FUNCTION = """
CREATE OR REPLACE FUNCTION engine_write(entries json) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $function$
DECLARE
    -- engine_now() written out: called under two search paths in turn, it would be planned at every call.
    this_instant timestamptz := clock_timestamp() + (SELECT ahead FROM engine_clock);
    dated boolean := false;
    g record;
    e engine_entry;
BEGIN
    FOR g IN SELECT * FROM json_to_recordset(entries) AS x({given}) LOOP
        IF g.at > this_instant OR g.at < this_instant - interval '1 hour' THEN
            RAISE EXCEPTION 'engine: an act of another time: %', g.at USING ERRCODE = 'CE002';
        END IF;
        CASE g.record{looks}
        ELSE
            RAISE EXCEPTION 'engine: undeclared: %', g.record USING ERRCODE = 'CE002';
        END CASE;
        IF NOT FOUND THEN
            PERFORM FROM engine_edge d WHERE {edge};
            IF NOT FOUND THEN
                RAISE EXCEPTION 'engine: undeclared: % % from % to %', g.record, g.step, g.from_state, g.to_state
                    USING ERRCODE = 'CE002';
            END IF;
            RAISE EXCEPTION 'engine: % % has moved since it was read', g.record, g.record_id
                USING ERRCODE = 'CE001';
        END IF;
        e.hash := sha256(convert_to({preimage}, 'UTF8'));
        INSERT INTO engine_entry VALUES (e.*);
        INSERT INTO engine_payload (entry_id, salt, text) VALUES (e.id, decode(g.salt, 'hex'), g.payload);
        CASE g.record{moves}
        END CASE;
        IF g.meets IS NOT NULL THEN
            UPDATE engine_deadline SET closed_at = e.at, closed_by = e.step, next_at = NULL
            WHERE record = e.record AND record_id = e.record_id AND kind = ANY (g.meets) AND closed_at IS NULL;
        END IF;
        IF g.sets IS NOT NULL THEN
            INSERT INTO engine_deadline (chain, chain_id, record, record_id, kind, waits_for, opened_at, last_day,
                due_at, agenda, told, next_at, moves_at, closed_by)
            SELECT e.chain, e.chain_id, e.record, e.record_id, kind, waits_for, e.at, last_day, due_at, agenda,
                0, agenda[width_bucket(e.at, agenda) + 1], moves_at, ''
            FROM json_to_recordset(g.sets) AS s(kind text, waits_for text, last_day date, due_at timestamptz,
                agenda timestamptz[], moves_at timestamptz[]);
        END IF;
        IF g.recipients IS NOT NULL THEN
            INSERT INTO engine_outbox (kind, record, record_id, at, recipients, about)
            VALUES (e.record || '.' || e.step, e.record, e.record_id, e.at, g.recipients, g.about);
        END IF;
    END LOOP;
    IF dated THEN
        UPDATE engine_epoch SET hash = e.hash;
    END IF;
END $function$
"""
