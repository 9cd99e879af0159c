"""One step waits for the database four times at most, counted on the wire of a connection in use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from cycle_engine.actors import Actor
from cycle_engine.perform import perform
from tests.agency import Agency, living
from tests.databases import Database
from tests.wire import Wire, traced
from workflows.planning import commands
from workflows.planning.data import NamedRevision
from workflows.planning.models import Plan, Revision

MOST = 4  # to lock and know the moment; to look, once or twice; to write and commit


@pytest.fixture
def agency(fresh_database: Database) -> Iterator[Agency]:
    """The agency in a database of its own: a step inside a test's transaction would not begin and commit."""
    with living() as made:
        yield made


def test_a_step_waits_for_the_database_four_times_at_most(agency: Agency) -> None:
    for _ in range(3):  # Django's statements are prepared when they come for the third time
        walk(agency)
    seen = walk(agency)
    trips = {step: wire.round_trips for step, wire in seen.items()}
    assert set(trips) == {"submit", "withdraw", "return_for_revision", "approve"}
    assert max(trips.values()) <= MOST, trips


def test_messages_sent_together_are_one_round_trip_and_sent_one_by_one_are_many(agency: Agency) -> None:
    with traced() as one_by_one, connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("SELECT 2")
    with traced() as together, connection.connection.pipeline(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("SELECT 2")
    assert (one_by_one.round_trips, together.round_trips) == (2, 1)


def walk(agency: Agency) -> dict[str, Wire]:
    """Take a plan of Ani's through all that is decided on it, and void it; what each step sent and got."""
    ani, budi, post = Actor.of(agency.ani), Actor.of(agency.budi), agency.posts["ani"].pk
    plan = commands.draft_plan(agency.cycle, agency.ani, post, agency.cycle.starts_on, actor=ani).record.pk
    commands.write_plan(plan, agency.complete_contents(), 0, agency.ani)
    seen = {
        "submit": _taken(plan, "submit", actor=ani),
        "withdraw": _taken(plan, "withdraw", actor=ani),
    }
    _taken(plan, "submit", actor=ani)
    seen["return_for_revision"] = _taken(plan, "return_for_revision", actor=budi, reason="Mohon dilengkapi")
    _taken(plan, "submit", actor=ani)
    named = NamedRevision(Revision.objects.filter(plan=plan).latest("number").hash)
    seen["approve"] = _taken(plan, "approve", actor=budi, data=named)
    _taken(plan, "void", actor=Actor.of(agency.dewi), reason="Diulang")
    return seen


def _taken(plan: int, step: str, **wish: Any) -> Wire:
    with traced() as wire:
        perform(Plan, plan, step, **wish)
    return wire
