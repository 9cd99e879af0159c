"""An agency's records in an open format: a file of JSON Lines for each table, the evidence, and a manifest.

The format stands in docs/archive.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection

from archive import evidence, ledger, manifest, places
from archive.places import Place
from archive.tables import COLUMNS_LEFT_OUT, LEFT_OUT, Table, migrations, tables
from cycle_engine.ledger.verify import one_moment

FORMAT = "cycle-engine-archive/1"
BATCH = 1000  # rows in memory

# JSON holds neither of these two characters unescaped, so that nothing is quoted and each row is one line.
AS_LINES = "(FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"


def size() -> int:
    """How many rows and files an export would write now."""
    counts = [f'SELECT count(*) FROM "{table.name}"' for table in tables()]  # noqa: S608 - our names
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sum(count) FROM ({' UNION ALL '.join(counts)}) AS counted")  # noqa: S608
        return int(cursor.fetchone()[0]) + evidence.count()


def export(path: Path, told: Callable[[int], Any]) -> dict[str, Any]:
    """Write everything to a new folder, or to a ZIP file if the path ends so, as it is at one moment.

    Memory does not grow with the records. `told` hears how many more rows or files were written. The answer is
    the manifest. Raises FileExistsError; what was begun and not ended leaves nothing.
    """
    with places.new(path, zipped=path.suffix == ".zip") as place, one_moment():
        _speak_plainly()
        contents: dict[str, Any] = {
            "made_at": true_time(),
            "migrations": migrations(),
            "tables": [_write(place, table, told) for table in tables()],
            "ledger": asdict(ledger.state()),
            "evidence": evidence.copy_out(place, told).told(),
            "left_out": dict(LEFT_OUT),
        }
        manifest.write(place, FORMAT, contents)
    return contents


def described(table: Table) -> dict[str, Any]:
    """What a manifest says of a table, whatever it holds."""
    return {
        "table": table.name,
        "file": table.file,
        "key": table.key,
        "columns": [asdict(column) for column in table.columns],
        "columns_left_out": sorted(COLUMNS_LEFT_OUT.get(table.label, ())),
    }


def _write(place: Place, table: Table, told: Callable[[int], Any]) -> dict[str, Any]:
    """Write the rows of a table in the order of their keys."""
    digest, rows = hashlib.sha256(), 0
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    query = f'SELECT row_to_json(r) FROM (SELECT {columns} FROM "{table.name}" ORDER BY "{table.key}") AS r'  # noqa: S608
    with (
        place.writing(table.file) as file,
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT {AS_LINES}") as lines,
    ):
        left = iter(lines)
        while batch := list(islice(left, BATCH)):
            block = b"".join(batch)
            digest.update(block)
            file.write(block)
            rows += len(batch)
            told(len(batch))
    return {**described(table), "rows": rows, "sha256": digest.hexdigest()}


def _speak_plainly() -> None:
    """Until the transaction ends: times in UTC, spans of time in ISO 8601."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")
        cursor.execute("SET LOCAL intervalstyle = 'iso_8601'")


def true_time() -> str:
    """The database's own time, in ISO 8601."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return str(cursor.fetchone()[0].isoformat())
