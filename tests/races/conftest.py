"""Races run in threads, each with a connection of its own, on a database that commits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.databases import Database

if TYPE_CHECKING:
    from tests.agency import Agency
    from tests.races.racers import Racers


@pytest.fixture
def agency(fresh_database: Database) -> Iterator[Agency]:
    """The six people and their cycle, in a database that each thread's connection leads to."""
    from tests.agency import living  # models can be imported once the run is configured

    with living() as made:
        yield made


@pytest.fixture
def race(fresh_database: Database) -> Iterator[Racers]:
    """`race(one, other)`: what each left, having begun at the same moment."""
    from tests.races.racers import Racers

    with Racers() as racers:
        yield racers
