"""Where an archive lies: a folder or one ZIP file, written whole or not at all, for the eyes of its owner alone."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol


class Damaged(Exception):
    """What was read is not what was written; the message names the file, and the line if it can be known."""


class Place(Protocol):
    """Named files in a folder or in a ZIP file. Names have `/` between their parts."""

    def writing(self, name: str) -> BinaryIO:
        """A new file of this name."""

    def reading(self, name: str) -> BinaryIO:
        """The file of this name. Raises Damaged if there is none."""

    def close(self) -> None:
        """All is written."""


class Folder:
    """Files in a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def writing(self, name: str) -> BinaryIO:
        file = self.path / name
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def reading(self, name: str) -> BinaryIO:
        try:
            return (self.path / name).open("rb")
        except OSError as error:
            raise Damaged(f"{name} cannot be read: {error.strerror}") from None

    def close(self) -> None:
        """Nothing is left to do."""


class Zip:
    """Files in a ZIP file, one of them open at a time."""

    def __init__(self, path: Path, mode: str) -> None:
        if mode == "w":
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            self.file = zipfile.ZipFile(path, "w" if mode == "w" else "r", zipfile.ZIP_DEFLATED)
        except (zipfile.BadZipFile, OSError):
            raise Damaged(f"{path.name} is no ZIP file that can be read") from None

    def writing(self, name: str) -> BinaryIO:
        return self.file.open(name, "w", force_zip64=True)  # type: ignore[return-value]

    def reading(self, name: str) -> BinaryIO:
        try:
            return self.file.open(name)  # type: ignore[return-value]
        except (KeyError, zipfile.BadZipFile):
            raise Damaged(f"{name} is missing") from None

    def close(self) -> None:
        self.file.close()


@contextmanager
def new(path: Path, *, zipped: bool = False) -> Iterator[Place]:
    """A new folder, or ZIP file. It gets its name when all was written. Raises FileExistsError."""
    if path.exists():
        raise FileExistsError(path)
    draft = path.with_name(f"{path.name}.partial")
    _remove(draft)
    path.parent.mkdir(parents=True, exist_ok=True)
    if zipped:
        place: Place = Zip(draft, "w")
    else:
        draft.mkdir(mode=0o700)
        place = Folder(draft)
    try:
        yield place
        place.close()
        draft.rename(path)
    finally:
        _remove(draft)


@contextmanager
def there(path: Path) -> Iterator[Place]:
    """The place that is there. Raises Damaged if none is."""
    if path.is_dir():
        yield Folder(path)
        return
    place = Zip(path, "r")
    try:
        yield place
    finally:
        place.close()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
