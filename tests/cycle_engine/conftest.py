from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg.rows import scalar_row
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.databases import Database

if TYPE_CHECKING:
    from tests.cycle_engine.intruder import Connection, House


@pytest.fixture(scope="module")
def house(template_database: Database, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """One database for all tests of a module, of which nothing stays."""
    from tests.agency import living  # models can be imported once the run is configured
    from tests.cycle_engine.intruder import House
    from tests.races.plans import submitted

    with (
        django_db_blocker.unblock(),
        databases.clone(template_database) as own,
        databases.used(own),
        living() as agency,
    ):
        yield House(own, agency.ani, *submitted(agency, 2))


@pytest.fixture
def intruder(house: House) -> Iterator[Connection]:
    """A connection as the application role, with one value for each row; rolled back at the end."""
    with closing(psycopg.connect(house.database.url, row_factory=scalar_row)) as connection:
        yield connection
        connection.rollback()
