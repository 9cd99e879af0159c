"""The text of the write function `engine_write`: one static block per kind of record, made from the models."""

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

GIVEN = """record_id bigint, chain_id bigint, step text, from_state text, to_state text, version integer,
            capacity text, actor bigint, on_behalf_of bigint, letter bigint, unit bigint, at timestamptz,
            request_id text, rule_set text, payload text, salt text"""


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
    blocks = [_block(model) for model in (*records, *dated)]
    return FUNCTION.format(blocks="".join(blocks))


def _block(model: type[Any]) -> str:
    chain = chain_of(model)
    names = {
        "kind": kind_of(model),
        "chain": kind_of(chain),
        "table": model._meta.db_table,
        "chain_table": chain._meta.db_table,
        "given": GIVEN,
        "preimage": preimage("l"),
    }
    names["lock"], counted = "", "chained"
    if not issubclass(model, Record):
        names["lock"] = LOCK.format(**names)
        own, moves = "c.id = g.record_id AND g.version IS NULL AND g.from_state = ''", ""
        chain_sets = ""
    elif chain is model:
        own, moves = "c.id = g.record_id AND c.version = g.version AND c.state = g.from_state", ""
        chain_sets = "state = h.to_state, version = h.version_after, "
    else:
        link = model._meta.get_field(model.chain_link).column
        own = "c.id = g.chain_id"
        names["record_join"] = (
            f"JOIN {model._meta.db_table} r ON r.id = g.record_id AND r.{link} = g.chain_id"
            " AND r.version = g.version AND r.state = g.from_state"
        )
        moves, counted = MOVES.format(**names), "chained JOIN moved USING (id)"
        chain_sets = ""
    names.setdefault("record_join", "")
    chain_column = "g.chain_id" if chain is not model else "g.record_id"
    return BLOCK.format(
        **names, own=own, moves=moves, chain_sets=chain_sets, chain_column=chain_column, counted=counted
    )


MOVES = """, moved AS (
            UPDATE {table} t SET state = h.to_state, version = h.version_after
            FROM hashed h WHERE t.id = h.record_id AND t.version = h.version_before AND t.state = h.from_state
            RETURNING h.id
        )"""

# The application role cannot lock a row of which it may update no column.
LOCK = """
        PERFORM FROM {table} WHERE id IN (
            SELECT record_id FROM json_to_recordset(entries[place]) AS g(record_id bigint)
        ) ORDER BY id FOR NO KEY UPDATE;"""

BLOCK = """
        WHEN '{kind}' THEN{lock}
        WITH given AS MATERIALIZED (
            SELECT nextval('engine_entry_id_seq') AS id, g.* FROM json_to_recordset(entries[place]) AS g(
            {given})
        ), linked AS MATERIALIZED (
            SELECT g.id, '{chain}'::text AS chain, {chain_column} AS chain_id, c.seq + 1 AS seq,
                '{kind}'::text AS record, g.record_id, g.step, g.from_state, g.to_state, g.capacity, g.actor,
                g.on_behalf_of, g.letter, g.unit, g.at, clock_timestamp() AS recorded_at, g.request_id,
                g.rule_set, g.version AS version_before, g.version + 1 AS version_after,
                sha256(decode(g.salt, 'hex') || convert_to(g.payload, 'UTF8')) AS commitment,
                c.head AS previous_hash, decode(g.salt, 'hex') AS salt, g.payload
            FROM given g
            JOIN {chain_table} c ON {own}
            {record_join}
            JOIN engine_edge e ON e.record = '{kind}' AND e.step = g.step
                AND e.from_state = g.from_state AND e.to_state = g.to_state
            WHERE g.at BETWEEN this_instant - interval '1 hour' AND this_instant
        ), hashed AS MATERIALIZED (
            SELECT l.*, sha256(convert_to({preimage}, 'UTF8')) AS hash FROM linked l
        ), entered AS (
            INSERT INTO engine_entry (id, chain, chain_id, seq, record, record_id, step, from_state, to_state,
                capacity, actor, on_behalf_of, letter, unit, at, recorded_at, request_id, rule_set,
                version_before, version_after, commitment, previous_hash, hash)
            SELECT id, chain, chain_id, seq, record, record_id, step, from_state, to_state, capacity, actor,
                on_behalf_of, letter, unit, at, recorded_at, request_id, rule_set, version_before,
                version_after, commitment, previous_hash, hash
            FROM hashed
        ), kept AS (
            INSERT INTO engine_payload (entry_id, salt, text) SELECT id, salt, payload FROM hashed
        ), chained AS (
            UPDATE {chain_table} t SET {chain_sets}seq = h.seq, head = h.hash
            FROM hashed h WHERE t.id = h.chain_id AND t.seq = h.seq - 1
            RETURNING h.id
        ){moves}
        SELECT (SELECT count(*) FROM given), (SELECT count(*) FROM {counted}) INTO expected, done;
"""

FUNCTION = """
CREATE OR REPLACE FUNCTION engine_write(kinds text[], entries json[], closed json, opened json, events json)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $function$
DECLARE
    this_instant timestamptz := clock_timestamp() + (SELECT ahead FROM engine_clock WHERE id = 1);
    expected integer;
    done integer;
BEGIN
    FOR place IN 1 .. coalesce(cardinality(kinds), 0) LOOP
        CASE kinds[place]{blocks}
        ELSE
            RAISE EXCEPTION 'engine: there is no record of the kind %', kinds[place] USING ERRCODE = 'CE002';
        END CASE;
        IF done <> expected THEN
            PERFORM FROM json_to_recordset(entries[place]) AS g(step text, from_state text, to_state text)
            WHERE NOT EXISTS (
                SELECT FROM engine_edge e WHERE e.record = kinds[place] AND e.step = g.step
                AND e.from_state = g.from_state AND e.to_state = g.to_state);
            IF FOUND THEN
                RAISE EXCEPTION 'engine: undeclared edge of %', kinds[place] USING ERRCODE = 'CE002';
            END IF;
            RAISE EXCEPTION 'engine: % of % % have moved since they were read', expected - done, expected,
                kinds[place] USING ERRCODE = 'CE001';
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
