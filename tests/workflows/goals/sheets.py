"""Sheets of indicators for tests, and an agency for every region of the real table."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from cycle_engine.actors import Actor
from directory.commands import put_grants, put_units
from directory.rows import GrantData, UnitData
from tests.agency import EVER
from workflows.goals.sheets import HEADER

REAL = Path(__file__).parents[2] / "data" / "iku.csv.gz"
PLAIN = {"unit": "KEC", "indicator": "Indeks Kepuasan Masyarakat", "target_year": "2026", "target": "82,5"}


def real_table() -> bytes:
    """2,364 indicators of public documents, with the slips that stand there."""
    return gzip.decompress(REAL.read_bytes())


def sheet(*rows: Mapping[str, str], columns: Iterable[str] = ()) -> io.BytesIO:
    """A sheet of these rows, each as PLAIN is where it says nothing else; with the columns that they use."""
    used = {*PLAIN, *columns, *(name for row in rows for name in row)}
    header = [name for name in HEADER if name in used]
    text = io.StringIO()
    writer = csv.DictWriter(text, header)
    writer.writeheader()
    writer.writerows({**PLAIN, **row} for row in rows)
    return io.BytesIO(text.getvalue().encode())


def regions(table: bytes, manager: str) -> None:
    """An agency for each region of the table, with its units; a region that is not named is one too."""
    rows = list(csv.DictReader(io.StringIO(table.decode())))
    found = sorted({(row["region"], row["unit"]) for row in rows})
    tops = {region: f"R{number}" for number, region in enumerate(sorted({region for region, _unit in found}))}
    governed = {region for region, unit in found if unit == f"Pemerintah {region}"}
    units = [
        UnitData(
            0, code, f"Pemerintah {region}" if region in governed else region or "-", "", "Asia/Jakarta", 5
        )
        for region, code in tops.items()
    ]
    units += [
        UnitData(0, f"{tops[region]}-{number}", unit, tops[region], "Asia/Jakarta", 5)
        for number, (region, unit) in enumerate(found)
        if unit != f"Pemerintah {region}"
    ]
    put_units(units, day=EVER, actor=Actor.clock())
    grants = [GrantData(0, manager, "manager", code, EVER) for code in tops.values()]
    put_grants(grants, actor=Actor.clock())
