"""Each test of monitoring has the small agency, and a store of evidence, to itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

if TYPE_CHECKING:
    from tests.agency import Agency
    from tests.workflows.planning.desk import Desk


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    """Where the files lie."""
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return tmp_path / "evidence"


@pytest.fixture
def desk(agency: Agency) -> Desk:
    """Planning in the small agency, on Monday 12 January 2026."""
    from tests.workflows.planning.desk import Desk  # models can be imported once the run is configured

    return Desk(agency)
