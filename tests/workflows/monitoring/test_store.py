"""The store: whole or not at all, each content once, never given out when it is no longer what it was."""

from __future__ import annotations

import hashlib
import io
import logging
import os
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from pytest_django import Settings

from workflows.monitoring.errors import Damaged, StoreFailed, TooLarge, UnfitFile
from workflows.monitoring.store import Kept, keep, opened

HELLO = hashlib.sha256(b"hello").hexdigest()


def kept(content: bytes) -> Kept:
    return keep(io.BytesIO(content), lambda _: "text/plain")


def files(store: Path) -> list[Path]:
    return sorted(path for path in store.rglob("*") if path.is_file())


def test_a_file_lies_under_its_hash_for_our_eyes_alone(store: Path) -> None:
    assert kept(b"hello") == Kept(HELLO, 5, "text/plain")
    (file,) = files(store)
    assert file == store / HELLO[:2] / HELLO[2:]
    assert file.read_bytes() == b"hello"
    assert file.stat().st_mode & 0o077 == file.parent.stat().st_mode & 0o077 == 0
    with opened(HELLO) as content:
        assert content.read() == b"hello"


def test_the_same_content_twice_is_stored_once(store: Path) -> None:
    assert kept(b"hello") == kept(b"hello")
    assert len(files(store)) == 1


def test_what_was_damaged_is_whole_again_when_it_is_sent_again(store: Path) -> None:
    kept(b"hello")
    files(store)[0].write_bytes(b"hallo")
    kept(b"hello")
    with opened(HELLO) as content:
        assert content.read() == b"hello"


def test_it_is_on_the_disk_before_it_has_its_name(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    sync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        done.append("sync")
        sync(handle)

    def named(draft: Path, target: Path) -> Path:
        done.append("name")
        return replace(draft, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", named)
    kept(b"hello")
    assert done == ["sync", "name", "sync", "sync"]


def test_what_is_refused_leaves_nothing(store: Path) -> None:
    def refuse(_: Path) -> str:
        raise UnfitFile

    with pytest.raises(UnfitFile):
        keep(io.BytesIO(b"hello"), refuse)
    assert files(store) == []


def test_the_limit_is_taken_and_a_byte_more_is_not(store: Path, settings: Settings) -> None:
    settings.EVIDENCE_LIMIT = 2**20
    assert kept(bytes(2**20)).size == 2**20
    with pytest.raises(TooLarge), translation.override("en"):
        kept(bytes(2**20 + 1))
    assert len(files(store)) == 1
    with translation.override("en"):
        assert str(TooLarge.sentence) == "A file may have up to 1 MiB."


def test_a_full_disk_is_told_and_leaves_nothing(
    store: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreFailed):
        kept(b"hello")
    assert files(store) == []
    assert "No space left on device" in caplog.text


def test_a_store_that_is_away_is_told(store: Path, caplog: pytest.LogCaptureFixture) -> None:
    store.write_text("a file stands where the folder was")
    with pytest.raises(StoreFailed):
        kept(b"hello")


@pytest.mark.parametrize("damage", ["changed", "cut", "gone"])
def test_what_is_no_longer_what_it_was_is_not_given_out_and_is_logged(
    store: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    kept(b"hello")
    (file,) = files(store)
    file.write_bytes(b"hallo" if damage == "changed" else b"hell")
    if damage == "gone":
        file.unlink()
    with caplog.at_level(logging.ERROR), pytest.raises(Damaged):
        opened(HELLO)
    assert HELLO in caplog.text
