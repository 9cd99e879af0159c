"""Each limit at its midnight, in all three zones: the rules ask the time, never whether the clock has come."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from cycle_engine.errors import RulesBroken
from tests.agency import move_time
from tests.workflows.evaluation.office import GOOD, Q1, YEAR, Office
from tests.workflows.planning.desk import day, due
from workflows.cycles.policy import Policy
from workflows.evaluation.models import Evaluation

Act = Callable[[], Any]
ZONES = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
HALF_A_MINUTE = datetime.timedelta(seconds=30)


def end_of(last_day: str, zone: str) -> datetime.datetime:
    """The midnight after this day, in this zone."""
    tomorrow = day(last_day) + datetime.timedelta(days=1)
    return datetime.datetime.combine(tomorrow, datetime.time.min, ZoneInfo(zone))


def broken_rules(act: Act) -> list[str]:
    """The codes that refuse the act now; if it is taken, it is taken back."""
    try:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
    except RulesBroken as refused:
        return [blocker.rule for blocker in refused.blockers]
    return []


# Until when


def rated(office: Office) -> Act:
    evaluation = office.assessed()
    return lambda: office.rated(evaluation)


def rated_of_the_year(office: Office) -> Act:
    year = office.assessed(office.opened(YEAR))
    for period in (Q1, "2026-Q2", "2026-Q3", "2026-Q4"):
        office.take(office.of(year.plan, period), "excuse", "dewi")
    return lambda: office.rated(year)


def reconsidered(office: Office) -> Act:
    office.policy(Policy(calibration=True))
    evaluation = office.rated()
    return lambda: office.take(evaluation, "ask_to_reconsider", "citra")


def appealed(office: Office) -> Act:
    evaluation = office.received()
    return lambda: office.filed(evaluation)


def appealed_once_more(office: Office) -> Act:
    evaluation = office.received()
    office.take(office.filed(evaluation), "withdraw", "ani")
    return lambda: office.filed(evaluation)


def opened_again(office: Office) -> Act:
    evaluation = office.take(office.opened(), "excuse", "dewi")
    return lambda: office.take(evaluation, "reopen", "dewi")


def rated_after_a_recall(office: Office) -> Act:
    evaluation = office.received()
    office.at("2026-04-21 09:00")
    office.take(evaluation, "recall", "budi")
    return lambda: office.rated(evaluation)


ENDS = [
    (rated, "2026-04-22", "6/2022:IV.A.11"),
    (rated_of_the_year, "2027-01-31", "6/2022:IV.A.11"),
    (rated_after_a_recall, "2026-04-28", "6/2022:IV.A.11"),
    (reconsidered, "2026-04-17", "policy:calibration_days"),
    (appealed, "2026-04-14", "6/2022:V.B.2"),
    (appealed_once_more, "2026-04-14", "6/2022:V.B.2"),
    (opened_again, "2026-04-22", "6/2022:IV.A.8.window"),
]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("arranged", "last_day", "code"), ENDS)
def test_what_may_be_done_until_a_day_may_be_done_until_its_last_second(
    office: Office, arranged: Callable[[Office], Act], last_day: str, code: str, zone: str
) -> None:
    office.zone(zone)
    act, midnight = arranged(office), end_of(last_day, zone)
    move_time(office.agency.database, midnight - HALF_A_MINUTE)
    assert broken_rules(act) == []
    move_time(office.agency.database, midnight)
    assert broken_rules(act) == [code]
    office.tick()
    assert broken_rules(act) == [code]


# From when on


def opened(office: Office) -> Act:
    plan = office.in_force()
    return lambda: office.opened_by_hand(plan, Q1)


def opened_for_the_year(office: Office) -> Act:
    plan = office.in_force()
    return lambda: office.opened_by_hand(plan, YEAR)


def rated_unreported(office: Office) -> Act:
    evaluation = office.opened()
    return lambda: office.rated(evaluation)


def rated_by_superior(office: Office) -> Act:
    evaluation = office.assessed()
    return lambda: office.take(evaluation, "rate_by_superior", "citra", data=GOOD)


def rated_by_superior_for_the_year(office: Office) -> Act:
    year = office.opened(YEAR)
    return lambda: office.take(year, "rate_by_superior", "citra", data=GOOD)


def signed_by_superior(office: Office) -> Act:
    evaluation = office.rated()
    return lambda: office.take(evaluation, "sign_by_superior", "citra")


def rated_without_a_figure(office: Office) -> Act:
    """The last known one takes the place of the quarter's."""
    office.achieved("2025")
    evaluation = office.assessed(office.opened(word=None))
    return lambda: office.rated(evaluation)


def rated_without_the_years_figure(office: Office) -> Act:
    """The last year's takes its place, from the fifth-last working day of January on."""
    office.achieved("2025")
    year = office.assessed(office.opened(YEAR, word=None))
    for period in (Q1, "2026-Q2", "2026-Q3", "2026-Q4"):
        office.take(office.of(year.plan, period), "excuse", "dewi")
    return lambda: office.rated(year)


BEGINS = [
    (opened, "2026-03-19", "6/2022:IV.A.8"),
    (opened_for_the_year, "2026-12-19", "6/2022:IV.A.8"),
    (rated_unreported, "2026-04-15", "policy:self_assessment_before"),
    (rated_by_superior, "2026-04-22", "6/2022:IV.A.11.window"),
    (rated_by_superior_for_the_year, "2027-01-31", "6/2022:IV.A.11.window"),
    (signed_by_superior, "2026-04-22", "6/2022:IV.A.11.window"),
    (rated_without_a_figure, "2026-03-31", "6/2022:IV.B.1.g"),
    (rated_without_the_years_figure, "2027-01-24", "6/2022:IV.B.1.g"),
]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("arranged", "last_day", "code"), BEGINS)
def test_what_may_be_done_after_a_day_may_be_done_from_midnight_on(
    office: Office, arranged: Callable[[Office], Act], last_day: str, code: str, zone: str
) -> None:
    office.zone(zone)
    act, midnight = arranged(office), end_of(last_day, zone)
    move_time(office.agency.database, midnight - HALF_A_MINUTE)
    assert broken_rules(act) == [code]
    office.tick()
    assert broken_rules(act) == [code]
    move_time(office.agency.database, midnight)
    assert broken_rules(act) == []


# What the clock does


def delivered(office: Office) -> Evaluation:
    return office.signed()


def received(office: Office) -> Evaluation:
    return office.delivered()


def settled(office: Office) -> Evaluation:
    return office.received()


DONE_BY_THE_CLOCK = [(delivered, "delivery"), (received, "receipt"), (settled, "settlement")]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("arranged", "kind"), DONE_BY_THE_CLOCK)
def test_the_clock_comes_at_midnight_and_no_second_earlier(
    office: Office, arranged: Callable[[Office], Evaluation], kind: str, zone: str
) -> None:
    office.zone(zone)
    evaluation = arranged(office)
    midnight = end_of("2026-04-14", zone)
    assert due(evaluation, kind).due_at == midnight
    version = office.of(evaluation.plan).version
    move_time(office.agency.database, midnight - HALF_A_MINUTE)
    office.tick()
    assert office.of(evaluation.plan).version == version
    move_time(office.agency.database, midnight)
    office.tick()
    after = office.of(evaluation.plan)
    assert (after.version, after.delivered_by_clock) == (version + 1, kind == "delivery")
    assert {
        "delivery": after.delivered_on == day("2026-04-15"),
        "receipt": after.received_on == day("2026-04-15"),
        "settlement": after.state == "settled",
    }[kind]


@pytest.mark.parametrize("zone", ZONES)
def test_windows_open_at_the_midnight_of_their_units(office: Office, zone: str) -> None:
    office.zone(zone)
    plan = office.in_force()
    midnight = end_of("2026-03-19", zone)
    move_time(office.agency.database, midnight - HALF_A_MINUTE)
    office.tick()
    assert not plan.evaluations.exists()
    move_time(office.agency.database, midnight)
    office.tick()
    assert [each.period for each in plan.evaluations.all()] == [Q1]
