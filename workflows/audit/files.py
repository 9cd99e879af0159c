"""Entries of the ledger as files: JSON Lines, and CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from cycle_engine.ledger.canonical import canonical
from sheets.writing import harmless
from workflows.audit.shown import AuditEntry

PEOPLE_AND_UNITS = ("actor", "on_behalf_of", "unit")


def json_lines(chunks: Iterable[list[AuditEntry]]) -> Iterator[bytes]:
    """Each entry as a line, just as the API's list shows it."""
    for chunk in chunks:
        yield "".join(f"{_json(each)}\n" for each in chunk).encode()


def _json(entry: AuditEntry) -> str:
    plain = {_word(name): value for name, value in dataclasses.asdict(entry).items()}
    line = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=_time)
    return line.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")  # which some take for ends of lines


def _time(value: datetime.datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


def _word(name: str) -> str:
    return name.removesuffix("_")  # "from", which Python keeps for itself


def comma_separated(chunks: Iterable[list[AuditEntry]]) -> Iterator[bytes]:
    """A heading and a row for each entry (RFC 4180, UTF-8), which no spreadsheet takes for formulas."""
    yield _rows([_heading()])
    for chunk in chunks:
        yield _rows([harmless(cell) for cell in _cells(each)] for each in chunk)


def _rows(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _heading() -> list[str]:
    columns = []
    for each in dataclasses.fields(AuditEntry):
        columns.append(_word(each.name))
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


@dataclasses.dataclass(frozen=True)
class Form:
    """A form of file: what it is sent as, and how it is written."""

    media_type: str
    write: Callable[[Iterable[list[AuditEntry]]], Iterator[bytes]]


FORMS = {
    "csv": Form("text/csv; charset=utf-8", comma_separated),
    "jsonl": Form("application/x-ndjson", json_lines),
}
