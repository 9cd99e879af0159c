"""docs/ledger.md is enough to verify with: a verifier written from its words, its vectors, and the database agree."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from psycopg.rows import dict_row

from tests.databases import Database

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "ledger.md").read_text(encoding="utf-8")
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)

Row = dict[str, Any]


def vectors() -> list[Row]:
    """The entries that the page shows, with times and bytes as a program has them."""
    (block,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    rows: list[Row] = json.loads(block)
    for row in rows:
        for name in ("at", "recorded_at"):
            row[name] = datetime.datetime.fromisoformat(row[name])
        for name in ("commitment", "previous_hash", "salt", "hash"):
            row[name] = bytes.fromhex(row[name])
    return rows


# The verifier. It knows what the page says, and nothing of the product.


def fields() -> list[tuple[str, str]]:
    """Name and kind of each field that is hashed, from the page's table."""
    return re.findall(r"^\| \d+ \| `(\w+)` \| (\w+) \|", PAGE, re.MULTILINE)


def written(kind: str, value: Any) -> str:
    if value is None:
        return ":;"
    if kind == "time":
        value = (value - EPOCH) // datetime.timedelta(microseconds=1)
    if kind == "bytes":
        value = bytes(value).hex()
    return f"{len(str(value).encode())}:{value};"


def text(row: Row) -> str:
    return "cycle-engine/1;" + "".join(written(kind, row[name]) for name, kind in fields())


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def check(rows: list[Row]) -> dict[tuple[str, int], tuple[int, bytes]]:
    """Verify entries in the order of their chains; length and head of each chain."""
    ends: dict[tuple[str, int], tuple[int, bytes]] = {}
    reached: dict[tuple[str, int], tuple[str, int]] = {}
    for row in rows:
        chain, record = (row["chain"], row["chain_id"]), (row["record"], row["record_id"])
        seq, head = ends.get(chain, (0, b""))
        assert (row["seq"], row["previous_hash"]) == (seq + 1, head)
        assert sha256(text(row).encode()) == row["hash"]
        assert sha256(row["salt"] + row["payload"].encode()) == row["commitment"]
        if row["version_before"] is None:
            assert (record, row["version_after"]) == (chain, None)
            assert (row["from_state"], row["to_state"]) == ("", "")
        else:
            assert (row["from_state"], row["version_before"]) == reached.get(record, ("new", 0))
            reached[record] = row["to_state"], row["version_before"] + 1
            assert row["version_after"] == row["version_before"] + 1
        ends[chain] = row["seq"], row["hash"]
    return ends


def kept(database: Database) -> list[Row]:
    """All entries with their payloads, as they lie in the tables."""
    with database.owner() as owner, owner.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            "SELECT e.*, p.salt, p.text AS payload FROM engine_entry e JOIN engine_payload p ON p.entry_id = e.id"
            " ORDER BY chain, chain_id, seq"
        )
        return cursor.fetchall()


# What agrees with what


def test_vectors_of_the_page_come_out_as_it_says() -> None:
    rows = vectors()
    assert [(end[0], chain) for chain, end in check(rows).items()] == [(4, ("plan", 12)), (1, ("unit", 3))]
    assert [text(row) for row in rows] == [row["text"] for row in rows]


@pytest.mark.django_db
def test_database_makes_the_same_text_and_hash_of_the_vectors() -> None:
    from django.db import connection

    from cycle_engine.sql.write import preimage  # models can be imported once the run is configured

    for row in vectors():
        entry = {name: row[name] for name, _ in fields()}
        for name, kind in fields():
            if kind == "bytes":
                entry[name] = f"\\x{entry[name].hex()}"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT text, sha256(convert_to(text, 'UTF8')), sha256(%s::bytea || convert_to(%s, 'UTF8'))"
                f" FROM (SELECT {preimage('e')} FROM json_populate_record(NULL::engine_entry, %s) e) AS made(text)",
                [row["salt"], row["payload"], json.dumps(entry, default=str)],
            )
            assert cursor.fetchone() == (row["text"], row["hash"], row["commitment"])


def test_page_names_the_fields_in_the_order_in_which_they_are_hashed() -> None:
    from cycle_engine.sql.write import HASHED

    assert fields() == list(HASHED.items())


def test_payloads_of_the_page_are_canonical() -> None:
    from cycle_engine.ledger.canonical import canonical

    for row in vectors():
        assert canonical(json.loads(row["payload"])) == row["payload"]


def test_verifier_written_from_the_page_finds_a_real_ledger_whole(database: Database) -> None:
    from django.apps import apps

    rows = kept(database)
    ends = check(rows)
    assert len(rows) > 40
    for (chain, chain_id), end in ends.items():
        (model,) = (model for model in apps.get_models() if model._meta.model_name == chain)
        assert model._base_manager.values_list("seq", "head").get(pk=chain_id) == end


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_verifier_written_from_the_page_refuses_a_changed_actor(seq: int) -> None:
    rows = vectors()
    rows[seq]["actor"] = 99
    with pytest.raises(AssertionError):
        check(rows)
