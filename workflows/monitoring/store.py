"""Where the contents of evidence lie: each file once, named by its hash, in a folder that nothing serves."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from workflows.monitoring.errors import Damaged, StoreFailed, TooLarge

BLOCK = 2**16

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the store: SHA-256 in hex, bytes, and what it was recognised as."""

    sha256: str
    size: int
    media_type: str


def keep(content: BinaryIO, recognise: Callable[[Path], str]) -> Kept:
    """Put the content into the store, whole or not at all, and on the disk before this returns.

    `recognise` says what it is, or refuses it. Raises TooLarge, StoreFailed, and what `recognise` raises.
    """
    try:
        handle, name = tempfile.mkstemp(prefix="new-", dir=_folder(settings.EVIDENCE_DIR))
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                sha256, size = _copy(content, file)
                file.flush()
                media_type = recognise(draft)
                os.fsync(handle)
            _place(draft, sha256)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        log.exception("the store of evidence failed")
        raise StoreFailed from error
    return Kept(sha256, size, media_type)


def opened(sha256: str) -> BinaryIO:
    """The file with this hash, at its beginning, found to be what was put there. Damaged if it is not."""
    try:
        file = _path(sha256).open("rb")
    except OSError:
        log.exception("evidence %s cannot be read", sha256)
        raise Damaged from None
    if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
        file.close()
        log.error("evidence %s is no longer what it was", sha256)
        raise Damaged
    file.seek(0)
    return file


def _path(sha256: str) -> Path:
    return Path(settings.EVIDENCE_DIR, sha256[:2], sha256[2:])


def _folder(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _copy(content: BinaryIO, file: BinaryIO) -> tuple[str, int]:
    """Copy all of the content; its hash and size."""
    digest, size = hashlib.sha256(), 0
    while block := content.read(BLOCK):
        size += len(block)
        if size > settings.EVIDENCE_LIMIT:
            raise TooLarge
        digest.update(block)
        file.write(block)
    return digest.hexdigest(), size


def _place(draft: Path, sha256: str) -> None:
    """Give the draft its lasting name; what is there under that name is the same content."""
    path = _path(sha256)
    _folder(path.parent)
    draft.replace(path)
    for folder in (path.parent, path.parent.parent):
        _sync(folder)


def _sync(folder: Path) -> None:
    """Have the disk know the names in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
