"""The project's own source, parsed: what the tests of its shape look at."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGES = (
    "api",
    "archive",
    "config",
    "cycle_engine",
    "demo",
    "directory",
    "forms",
    "notifications",
    "outside",
    "sheets",
    "web",
    "workflows",
)


@dataclass(frozen=True)
class Source:
    """One file: its path from the root of the project, its text and its tree."""

    path: str
    text: str
    tree: ast.Module

    def matches(self, *patterns: str) -> bool:
        return any(fnmatch(self.path, pattern) for pattern in patterns)


def source(path: str, text: str) -> Source:
    return Source(path, text, ast.parse(text))


def sources(*folders: str) -> Iterator[Source]:
    """Every file of these folders (of the product when none is named) but migrations, which tools write."""
    for folder in folders or PACKAGES:
        for file in sorted((ROOT / folder).rglob("*.py")):
            path = file.relative_to(ROOT).as_posix()
            if "/migrations/" not in path:
                yield source(path, file.read_text(encoding="utf-8"))
