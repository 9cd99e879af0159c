from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.workflows.cycles.agencies import Agencies


@pytest.fixture
def agencies(db: None) -> Agencies:
    """Two agencies, ours and Eko's."""
    from tests.workflows.cycles.agencies import made  # models can be imported once the run is configured

    return made()
