from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.directory.agency import Agency


@pytest.fixture
def agency(db: None) -> Agency:
    """The agency of `tests.directory.agency`, gone after the test."""
    from tests.directory import agency as known  # read before the settings, when named on the command line

    return known.agency()
