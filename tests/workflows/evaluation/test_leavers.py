"""Those who leave before the year ends: what is open goes on, and their part of the year is evaluated."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows.evaluation.office import GOOD, Q1, Q2, YEAR, Office
from tests.workflows.planning.desk import broken, day, due, last_entry, open_kinds, state
from workflows.evaluation.models import Evaluation
from workflows.planning.data import Ending, Hold
from workflows.planning.models import Plan

STAY_TO_BE_APPRAISED = [
    "retirement",
    "contract_end",
    "unpaid_leave",
    "pre_retirement",
    "office_outside",
    "suspension",
]


def left(office: Office, plan: Plan, last_day: str, cause: Any = "retirement") -> Plan:
    return office.take(plan, "end_early", "dewi", data=Ending(day(last_day), cause), reason="")  # type: ignore[no-any-return]


@pytest.mark.parametrize("cause", STAY_TO_BE_APPRAISED)
def test_a_leavers_part_of_the_year_is_evaluated_within_fifteen_working_days(
    office: Office, cause: str
) -> None:
    plan = office.in_force()
    office.at("2026-05-29 09:00")
    left(office, plan, "2026-05-29", cause)
    closing = office.of(plan, YEAR)
    assert (closing.closing, closing.kind, closing.state) == (True, "yearly", "open")
    assert (closing.starts_on, closing.ends_on) == (day("2026-01-01"), day("2026-05-29"))
    assert (closing.rater_id, closing.revision.plan_id) == (office.id("budi"), plan.pk)
    assert state(plan) == "final_appraisal"
    entry = last_entry(closing)
    assert (entry.step, entry.capacity, entry.request_id) == ("open", "manager", last_entry(plan).request_id)
    assert due(closing, "rating").last_day == day("2026-06-23")
    assert due(closing, "realisation").last_day == day("2026-06-15")


def test_the_plan_closes_when_the_leavers_evaluation_settles(office: Office) -> None:
    office.achieved("2025")
    plan = office.in_force()
    office.at("2026-05-29 09:00")
    left(office, plan, "2026-05-29")
    closing = office.assessed(office.of(plan, YEAR))
    office.at("2026-06-15 09:00")
    closing = office.delivered(office.signed(office.rated(closing)))
    assert state(plan) == "appraised"
    document = closing.documents.get().contents
    assert document["period"] == {"name": YEAR, "from": "2026-01-01", "to": "2026-05-29"}
    office.received(closing)
    office.tick("2026-07-07 00:00")
    assert (state(closing), state(plan)) == ("settled", "closed")


def test_the_superior_evaluates_a_leaver_when_his_rater_does_not(office: Office) -> None:
    office.achieved("2025")
    plan = office.in_force()
    office.at("2026-05-29 09:00")
    left(office, plan, "2026-05-29")
    closing = office.of(plan, YEAR)
    office.at("2026-06-23 23:59:30")
    with broken("6/2022:IV.A.11.window"):
        office.take(closing, "rate_by_superior", "citra", data=GOOD)
    office.at("2026-06-24 00:00")
    assert office.take(closing, "rate_by_superior", "citra", data=GOOD).is_final


def test_who_will_leave_on_a_day_to_come_is_evaluated_at_once_until_fifteen_days_after_it(
    office: Office,
) -> None:
    plan = office.in_force()
    office.at("2026-05-11 09:00")
    left(office, plan, "2026-05-29")
    assert due(office.of(plan, YEAR), "rating").last_day == day("2026-06-23")


def test_what_is_open_when_somebody_leaves_goes_on_to_its_windows_end(office: Office) -> None:
    quarter = office.assessed()
    office.at("2026-03-31 09:00")
    left(office, quarter.plan, "2026-03-31")
    assert state(quarter) == "self_assessed"
    office.at("2026-04-22 23:59:30")
    office.received(office.delivered(office.signed(office.rated(quarter))))
    assert (state(quarter), state(quarter.plan)) == ("delivered", "final_appraisal")


def test_the_review_of_who_has_left_goes_on_without_the_plan(office: Office) -> None:
    review = office.assessed(office.opened(Q2))
    office.at("2026-06-30 09:00")
    left(office, review.plan, "2026-06-30")
    office.signed(office.rated(review))
    assert (state(review), state(review.plan)) == ("signed", "final_appraisal")


def test_after_the_closing_one_no_other_evaluation_of_a_leaver_opens(office: Office) -> None:
    plan = office.in_force()
    office.at("2026-05-29 09:00")
    left(office, plan, "2026-05-29")
    for moment in ("2026-06-22 09:00", "2026-09-21 09:00", "2026-12-21 09:00", "2027-01-04 09:00"):
        office.tick(moment)
    # The first quarter was in his time: the clock had not come to it yet when he left.
    assert [each.period for each in plan.evaluations.all()] == [YEAR]


def test_who_dies_is_not_evaluated(office: Office) -> None:
    quarter = office.rated()
    office.at("2026-04-01 09:00")
    left(office, quarter.plan, "2026-03-31", "death")
    assert (state(quarter), state(quarter.plan), open_kinds(quarter)) == ("excused", "ended", set())
    office.tick("2026-12-21 09:00")
    assert Evaluation.objects.count() == 1


def test_what_was_signed_before_a_death_goes_on_by_the_clock(office: Office) -> None:
    quarter = office.signed()
    office.at("2026-04-01 09:00")
    left(office, quarter.plan, "2026-03-31", "death")
    for moment in ("2026-04-15 09:00", "2026-05-12 09:00", "2026-06-11 09:00"):
        office.tick(moment)
    assert (state(quarter), state(quarter.plan)) == ("settled", "ended")


def test_an_appeal_of_who_has_died_is_decided_and_withdrawn_by_nobody(office: Office) -> None:
    quarter = office.received()
    appeal = office.filed(quarter)
    left(office, quarter.plan, "2026-03-20", "death")
    with broken("ours:owner_lives"):
        office.take(appeal, "withdraw", "ani")
    office.take(office.heard(office.explained(appeal)), "confirm", "citra")
    assert (state(quarter), state(quarter.plan)) == ("settled", "ended")


@pytest.mark.parametrize("cause", STAY_TO_BE_APPRAISED)
def test_who_leaves_a_plan_that_was_never_in_force_is_not_evaluated(office: Office, cause: str) -> None:
    plan = left(office, office.submitted(), "2026-05-29", cause)
    assert (plan.state, Evaluation.objects.count()) == ("ended", 0)


def test_a_suspension_that_lasts_over_the_years_end_ends_with_a_closing_evaluation(office: Office) -> None:
    plan = office.in_force()
    office.at("2026-12-01 09:00")
    office.take(plan, "hold", "dewi", data=Hold())
    office.tick("2026-12-21 09:00")
    assert not plan.evaluations.filter(period=YEAR).exists()
    office.tick("2026-12-31 23:59:30")  # the second quarter is still open
    assert state(plan) == "mid_year_review"
    office.tick("2027-01-01 00:00")
    closing = office.of(plan, YEAR)
    assert (state(plan), closing.closing, last_entry(closing).capacity) == ("final_appraisal", True, "clock")
    assert due(closing, "rating").last_day == day("2027-01-25")  # 5 January is off, provisionally


def test_in_the_final_appraisal_a_retirement_is_noted_and_the_evaluation_goes_on(office: Office) -> None:
    year = office.opened(YEAR)
    before = due(year, "rating").last_day
    plan = left(office, year.plan, "2026-12-30")
    assert (plan.state, plan.ends_on, plan.end_cause) == ("final_appraisal", day("2026-12-30"), "retirement")
    assert [each.closing for each in plan.evaluations.filter(period=YEAR)] == [False]
    assert due(year, "rating").last_day == before


def test_in_the_final_appraisal_a_death_ends_all_that_is_unsigned(office: Office) -> None:
    year = office.opened(YEAR)
    plan = left(office, year.plan, "2026-12-22", "death")
    assert (state(year), state(plan)) == ("excused", "ended")
    assert set(plan.evaluations.values_list("state", flat=True)) == {"excused"}


def test_voiding_a_plan_excuses_what_is_unsigned(office: Office) -> None:
    evaluation = office.assessed()
    assert evaluation.period == Q1
    office.take(evaluation.plan, "void", "dewi")
    assert (state(evaluation), state(evaluation.plan), open_kinds(evaluation)) == ("excused", "void", set())
