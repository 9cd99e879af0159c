"""The documents that are made from code say when they are stale."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cycle_engine.drawing import painted
from cycle_engine.machine import MACHINES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make(tmp_path)
    return tmp_path


def make(folder: Path, *, check: bool = False) -> None:
    call_command("machines", folder=folder, pages=folder / "pages", check=check)


def test_documents_made_twice_are_the_same(folder: Path) -> None:
    before = {file: file.read_bytes() for file in folder.rglob("*.*")}
    for file in before:
        file.unlink()
    painted.cache_clear()
    make(folder)
    assert {file: file.read_bytes() for file in folder.rglob("*.*")} == before
    make(folder, check=True)


def test_every_machine_is_told_and_drawn(folder: Path) -> None:
    assert len(list((folder / "pages").glob("*.svg"))) == 2 * len(MACHINES)
    assert {file.stem for file in (folder / "machines").glob("*.svg")} == set(MACHINES)
    told = (folder / "machines.md").read_text(encoding="utf-8")
    for machine in MACHINES.values():
        for state, _ in machine.states:
            assert f"| `{state}` |" in told
        for step in machine.steps.values():
            assert f"#### {step.key}\n" in told


@pytest.mark.parametrize("name", ["machines.md", "rules.md", "machines/plan.svg", "pages/plan.id.svg"])
def test_a_document_that_was_changed_or_lost_is_named(folder: Path, name: str) -> None:
    file = folder / name
    file.write_text(file.read_text(encoding="utf-8").replace("a", "b", 1), encoding="utf-8")
    with pytest.raises(CommandError, match=name):
        make(folder, check=True)
    file.unlink()
    with pytest.raises(CommandError, match=name):
        make(folder, check=True)


def test_the_picture_of_a_machine_that_is_gone_is_named_and_removed(folder: Path) -> None:
    old = folder / "machines" / "goal.svg"
    old.touch()
    with pytest.raises(CommandError, match=r"goal\.svg"):
        make(folder, check=True)
    make(folder)
    assert not old.exists()
