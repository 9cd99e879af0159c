"""What somebody who owns the tables may do to them, and what verification says to it."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation
from psycopg import sql
from psycopg.rows import dict_row

from cycle_engine.ledger.verify import verify
from cycle_engine.ledger.walk import Wrong
from cycle_engine.models import Entry
from cycle_engine.sql.write import preimage
from workflows.planning.models import Plan

COLUMNS = [field.column for field in Entry._meta.concrete_fields]


class Spoiler:
    """The owner with all triggers disabled. `plan` is Ani's, the longest chain: `length` entries."""

    def __init__(self, owner: psycopg.Connection) -> None:
        self.owner = owner
        for (table,) in owner.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall():
            owner.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
        plan = Plan.objects.latest("seq")
        self.plan, self.length, self.state, self.version = plan.pk, plan.seq, plan.state, plan.version
        connection.close()

    def does(self, statement: str, *parameters: Any) -> None:
        """Change something; it must be there."""
        assert self.owner.execute(statement, parameters).rowcount > 0, statement

    def entry(self, seq: int) -> dict[str, Any]:
        """An entry of the plan's chain, by column."""
        with self.owner.cursor(row_factory=dict_row) as cursor:
            cursor.execute(
                "SELECT * FROM engine_entry WHERE chain = 'plan' AND chain_id = %s AND seq = %s",
                [self.plan, seq],
            )
            row = cursor.fetchone()
        assert row is not None
        return row

    def payload(self, seq: int) -> int:
        """The key of its payload."""
        return int(self.entry(seq)["id"])

    def forge(self, **changed: Any) -> None:
        """Append a rightly hashed entry, like the last of the plan's chain but for these columns."""
        last = self.entry(self.length)
        new = (
            last
            | {"id": last["id"] + 1_000_000, "seq": self.length + 1, "previous_hash": last["hash"]}
            | changed
        )
        columns = ", ".join(f'"{name}"' for name in new)
        values = ", ".join(["%s"] * len(new))
        self.does(f"INSERT INTO engine_entry ({columns}) VALUES ({values})", *new.values())
        self.does(
            "INSERT INTO engine_payload SELECT %s, salt, text FROM engine_payload WHERE entry_id = %s",
            new["id"],
            last["id"],
        )
        self.rehash(new["seq"], new["chain"], new["chain_id"])

    def rehash(self, seq: int, chain: str = "plan", chain_id: int | None = None) -> None:
        """Give an entry the hash of what it says now."""
        self.does(
            f"UPDATE engine_entry e SET hash = sha256(convert_to({preimage('e')}, 'UTF8'))"
            " WHERE chain = %s AND chain_id = %s AND seq = %s",
            chain,
            chain_id or self.plan,
            seq,
        )

    def moves_row_to(self, seq: int) -> None:
        """Let the plan's row promise the chain up to this entry."""
        self.does(
            "UPDATE planning_plan SET seq = %s, head = %s WHERE id = %s",
            seq,
            self.entry(seq)["hash"],
            self.plan,
        )

    def cuts(self, seq: int, chain_id: int | None = None) -> None:
        """Remove an entry with its payload."""
        self.does("DELETE FROM engine_payload WHERE entry_id = %s", self.payload(seq))
        self.does(
            "DELETE FROM engine_entry WHERE chain = 'plan' AND chain_id = %s AND seq = %s", self.plan, seq
        )


def assert_found(wrong: Wrong, chain: str, chain_id: int, seq: int | None, record: str = "") -> None:
    """Verification and its command name this fault, and the command ends with 1."""
    fault = verify().fault
    assert fault is not None
    assert (fault.wrong, fault.chain, fault.chain_id, fault.seq) == (wrong, chain, chain_id, seq)
    assert fault.record == record
    with pytest.raises(CommandError) as refused:
        call_command("verify_ledger", language="en")
    assert refused.value.returncode == 1
    place = f"{chain} {chain_id}" + (f", entry {seq}" if seq is not None else "")
    assert str(refused.value).startswith(place)
    with translation.override("en"):
        assert str(refused.value).endswith(f": {wrong.label}")
