"""Servers and databases of a test run.

`db` (or `@pytest.mark.django_db`) rolls back after each test; `fresh_database` gives a test that commits a
database of its own. Both connect as the application role.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import django
import pytest
from pytest_django import DjangoDbBlocker

from config.servers import DATA, running
from tests import databases
from tests.databases import Database

if TYPE_CHECKING:
    from tests.agency import Agency
    from tests.demo.year import Year

run = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """The run's own process holds the servers and its number for all workers."""
    if "CYCLE_TEST_RUN" not in os.environ:
        stack = config.stash[run] = ExitStack()
        stack.enter_context(running(DATA / "tests", durable=False))
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"  # read from here on, and no earlier
        os.environ["CYCLE_TEST_RUN"] = str(stack.enter_context(databases.session()))
        django.setup()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no database and no server behind."""
    if run in config.stash:
        del os.environ["CYCLE_TEST_RUN"]
        config.stash[run].close()


@pytest.fixture(scope="session")
def template_database(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Database:
    """The migrated database that all others are cloned from."""
    with django_db_blocker.unblock():
        return databases.template(int(os.environ["CYCLE_TEST_RUN"]))


@pytest.fixture(scope="session")
def django_db_setup(template_database: Database, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """This worker's database, for tests that roll back."""
    with django_db_blocker.unblock(), databases.clone(template_database) as own, databases.used(own):
        yield


@pytest.fixture
def fresh_database(template_database: Database, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """A database of its own, for a test that commits; every thread's `default` leads to it."""
    with django_db_blocker.unblock(), databases.clone(template_database) as own, databases.used(own):
        yield own


@pytest.fixture(scope="session")
def lived_year(template_database: Database, django_db_blocker: DjangoDbBlocker) -> "Year":
    """The demo's whole story, told once a run."""
    from tests.demo.year import lived

    with django_db_blocker.unblock():
        return lived(int(os.environ["CYCLE_TEST_RUN"]), template_database)


@pytest.fixture
def transactional_db() -> None:
    """Refuse: it would flush, and the ledger cannot be flushed."""
    pytest.fail("Ask for fresh_database instead.")


@pytest.fixture(scope="session")
def settled_agency(template_database: Database, django_db_blocker: DjangoDbBlocker) -> "Iterator[Agency]":
    """The six people and their cycle in a database from which those of tests are cloned."""
    from tests.agency import living  # models can be imported once the run is configured

    with django_db_blocker.unblock(), databases.clone(template_database) as own:
        with databases.used(own), living() as made:
            pass
        yield made


@pytest.fixture
def agency(settled_agency: "Agency", django_db_blocker: DjangoDbBlocker) -> "Iterator[Agency]":
    """The six people and their cycle, on Monday 12 January 2026, in a database of their own."""
    home = settled_agency.database
    with django_db_blocker.unblock(), databases.clone(home) as own, databases.used(own):
        yield settled_agency.cloned(own)
