"""A copy of the whole system as it was at one moment: the database, the evidence, and apart from both the key.

The database is read in one snapshot, by pg_dump and by us, and the evidence is copied after that. A file is on the
disk before its row is committed and is never changed or removed, so whatever the snapshot names is there; copied
first, what came in between would be missing.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from archive import evidence, ledger, manifest, places
from archive.export import true_time
from archive.places import Damaged, Folder, Place
from archive.programs import run
from archive.tables import migrations
from cycle_engine.ledger.verify import one_moment

FORMAT = "cycle-engine-backup/1"
DUMP = "database.dump"


class KeysInside(Exception):
    """The key would lie beside what it protects."""


def backup(path: Path, told: Callable[[int], Any]) -> dict[str, Any]:
    """Write a backup into a new folder, as the owner of the tables, while others go on writing.

    It has its name only when it was read again and found whole. `told` hears twice of each file of evidence. The
    answer is the manifest. Raises FileExistsError, ProgramFailed, or Damaged when the disk did not keep it.
    """
    with places.new(path) as place:
        folder = cast("Folder", place).path
        with one_moment():
            made_at = true_time()
            run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={_snapshot()}",
                f"--file={folder / DUMP}")  # fmt: skip
            (folder / DUMP).chmod(0o600)
            contents = {
                "made_at": made_at,
                "migrations": migrations(),
                "ledger": asdict(ledger.state()),
                "evidence": evidence.copy_out(place, told).told(),
                "dump": {"file": DUMP, "sha256": _sha256(place, DUMP)},
                "key": fingerprint(made_at),
            }
        manifest.write(place, FORMAT, contents)
        check(place, told)
        run("pg_restore", "--file=/dev/null", folder / DUMP)
    return contents


def check(place: Place, told: Callable[[int], Any]) -> dict[str, Any]:
    """Look whether a backup is as it was written. Raises Damaged, which names the file."""
    contents = manifest.read(place, FORMAT)
    if _sha256(place, DUMP) != contents["dump"]["sha256"]:
        raise Damaged(f"{DUMP} is no longer what was written")
    evidence.check_all(place, contents["evidence"], told)
    return contents


def fingerprint(made_at: str) -> str:
    """By which SECRET_KEY is known again, without telling it."""
    return salted_hmac("archive.backup", made_at, algorithm="sha256").hexdigest()


def write_key(path: Path, folder: Path) -> None:
    """Write SECRET_KEY into a file that its owner alone reads. Raises KeysInside for one within the backup."""
    if path.resolve().is_relative_to(folder.resolve()):
        raise KeysInside(f"{path} lies in the backup; whoever has one must not have the other.")
    draft = path.with_name(f"{path.name}.partial")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"SECRET_KEY={settings.SECRET_KEY}\n")
    draft.rename(path)


def _snapshot() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        return str(cursor.fetchone()[0])


def _sha256(place: Place, name: str) -> str:
    digest = hashlib.sha256()
    with place.reading(name) as file:
        for block in evidence.blocks(file, name):
            digest.update(block)
    return digest.hexdigest()
