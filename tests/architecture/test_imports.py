"""Who may import whom, as pyproject.toml says; and each arrow that points the wrong way would be seen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGES, ROOT

ROOMS = (
    *("jobs", "goals", "cycles", "voice", "planning", "monitoring", "guidance"),
    *("evaluation", "appeals", "development", "staffing", "audit"),
)


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"]
    command += ["--config", str(ROOT / "pyproject.toml")]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": str(folder)}
    )


def test_no_arrow_points_the_wrong_way() -> None:
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def empty_house(tmp_path: Path) -> Path:
    """All packages and rooms of the project, with nothing in them."""
    for package in (*PACKAGES, *(f"workflows/{room}" for room in ROOMS)):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    return tmp_path


def test_an_empty_house_is_in_order(empty_house: Path) -> None:
    done = _lint(empty_house)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("cycle_engine/x.py", "import directory"),
        ("directory/x.py", "import workflows.cycles"),
        ("workflows/jobs/x.py", "import workflows.planning"),
        ("workflows/planning/x.py", "import notifications"),
        ("notifications/x.py", "import api"),
        ("workflows/planning/x.py", "import forms"),
        ("forms/x.py", "import directory"),
        ("forms/x.py", "import django"),
        ("api/x.py", "import typst"),
        ("workflows/jobs/x.py", "import api"),
        ("api/x.py", "import config"),
        ("workflows/planning/x.py", "import rest_framework"),
        ("workflows/planning/commands.py", "import celery"),
        ("workflows/planning/rules.py", "import django_fsm"),
    ],
)
def test_an_arrow_that_points_the_wrong_way_would_be_seen(empty_house: Path, file: str, line: str) -> None:
    (empty_house / file).write_text(f"{line}\n")
    done = _lint(empty_house)
    assert done.returncode == 1
    assert file.replace("/", ".").removesuffix(".py") in done.stdout
