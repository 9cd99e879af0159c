"""The walks of evaluation and appeal start from the small agency, in a database of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.agency import Agency
    from tests.workflows.evaluation.office import Office


@pytest.fixture
def office(agency: Agency) -> Office:
    """The agency's people at work, on Monday 12 January 2026."""
    from tests.workflows.evaluation.office import Office  # models can be imported once the run is configured

    return Office(agency)
