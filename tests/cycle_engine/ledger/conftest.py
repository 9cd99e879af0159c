"""A ledger with a past, one copy a test, for its owner to spoil."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from pytest_django import DjangoDbBlocker

from tests.databases import Database, clone, used

if TYPE_CHECKING:
    from tests.cycle_engine.ledger.spoiling import Spoiler


@pytest.fixture(scope="package")
def lived_database(template_database: Database, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """Nobody may be connected to it."""
    from tests.lived import lived  # models can be imported once the run is configured

    with django_db_blocker.unblock(), lived(template_database) as database:
        yield database


@pytest.fixture
def database(lived_database: Database, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    with django_db_blocker.unblock(), clone(lived_database) as copy, used(copy):
        yield copy


@pytest.fixture
def owner(database: Database) -> Iterator[Spoiler]:
    """The owner of the tables, who has put the guards out of action."""
    from tests.cycle_engine.ledger.spoiling import Spoiler

    with database.owner() as connection:
        yield Spoiler(connection)
