"""Files of evidence on their way out of the store and back: each is named by its hash, and looked at by it."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.conf import settings
from django.db.models import QuerySet

from archive.places import Damaged, Place
from workflows.monitoring import errors, store
from workflows.monitoring.models import Evidence

LIST = "evidence.sha256"
BLOCK = 2**20
MIB = 2**20


@dataclass
class Copied:
    """What was copied; `missing`: hashes of files that the store itself had lost or damaged before."""

    files: int = 0
    bytes: int = 0
    missing: list[str] = field(default_factory=list)
    digest: Any = field(default_factory=hashlib.sha256)

    def told(self) -> dict[str, Any]:
        """As a manifest says it."""
        return {
            "files": self.files,
            "bytes": self.bytes,
            "missing": self.missing,
            "list": LIST,
            "list_sha256": self.digest.hexdigest(),
        }


def name_of(sha256: str) -> str:
    """Where a file lies in an archive or a backup."""
    return f"evidence/{sha256[:2]}/{sha256[2:]}"


def _files() -> QuerySet[Evidence]:
    return Evidence.objects.filter(url="")  # a link lies with others


def hashes() -> Iterator[str]:
    """The files that rows name, as the caller's transaction sees them, each once."""
    rows: Any = _files().order_by("sha256").values_list("sha256", flat=True).distinct()
    yield from rows.iterator(10_000)


def count() -> int:
    """How many files rows name."""
    return _files().values("sha256").distinct().count()


def copy_out(place: Place, told: Callable[[int], Any]) -> Copied:
    """Copy every file that rows name, looking at its hash on the way, and list them as `sha256sum` does."""
    copied = Copied()
    for sha256 in hashes():
        try:
            content = store.opened(sha256)
        except errors.Damaged:
            copied.missing.append(sha256)
            continue
        with content, place.writing(name_of(sha256)) as file:
            copied.bytes += _copy(content, file)
        copied.files += 1
        told(1)
    missing = set(copied.missing)
    with place.writing(LIST) as file:
        for sha256 in hashes():
            if sha256 not in missing:
                line = f"{sha256}  {name_of(sha256)}\n".encode()
                copied.digest.update(line)
                file.write(line)
    return copied


def listed(place: Place) -> Iterator[str]:
    """The files that were copied, by their hashes."""
    with place.reading(LIST) as file:
        for line in file:
            yield line[:64].decode("ascii", "replace")


def check_all(place: Place, expected: Mapping[str, Any], told: Callable[[int], Any]) -> None:
    """Look whether every file is there as it was written. Raises Damaged, which names the first that is not."""
    with place.reading(LIST) as file:
        digest = hashlib.sha256()
        for block in blocks(file, LIST):
            digest.update(block)
    if digest.hexdigest() != expected["list_sha256"]:
        raise Damaged(f"{LIST} is no longer what was written")
    for sha256 in listed(place):
        check(place, sha256)
        told(1)


def check(place: Place, sha256: str) -> None:
    """Look whether the copy is what it should be. Raises Damaged, also for what the store would not take."""
    name = name_of(sha256)
    digest, size = hashlib.sha256(), 0
    with place.reading(name) as file:
        for block in blocks(file, name):
            digest.update(block)
            size += len(block)
    if digest.hexdigest() != sha256:
        raise Damaged(f"{name} is no longer what was written")
    if size > settings.EVIDENCE_LIMIT:
        raise Damaged(
            f"{name} has {size} bytes; raise EVIDENCE_LIMIT above {settings.EVIDENCE_LIMIT // MIB} MiB"
        )


def copy_in(place: Place, sha256: str) -> None:
    """Put the copy into the store, on the disk before this returns."""
    with place.reading(name_of(sha256)) as file:
        store.keep(file, lambda path: "")


def blocks(file: BinaryIO, name: str) -> Iterator[bytes]:
    """The contents of a file, piece by piece. Raises Damaged where they cannot be unpacked."""
    try:
        while block := file.read(BLOCK):
            yield block
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise Damaged(f"{name} cannot be read: {error}") from None


def _copy(content: BinaryIO, file: BinaryIO) -> int:
    size = 0
    while block := content.read(BLOCK):
        file.write(block)
        size += len(block)
    return size
