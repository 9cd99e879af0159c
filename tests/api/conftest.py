from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

if TYPE_CHECKING:
    from tests.agency import Agency
    from tests.api.asking import Asking
    from tests.workflows.evaluation.office import Office


@pytest.fixture(autouse=True)
def own_counters(settings: Settings) -> None:
    """Nobody is throttled for what another test has asked."""
    default = settings.CACHES["default"] | {"KEY_PREFIX": secrets.token_hex(8)}
    settings.CACHES = {"default": default}


@pytest.fixture
def office(agency: Agency, settings: Settings, tmp_path: Path) -> Office:
    """The same people acting by the engine, quicker than over HTTP; with a folder for evidence."""
    from tests.workflows.evaluation.office import Office

    settings.EVIDENCE_DIR = tmp_path
    return Office(agency)


@pytest.fixture
def ask(agency: Agency) -> Asking:
    """The people of the agency, asking over HTTP on Monday 12 January 2026."""
    from tests.api.asking import Asking  # models can be imported once the run is configured

    return Asking(agency)
