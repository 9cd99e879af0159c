from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.workflows.cycles.agency import Agency


@pytest.fixture
def agency(db: None) -> Agency:
    """Two agencies, ours and Eko's."""
    from tests.workflows.cycles.agency import made  # models can be imported once the run is configured

    return made()
