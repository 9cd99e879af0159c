"""Births, steps that stay, bulk and the clocks of a record, on ships instead of plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from cycle_engine.actors import Actor
from cycle_engine.errors import Missing, NotYourTurn, RulesBroken, Stale, WorkflowError, WrongState
from cycle_engine.ledger.verify import verify
from cycle_engine.models import Deadline, Entry
from cycle_engine.perform import bear, bear_many, perform, perform_many
from tests.agency import move_time
from tests.databases import Database
from tests.engine_room.crew import (
    BUDI,
    EKO,
    ENGINEER,
    LINE,
    SKIPPER,
    berthed,
    clocks,
    log,
    now,
    steer,
    take,
    told,
    under_way,
)
from tests.engine_room.machine import Course
from tests.engine_room.models import Voyage, Watch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday(db: None) -> Iterator[None]:
    """It is Monday 12 January 2026; ships work six days a week."""
    database = Database(str(connection.settings_dict["NAME"]))
    move_time(database, datetime(2026, 1, 12, 9, tzinfo=ZoneInfo("UTC")))
    yield
    move_time(database, None)


def later(day: int) -> None:
    """Let it be this day of January."""
    database = Database(str(connection.settings_dict["NAME"]))
    move_time(database, datetime(2026, 1, day, 9, tzinfo=ZoneInfo("UTC")))


# Births


def test_a_record_is_born_by_its_first_step() -> None:
    voyage = berthed()
    assert (voyage.state, voyage.version) == (now(voyage).state, now(voyage).version) == ("berthed", 1)
    entry = Entry.objects.get(chain="voyage", chain_id=voyage.pk)
    assert (entry.seq, entry.from_state, entry.to_state) == (1, "new", "berthed")
    assert (entry.version_before, entry.version_after) == (0, 1)
    assert bytes(now(voyage).head) == bytes(entry.hash)


@pytest.mark.parametrize(
    ("said", "actor", "error"),
    [({"engineer": None}, LINE, RulesBroken), ({"engineer": BUDI}, SKIPPER, NotYourTurn)],
)
def test_a_refused_birth_leaves_nothing(
    said: dict[str, int], actor: Actor, error: type[WorkflowError]
) -> None:
    with pytest.raises(error):
        bear(Voyage(skipper=1, **said), "plan", actor=actor)
    assert not Voyage.objects.exists()
    assert not told()


def test_in_bulk_those_are_born_that_may_be() -> None:
    newborn = [Voyage(skipper=number, engineer=None if number == 2 else BUDI) for number in range(1, 5)]
    acts = bear_many(newborn, "plan", actor=LINE)
    assert [type(act.error) for act in acts] == [type(None), RulesBroken, type(None), type(None)]
    assert [act.record_id for act in acts] == [newborn[0].pk, None, newborn[2].pk, newborn[3].pk]
    assert set(Voyage.objects.values_list("skipper", "version")) == {(1, 1), (3, 1), (4, 1)}
    assert [event[0] for event in told()] == ["voyage.plan"] * 3


def test_nobody_is_born_twice() -> None:
    voyage = berthed()
    with pytest.raises(WrongState):
        take(voyage, "plan", actor=LINE)
    assert log(voyage) == ["voyage.plan"]


# Steps


def test_a_step_that_stays_moves_the_version_and_leaves_its_entry() -> None:
    voyage = under_way()
    steer(voyage, 90)
    assert (now(voyage).state, now(voyage).version, now(voyage).course) == ("under_way", 3, 90)
    entry = Entry.objects.get(chain="voyage", chain_id=voyage.pk, step="change_course")
    assert (entry.from_state, entry.to_state, entry.version_after) == ("under_way", "under_way", 3)
    with pytest.raises(Stale):
        take(voyage, "change_course", version=2, data=Course(180))


def test_all_broken_rules_are_told_at_once() -> None:
    voyage = under_way(course=720)
    with pytest.raises(RulesBroken) as refused:
        steer(voyage, 720)
    told_rules = [(blocker.rule, blocker.message) for blocker in refused.value.blockers]
    assert told_rules == [
        ("sea:course", "There is no course of 720 degrees."),
        ("sea:same_course", "The ship is on this course."),
    ]


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_reason_says_something(reason: str) -> None:
    voyage = under_way()
    with pytest.raises(RulesBroken) as refused:
        take(voyage, "stop", reason=reason)
    assert [blocker.rule for blocker in refused.value.blockers] == ["reason"]


def test_the_first_refusal_is_of_the_version_then_the_person_then_the_state_then_the_rules() -> None:
    voyage = berthed()
    stranger = Actor.of(EKO)
    with pytest.raises(Stale):
        take(voyage, "stop", actor=stranger, version=7)
    with pytest.raises(NotYourTurn):
        take(voyage, "stop", actor=stranger, version=1)
    with pytest.raises(WrongState):
        take(voyage, "stop", version=1)
    with pytest.raises(Missing):
        perform(Voyage, 0, "stop", actor=SKIPPER)


def test_the_clock_takes_only_what_is_the_clocks() -> None:
    voyage = under_way()
    assert take(voyage, "change_course", actor=Actor.clock(), data=Course(45)).record.course == 45
    with pytest.raises(NotYourTurn):
        take(voyage, "inspect", actor=Actor.clock())


def test_in_bulk_answers_come_in_the_order_asked_and_versions_are_each_ones_own() -> None:
    ships = [under_way() for _ in range(4)]
    steer(ships[1], 90)
    keys = [ships[3].pk, 0, ships[1].pk, ships[0].pk]
    acts = perform_many(
        Voyage, keys, "inspect", actor=ENGINEER, versions={ship.pk: ship.version for ship in ships}
    )
    assert [type(act.error) for act in acts] == [type(None), Missing, Stale, type(None)]
    assert [act.record_id for act in acts] == keys
    assert [now(ship).version for ship in ships] == [3, 3, 2, 3]
    assert verify().fault is None


# Deadlines


def test_a_turn_that_begins_sets_its_clock_and_one_that_ends_stops_it() -> None:
    voyage = berthed()
    assert clocks(voyage) == {}
    bear(Watch(voyage=voyage, first=True), "begin", actor=ENGINEER)
    assert clocks(voyage) == {"inspection": ("rater", "2026-01-14"), "arrival": ("owner", "2026-01-23")}
    later(15)
    take(voyage, "stop", reason="pump")
    assert clocks(voyage) == {"arrival": ("owner", "2026-01-23"), "going_on": ("rater", "2026-01-16")}
    assert Deadline.objects.get(kind="inspection", closed_by="stop").closed_at is not None


def test_a_turn_that_goes_on_keeps_its_clock() -> None:
    voyage = under_way()
    (arrival,) = Deadline.objects.filter(kind="arrival")
    later(14)
    take(voyage, "stop", reason="pump")
    take(voyage, "go_on")
    later(15)
    assert Deadline.objects.filter(kind="arrival", closed_at=None).get() == arrival
    assert clocks(voyage)["inspection"] == ("rater", "2026-01-16")


def test_a_step_in_place_meets_a_deadline_and_no_other() -> None:
    voyage = under_way()
    take(voyage, "inspect", actor=ENGINEER)
    assert clocks(voyage) == {"arrival": ("owner", "2026-01-23")}
    assert Deadline.objects.get(kind="inspection").closed_by == "inspect"
    take(voyage, "inspect", actor=ENGINEER)  # once more, with nothing left to meet
    assert clocks(voyage) == {"arrival": ("owner", "2026-01-23")}


def test_a_step_that_renews_sets_all_clocks_anew() -> None:
    voyage = under_way()
    later(13)
    take(voyage, "inspect", actor=ENGINEER)
    later(14)
    steer(voyage, 90)
    assert clocks(voyage) == {"inspection": ("rater", "2026-01-16"), "arrival": ("owner", "2026-01-26")}
    assert Deadline.objects.filter(closed_by="change_course").count() == 1


def test_the_end_stops_all_clocks() -> None:
    voyage = under_way()
    take(voyage, "stop", reason="pump")
    take(voyage, "abandon")
    assert clocks(voyage) == {}


def test_a_refused_step_moves_no_clock() -> None:
    voyage = under_way()
    before = clocks(voyage)
    with pytest.raises(RulesBroken):
        take(voyage, "stop", reason="mast")
    assert clocks(voyage) == before
