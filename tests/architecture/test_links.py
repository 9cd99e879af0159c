"""What the documents say exists."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.source import ROOT

LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")
SETTING = re.compile(r'\bread\(\s*"([A-Z_]+)"')


def _dead(file: Path, text: str) -> list[str]:
    targets = [target for target, _ in LINK.findall(text) if "://" not in target]
    return [f"{file.name}: {target}" for target in targets if not (file.parent / target).exists()]


def _documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")]


def test_links_between_documents_lead_somewhere() -> None:
    files = _documents()
    assert len(files) > 10
    assert [link for file in files for link in _dead(file, file.read_text(encoding="utf-8"))] == []


def test_a_link_that_leads_nowhere_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "there.md").touch()
    text = "[a](there.md#x) [b](https://example.org) ![c](gone.svg)"
    assert _dead(tmp_path / "README.md", text) == ["README.md: gone.svg"]


def test_readme_names_every_setting_and_no_other() -> None:
    table = set(
        re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    servers = (ROOT / "config" / "servers" / "postgres.py").read_text(encoding="utf-8")
    settings = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    assert table == {*SETTING.findall(settings), *re.findall(r'"(EMBEDDED_\w+)"', servers)}
