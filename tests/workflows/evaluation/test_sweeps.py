"""The clock: three at once do nothing twice, one that slept for months does what is due, an idle one asks little."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable

import pytest

from cycle_engine.ledger.verify import verify
from cycle_engine.models import Entry
from tests.races.racers import Racers
from tests.wire import traced
from tests.workflows.evaluation.office import Q1, Q2, YEAR, Office
from tests.workflows.evaluation.samples import crowd
from tests.workflows.planning.desk import broken, day, due, state, steps_of
from workflows.cycles.policy import EvaluationPeriod, Policy
from workflows.evaluation import clockwork
from workflows.evaluation.models import Evaluation
from workflows.planning.models import Plan

MOST_ROUND_TRIPS = 12
PREPARED_AFTER = 3  # a statement that comes for the third time is prepared on the server


def in_force(office: Office, count: int) -> list[Plan]:
    plans = []
    for number in range(count):
        office.new_post(f"pegawai{number}", below="budi")
        office.person(f"pegawai{number}", post=f"pegawai{number}")
        plans.append(office.in_force(f"pegawai{number}"))
    return plans


def steps_taken() -> Counter[tuple[int, str]]:
    rows = Entry.objects.filter(record="evaluation").values_list("record_id", "step")
    return Counter((record, step) for record, step in rows)


# Three at once


def arriving(office: Office) -> list[Evaluation]:
    plans = in_force(office, 5)
    office.at("2026-03-20 09:00")
    return [Evaluation(plan=plan) for plan in plans]


def signed(office: Office) -> list[Evaluation]:
    found = [office.signed(office.rated(each, results_rating="above")) for each in crowd(office, 4)]
    office.at("2026-04-15 09:00")
    return found


def delivered(office: Office) -> list[Evaluation]:
    found = [office.delivered(office.signed(office.rated(each))) for each in crowd(office, 4)]
    office.at("2026-04-15 09:00")
    return found


def received(office: Office) -> list[Evaluation]:
    found = [
        office.received(office.delivered(office.signed(office.rated(each))), who=f"pegawai{number}")
        for number, each in enumerate(crowd(office, 4))
    ]
    office.at("2026-04-15 09:00")
    return found


@pytest.mark.parametrize(
    ("arranged", "step"),
    [(arriving, "open"), (signed, "deliver"), (delivered, "receive"), (received, "settle")],
)
def test_three_clocks_at_once_take_each_step_once(
    office: Office,
    caplog: pytest.LogCaptureFixture,
    arranged: Callable[[Office], list[Evaluation]],
    step: str,
) -> None:
    waiting = arranged(office)
    with caplog.at_level(logging.ERROR), Racers() as race:
        left = race(*[clockwork.sweep_all] * 3)
    assert caplog.records == []
    assert all(isinstance(each, dict) for each in left)
    taken = steps_taken()
    plans = {each.plan_id for each in waiting}
    evaluations = list(Evaluation.objects.filter(plan__in=plans))
    assert len(evaluations) == len(waiting)
    clockwork.sweep_all()  # what one clock skipped, because another held it, is there now at the latest
    assert {taken[each.pk, step] for each in evaluations} == {1}
    assert steps_taken() == taken
    assert verify().fault is None


# Months of sleep


def test_a_clock_that_slept_for_a_year_opens_all_that_was_due_and_takes_the_plan_along(
    office: Office,
) -> None:
    plan = office.in_force()
    office.tick("2027-02-15 09:00")
    assert list(plan.evaluations.order_by("id").values_list("period", flat=True)) == [
        Q1,
        Q2,
        "2026-Q3",
        "2026-Q4",
        YEAR,
    ]
    assert state(plan) == "final_appraisal"
    assert steps_of(plan)[-2:] == ["open_mid_year_review", "open_final_appraisal"]
    done = steps_taken()
    office.tick("2027-02-15 09:01")
    assert steps_taken() == done
    for period in (Q1, Q2, "2026-Q3", "2026-Q4"):
        office.take(office.of(plan, period), "excuse", "dewi")
    year = office.of(plan, YEAR)
    office.achieved("2025")
    assert due(year, "rating").last_day == day("2027-03-09"), "what opens late has days of its own"
    assert not office.rated(office.assessed(year)).is_final


def test_a_clock_that_slept_delivers_today_and_counts_from_today(office: Office) -> None:
    evaluation = office.signed()
    office.tick("2026-09-01 09:00")
    after = office.of(evaluation.plan)
    assert (after.delivered_on, after.delivered_by_clock, after.received_on) == (
        day("2026-09-01"),
        True,
        None,
    )
    office.tick("2026-09-21 09:00")
    assert office.of(evaluation.plan).received_on is None
    office.tick("2026-09-22 00:00")
    assert office.of(evaluation.plan).received_on == day("2026-09-22")
    office.tick("2026-10-13 00:00")
    assert state(evaluation) == "settled"


def test_whatever_the_clock_has_missed_nobody_may_do_what_he_no_longer_may(office: Office) -> None:
    """Nothing has been swept for months: the appeal is late all the same, and so is the rater."""
    evaluation = office.received()
    other = office.assessed(office.opened(Q2, evaluation.plan))
    office.at("2026-10-01 09:00")
    assert state(evaluation) == "delivered"
    with broken("6/2022:V.B.2", says="14 April 2026"):
        office.filed(evaluation)
    with broken("6/2022:IV.A.11", says="21 July 2026"):
        office.rated(other)


# A day on which nothing is due


def test_an_idle_clock_asks_the_same_few_questions_however_many_are_evaluated(office: Office) -> None:
    office.opened()
    of_one = idle(office)
    crowd(office, 5)
    assert of_one == idle(office) <= MOST_ROUND_TRIPS


def test_where_months_are_evaluated_the_idle_clock_asks_no_more_than_twice_as_much(office: Office) -> None:
    office.policy(Policy(evaluation_period=EvaluationPeriod.MONTHLY))
    office.in_force()
    office.tick("2026-12-28 09:00")
    assert idle(office) <= 2 * MOST_ROUND_TRIPS


def test_a_day_of_idle_minutes_changes_nothing(office: Office) -> None:
    office.received()
    office.tick("2026-04-01 09:00")
    entries = Entry.objects.count()
    for minute in range(60):
        office.tick(f"2026-04-01 10:{minute:02}")
    assert Entry.objects.count() == entries


def idle(office: Office) -> int:
    """How often a sweep that finds nothing to do waits for the database."""
    entries = Entry.objects.count()
    for _ in range(PREPARED_AFTER):
        clockwork.sweep_all()
    with traced() as wire:
        done = clockwork.sweep_all()
    assert set(done.values()) == {0}
    assert Entry.objects.count() == entries
    return wire.round_trips
