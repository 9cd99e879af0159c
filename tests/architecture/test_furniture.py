"""All rooms have the same furniture, so that who knows one finds his way in every other."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.source import ROOT

ROOMS = [each for each in sorted((ROOT / "workflows").iterdir()) if (each / "__init__.py").exists()]
NEEDED = {"__init__.py", "apps.py", "commands.py", "models.py", "queries.py"}
NAMELESS = {"helpers.py", "misc.py", "util.py", "utils.py", "views.py", "signals.py"}


def _wrong(room: Path, tests: Path) -> list[str]:
    """What a room lacks, and what stands in it that belongs nowhere."""
    there = {each.name for each in room.iterdir()}
    needed = set(NEEDED)
    if not (room / "migrations" / "max_migration.txt").exists():
        needed.add("migrations/max_migration.txt")
    wrong = sorted(needed - there) + sorted(NAMELESS & there)
    if not any((tests / room.name).glob("test_*.py")):
        wrong.append("tests")
    return wrong


def test_every_room_has_its_furniture() -> None:
    tests = ROOT / "tests" / "workflows"
    assert {room.name: wrong for room in ROOMS if (wrong := _wrong(room, tests))} == {}
    assert {"cycles", "jobs", "planning"} <= {room.name for room in ROOMS}


def test_an_empty_room_and_a_drawer_for_odds_and_ends_would_be_seen(tmp_path: Path) -> None:
    room = tmp_path / "goals"
    room.mkdir()
    for name in ("__init__.py", "models.py", "utils.py"):
        (room / name).touch()
    lacking = ["apps.py", "commands.py", "migrations/max_migration.txt", "queries.py"]
    assert _wrong(room, tmp_path) == [*lacking, "utils.py", "tests"]
