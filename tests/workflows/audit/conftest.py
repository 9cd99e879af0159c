from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.agency import Agency
    from tests.workflows.planning.desk import Desk


@pytest.fixture
def desk(agency: Agency) -> Desk:
    """Planning in the small agency, on Monday 12 January 2026."""
    from tests.workflows.planning.desk import Desk  # models can be imported once the run is configured

    return Desk(agency)
