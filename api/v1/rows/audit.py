"""Entries of the ledger as inspectors see them, in answers and in files."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rest_framework.renderers import JSONRenderer

from api.v1.fields import WORDS
from api.v1.names import Names
from api.v1.shapes import Named
from cycle_engine.clock import Moment
from cycle_engine.ledger.canonical import canonical
from directory.models import UnitRow
from directory.today import today
from workflows.audit.acts import label
from workflows.evaluation.disclosure import Act

# With these a cell begins that a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class AuditEntry:
    """An entry of the ledger. `from` and `to` are states, empty for what has none; `actor` is none for the clock.

    `reason` and `changes` (what was sent with the step, what it left) are what `commitment` stands for; `emptied`:
    they were lawfully removed; `withheld`: you have a part in it, and they are not for your eyes yet. Hashes are
    SHA-256 in hex.
    """

    id: str
    chain: str
    chain_id: str
    seq: int
    record: str
    record_id: str
    step: str
    label: str
    from_: str
    to: str
    version_before: int | None
    version_after: int | None
    capacity: str
    actor: Named | None
    on_behalf_of: Named | None
    letter: str | None
    unit: Named | None
    at: datetime.datetime
    recorded_at: datetime.datetime
    reason: str
    changes: dict[str, Any]
    emptied: bool
    withheld: bool
    request_id: str
    rule_set: str
    commitment: str
    previous_hash: str
    hash: str


def show(entries: Sequence[Any], withheld: Collection[Act], at: Moment) -> list[AuditEntry]:
    """These entries, found each with the text of its payload, in their order, without the words of the acts that
    are withheld; at most two queries."""
    names = Names.of([*(each.actor for each in entries), *(each.on_behalf_of for each in entries)], at)
    units = {each.unit for each in entries if each.unit is not None}
    called = dict(UnitRow.objects.on(today(at)).filter(unit__in=units).values_list("unit", "name"))
    return [_entry(each, _act(each) in withheld, names, called) for each in entries]


def _act(entry: Any) -> Act:
    return (entry.chain_id if entry.chain == "plan" else 0, entry.request_id)


def _entry(entry: Any, withheld: bool, names: Names, units: dict[int, str]) -> AuditEntry:  # noqa: FBT001
    payload = json.loads("{}" if withheld else entry.text or "{}")
    return AuditEntry(
        id=str(entry.pk),
        chain=entry.chain,
        chain_id=str(entry.chain_id),
        seq=entry.seq,
        record=entry.record,
        record_id=str(entry.record_id),
        step=entry.step,
        label=label(entry.record, entry.step),
        from_=entry.from_state,
        to=entry.to_state,
        version_before=entry.version_before,
        version_after=entry.version_after,
        capacity=entry.capacity,
        actor=names.maybe(entry.actor),
        on_behalf_of=names.maybe(entry.on_behalf_of),
        letter=str(entry.letter) if entry.letter else None,
        unit=Named(str(entry.unit), units.get(entry.unit, "")) if entry.unit else None,
        at=entry.at,
        recorded_at=entry.recorded_at,
        reason=payload.pop("reason", ""),
        changes=payload,
        emptied=entry.text is None,
        withheld=withheld,
        request_id=entry.request_id,
        rule_set=entry.rule_set,
        commitment=bytes(entry.commitment).hex(),
        previous_hash=bytes(entry.previous_hash).hex(),
        hash=bytes(entry.hash).hex(),
    )


# Files


def json_lines(chunks: Iterable[list[AuditEntry]]) -> Iterator[bytes]:
    """Each entry as a line, just as the list shows it."""
    renderer = JSONRenderer()
    for chunk in chunks:
        yield b"".join(renderer.render(_plain(each)) + b"\n" for each in chunk)


def _plain(entry: AuditEntry) -> dict[str, Any]:
    return {WORDS.get(name, name): value for name, value in dataclasses.asdict(entry).items()}


def comma_separated(chunks: Iterable[list[AuditEntry]]) -> Iterator[bytes]:
    """A heading and a row for each entry (RFC 4180, UTF-8), which no spreadsheet takes for formulas."""
    yield _rows([_heading()])
    for chunk in chunks:
        yield _rows([_safe(cell) for cell in _cells(each)] for each in chunk)


def _rows(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


PEOPLE_AND_UNITS = ("actor", "on_behalf_of", "unit")


def _heading() -> list[str]:
    columns = []
    for each in dataclasses.fields(AuditEntry):
        columns.append(WORDS.get(each.name, each.name))
        if each.name in PEOPLE_AND_UNITS:
            columns.append(f"{each.name}_name")
    return columns


def _cells(entry: AuditEntry) -> Iterator[str]:
    for each in dataclasses.fields(entry):
        value = getattr(entry, each.name)
        if each.name in PEOPLE_AND_UNITS:
            yield from (value.id, value.name) if value else ("", "")
        elif isinstance(value, datetime.datetime):
            yield value.isoformat()
        elif isinstance(value, dict | bool):
            yield canonical(value)
        else:
            yield "" if value is None else str(value)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
