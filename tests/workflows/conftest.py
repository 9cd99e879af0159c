"""Each test of the rooms has a database of its own with the small agency in it, so that its time can be moved."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import DjangoDbBlocker, Settings

from tests import databases
from tests.databases import Database

if TYPE_CHECKING:
    from tests.agency import Agency
    from tests.workflows.evaluation.office import Office
    from tests.workflows.planning.desk import Desk

# Models can be imported once the run is configured, so not above.


@pytest.fixture(scope="session")
def settled(template_database: Database, django_db_blocker: DjangoDbBlocker) -> Iterator[Agency]:
    """The agency in a database from which others are cloned."""
    from tests.agency import living

    with django_db_blocker.unblock(), databases.clone(template_database) as own:
        with databases.used(own), living() as made:
            pass
        yield made


@pytest.fixture
def desk(settled: Agency, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    """The small agency, on Monday 12 January 2026."""
    from tests.agency import JAKARTA, move_time
    from tests.workflows.planning.desk import Desk

    with django_db_blocker.unblock(), databases.clone(settled.database) as own, databases.used(own):
        move_time(own, datetime.datetime(2026, 1, 12, 9, tzinfo=JAKARTA))
        people, posts = dict(settled.people), dict(settled.posts)
        yield Desk(dataclasses.replace(settled, people=people, posts=posts, database=own))


@pytest.fixture
def office(desk: Desk, settings: Settings, tmp_path: Path) -> Office:
    """The desk, with evaluations and appeals, and a folder for evidence."""
    from tests.workflows.evaluation.office import Office

    settings.EVIDENCE_DIR = tmp_path
    return Office(desk.agency)
