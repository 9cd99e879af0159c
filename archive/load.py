"""An exported agency put into an empty system, with its keys, its ledger and its evidence as they were."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.db import DatabaseError, connection, transaction

from archive import evidence, ledger, manifest, outgoing, places
from archive.export import AS_LINES, FORMAT, described
from archive.places import Damaged, Place
from archive.tables import REPLACED, Table, migrations, tables
from cycle_engine.ledger.verify import verify
from cycle_engine.ledger.walk import Report

BATCH = 5000  # lines in one statement


class NotEmpty(Exception):
    """The system already holds records; the message names a table."""


class OtherVersion(Exception):
    """The archive was written by a program with other tables; the message says which."""


class NotWhole(Exception):
    """What was loaded is not what was exported; the message says where. Nothing of it stays."""


def size(contents: Mapping[str, Any]) -> int:
    """How many rows and files an archive holds."""
    return sum([int(contents["evidence"]["files"]), *(int(each["rows"]) for each in contents["tables"])])


def read_manifest(path: Path) -> dict[str, Any]:
    """The archive's manifest. Raises Damaged."""
    with places.there(path) as place:
        return manifest.read(place, FORMAT)


def load(path: Path, told: Callable[[int], Any]) -> tuple[Report, int]:
    """Load an archive, as the owner of the tables, all or nothing.

    Everything in it is looked at before the first row is written; constraints, triggers and the whole ledger
    before the end. Nothing that was on its way is sent again. `told` hears twice of each row and file. The
    answer is the report on the ledger, and how many deliveries were given up. Raises Damaged, NotEmpty,
    OtherVersion or NotWhole.
    """
    with places.there(path) as place:
        contents = manifest.read(place, FORMAT)
        _refuse_other_tables(contents)
        _refuse_full_system()
        for table, each in zip(tables(), contents["tables"], strict=True):
            _check(place, table, each, told)
        evidence.check_all(place, contents["evidence"], told)
        with transaction.atomic():
            _make_room()
            for table in tables():
                _load(place, table, told)
            _end(contents)
            given_up = outgoing.hold()
            report = verify()
            if report.fault is not None:
                raise NotWhole(str(report.fault))
            for sha256 in evidence.listed(place):
                evidence.copy_in(place, sha256)
                told(1)
    return report, given_up


def _refuse_other_tables(contents: Mapping[str, Any]) -> None:
    mine, others = migrations(), contents["migrations"]
    differing = sorted(app for app in mine.keys() | others.keys() if mine.get(app) != others.get(app))
    if differing:
        told = ", ".join(
            f"{app} ({others.get(app, 'none')}, here {mine.get(app, 'none')})" for app in differing
        )
        raise OtherVersion(
            f"The archive was written by another version of the program. Migrations differ: {told}"
        )
    held = {each["table"]: each for each in contents["tables"]}
    for table in tables():
        expected = described(table)
        if {name: held.get(table.name, {}).get(name) for name in expected} != expected:
            raise OtherVersion(f"The archive has no table {table.name} as this program knows it.")
    if strange := held.keys() - {table.name for table in tables()}:
        raise OtherVersion(f"This program knows no table {min(strange)}.")


def _refuse_full_system() -> None:
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table.name}")')  # noqa: S608 - our names
            if cursor.fetchone()[0] and table.label not in REPLACED:
                raise NotEmpty(f"This system is not empty: there are rows in {table.name}.")


# What is looked at first


def _check(place: Place, table: Table, expected: Mapping[str, Any], told: Callable[[int], Any]) -> None:
    """Look at every line of a file. Raises Damaged, which names the first line that is wrong."""
    digest, rows, columns = hashlib.sha256(), 0, {column.name for column in table.columns}
    with place.reading(table.file) as file:
        for rows, line in enumerate(_lines(file, table), start=1):
            digest.update(line)
            if _keys(line) != columns:
                raise Damaged(f"{table.file}, line {rows} is no row of {table.name}")
            if not rows % 1000:
                told(1000)
    told(rows % 1000)
    if rows != expected["rows"]:
        raise Damaged(f"{table.file} has {rows} rows, and the manifest says {expected['rows']}")
    if digest.hexdigest() != expected["sha256"]:
        raise Damaged(f"{table.file} is no longer what was written")


def _lines(file: BinaryIO, table: Table) -> Iterator[bytes]:
    try:
        yield from file
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise Damaged(f"{table.file} cannot be read: {error}") from None


def _keys(line: bytes) -> set[str] | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return set(row) if isinstance(row, dict) and line.endswith(b"}\n") else None


# What is loaded


def _make_room() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE archive_line (line json) ON COMMIT DROP")
        for table in tables():
            if table.label in REPLACED:
                cursor.execute(f'DELETE FROM "{table.name}"')  # noqa: S608 - our names


def _load(place: Place, table: Table, told: Callable[[int], Any]) -> None:
    """Insert the rows of a table. Triggers and constraints look at them as at any other."""
    with place.reading(table.file) as file:
        first = 1
        while batch := list(islice(file, BATCH)):
            try:
                _insert(table, batch)
            except DatabaseError as error:
                _find_wrong_line(table, batch, first)
                raise Damaged(f"{table.file}, from line {first} on: {_told(error)}") from None
            first += len(batch)
            told(len(batch))


@transaction.atomic
def _insert(table: Table, lines: Sequence[bytes]) -> None:
    names = [f'"{column.name}"' for column in table.columns]
    values = [*(f"r.{name}" for name in names), *(f"'{value}'" for value in table.left_out.values())]
    names += [f'"{name}"' for name in table.left_out]
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY archive_line FROM STDIN {AS_LINES}") as copy:
            copy.write(b"".join(lines))
        cursor.execute(
            f'INSERT INTO "{table.name}" ({", ".join(names)}) SELECT {", ".join(values)}'  # noqa: S608 - our names
            f' FROM archive_line, json_populate_record(NULL::"{table.name}", line) AS r'
        )
        cursor.execute("TRUNCATE archive_line")


def _find_wrong_line(table: Table, batch: Sequence[bytes], first: int) -> None:
    """Name the first line that the database does not take, if it is one alone."""
    for number, line in enumerate(batch, start=first):
        try:
            _insert(table, [line])
        except DatabaseError as error:
            raise Damaged(f"{table.file}, line {number}: {_told(error)}") from None


def _told(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _end(contents: Mapping[str, Any]) -> None:
    """Let new keys follow the loaded ones, and all that is looked at by the end be looked at now."""
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table.name}"', table.key])
            if sequence := cursor.fetchone()[0]:
                cursor.execute(
                    f'SELECT setval(%s, max("{table.key}")) FROM "{table.name}" HAVING max("{table.key}") > 0',  # noqa: S608
                    [sequence],
                )
        try:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except DatabaseError as error:
            raise NotWhole(_told(error)) from None
    if asdict(ledger.state()) != contents["ledger"]:
        raise NotWhole("The ledger's chains are not those of the manifest.")
