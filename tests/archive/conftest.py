from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import DjangoDbBlocker, Settings

from tests.notifications.conftest import PostOffice, post_office, receiver

if TYPE_CHECKING:
    from tests.agency import Agency
    from tests.databases import Database
    from tests.workflows.evaluation.office import Office

__all__ = ["PostOffice", "post_office", "receiver"]


@pytest.fixture
def office(agency: Agency, settings: Settings, tmp_path: Path) -> Office:
    """The people of the small agency at work, with a folder for evidence."""
    from tests.workflows.evaluation.office import Office  # models can be imported once the run is configured

    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return Office(agency)


@pytest.fixture
def elsewhere(template_database: Database, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """A migrated and empty database, which is not used yet."""
    from tests import databases

    with django_db_blocker.unblock(), databases.clone(template_database) as database:
        yield database
