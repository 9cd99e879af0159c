"""Each application's migrations are one line of named steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from tests.architecture.source import PACKAGES, ROOT

Key = tuple[str, str]


def _forks(parents: Mapping[Key, Iterable[Key]]) -> list[str]:
    """Migrations that share their parent in the same application, or have two."""
    seen: dict[Key, Key] = {}
    wrong = []
    for key in sorted(parents):
        own = [parent for parent in parents[key] if parent[0] == key[0]]
        if len(own) > 1:
            wrong.append(f"{'.'.join(key)} joins {len(own)}")
        for parent in own:
            if parent in seen:
                wrong.append(f"{'.'.join(key)} forks from {'.'.join(seen[parent])}")
            seen[parent] = key
    return wrong


def _ours() -> dict[Key, list[Key]]:
    found = MigrationLoader(None).disk_migrations
    ours = {}
    for key, migration in found.items():
        if migration.__module__.partition(".")[0] in PACKAGES:
            ours[key] = [(app, name) for app, name in migration.dependencies if app != "__setting__"]
    return ours


def test_migrations_are_linear() -> None:
    ours = _ours()
    assert {"cycle_engine", "directory", "planning", "notifications"} <= {app for app, _ in ours}
    assert _forks(ours) == []


def test_migrations_have_names_that_people_gave() -> None:
    assert [".".join(key) for key in _ours() if "_auto_" in key[1]] == []


def test_the_last_migration_of_each_application_is_noted() -> None:
    last = dict(sorted(_ours()))
    notes = {file.parent.parent.name: file.read_text().strip() for file in _notes()}
    assert notes == last


def _notes() -> list[Path]:
    return [file for package in PACKAGES for file in (ROOT / package).rglob("migrations/max_migration.txt")]


def test_a_fork_and_a_merge_would_be_seen() -> None:
    first, left, right = ("goals", "0001_initial"), ("goals", "0002_left"), ("goals", "0002_right")
    merge = ("goals", "0003_merge")
    assert _forks({first: [("voice", "0001_initial")], left: [first]}) == []
    assert _forks({first: [], left: [first], right: [first], merge: [left, right]}) == [
        "goals.0002_right forks from goals.0002_left",
        "goals.0003_merge joins 2",
    ]
