"""The mid-year review, the final appraisal, and evaluations of a plan that has moved on."""

from __future__ import annotations

import pytest

from cycle_engine.errors import WrongState
from tests.workflows.evaluation.moves import move, transferred
from tests.workflows.evaluation.office import Q1, Q2, YEAR, Office
from tests.workflows.planning.desk import broken, last_entry, state, steps_of
from workflows.cycles.policy import EvaluationPeriod, Policy
from workflows.evaluation.data import Earlier


def test_the_review_is_completed_when_the_rater_signs(office: Office) -> None:
    evaluation = office.assessed(office.opened(Q2))
    assert (state(evaluation.plan), last_entry(evaluation.plan).capacity) == ("mid_year_review", "clock")
    office.rated(evaluation)
    assert state(evaluation.plan) == "mid_year_review"
    office.signed(evaluation)
    entry = last_entry(evaluation.plan)
    assert (entry.step, entry.to_state, entry.actor) == (
        "complete_mid_year_review",
        "second_half",
        office.id("budi"),
    )
    assert entry.request_id == last_entry(evaluation).request_id


def test_the_review_is_completed_when_the_superior_signs(office: Office) -> None:
    evaluation = office.rated(office.assessed(office.opened(Q2)))
    office.at("2026-07-22 09:00")
    office.take(evaluation, "sign_by_superior", "citra")
    assert state(evaluation.plan) == "second_half"


def test_the_review_is_completed_when_there_is_nothing_to_evaluate(office: Office) -> None:
    evaluation = office.take(office.opened(Q2), "excuse", "dewi")
    assert (state(evaluation), state(evaluation.plan)) == ("excused", "second_half")
    office.take(evaluation, "reopen", "dewi")
    assert state(evaluation.plan) == "second_half"


def test_the_review_is_completed_by_the_earlier_result_of_who_was_moved(office: Office) -> None:
    earlier, plan = transferred(office)
    evaluation = office.opened(Q2, plan)
    assert state(plan) == "mid_year_review"
    office.take(evaluation, "propose_earlier_result", "budi", data=Earlier(str(earlier.pk)))
    assert state(plan) == "mid_year_review"
    office.take(evaluation, "adopt_earlier_result", "ani")
    assert (state(evaluation), state(plan)) == ("settled", "second_half")


def test_where_months_are_evaluated_june_is_the_review(office: Office) -> None:
    office.policy(Policy(evaluation_period=EvaluationPeriod.MONTHLY))
    plan = office.in_force()
    for month in range(1, 6):
        office.tick(f"2026-{month:02}-21 09:00")
        assert state(plan) == "in_force"
    office.tick("2026-06-21 09:00")
    assert state(plan) == "mid_year_review"
    periods = list(plan.evaluations.order_by("period").values_list("period", "kind"))
    assert periods == [(f"2026-{month:02}", "periodic") for month in range(1, 7)]
    june = office.of(plan, "2026-06")
    office.achieved("2026-06")
    office.signed(office.rated(office.assessed(june)))
    assert state(plan) == "second_half"
    office.tick("2026-07-21 09:00")
    assert state(plan) == "second_half"


def test_the_window_of_a_short_month_opens_on_its_last_day_at_the_latest(office: Office) -> None:
    office.policy(Policy(evaluation_period=EvaluationPeriod.MONTHLY, window_opens_on=30))
    plan = office.in_force()
    office.tick("2026-02-27 09:00")
    assert [each.period for each in plan.evaluations.all()] == ["2026-01"]
    office.tick("2026-02-28 09:00")
    assert {each.period for each in plan.evaluations.all()} == {"2026-01", "2026-02"}


def test_a_change_of_the_plan_goes_on_while_it_is_reviewed(office: Office) -> None:
    change = office.amending(office.in_force())
    office.opened(Q2, change.plan)
    office.take(change, "approve", "budi", data=office.named(change))
    assert (state(change), state(change.plan)) == ("approved", "mid_year_review")


# The final appraisal


@pytest.mark.parametrize("prepared", ["drafting", "submitted", "returned"])
def test_a_change_that_is_under_way_is_cancelled_when_the_year_is_evaluated(
    office: Office, prepared: str
) -> None:
    plan = office.in_force()
    change = office.proposed(plan)
    if prepared != "drafting":
        office.take(change, "submit", "ani")
    if prepared == "returned":
        office.take(change, "return_for_revision", "budi")
    assert state(change) == prepared
    year = office.opened(YEAR, plan)
    entry = last_entry(change)
    assert (state(change), entry.step, entry.capacity) == ("cancelled", "cancel", "clock")
    assert entry.request_id == last_entry(year).request_id
    with broken("6/2022:14(2)"):
        office.proposed(plan)


def test_the_last_quarter_is_evaluated_alone_while_the_year_is(office: Office) -> None:
    year = office.opened(YEAR)
    plan = year.plan
    for period in (Q1, Q2, "2026-Q3"):
        office.take(office.of(plan, period), "excuse", "dewi")
    quarter = office.of(plan, "2026-Q4")
    office.achieved("2026-Q4")
    version = type(plan).objects.get(pk=plan.pk).version
    office.received(office.delivered(office.signed(office.rated(office.assessed(quarter)))))
    assert (state(plan), type(plan).objects.get(pk=plan.pk).version) == ("final_appraisal", version)
    office.delivered(office.signed(office.rated(office.assessed(year))))
    assert state(plan) == "appraised"
    office.filed(quarter)
    assert (state(quarter), state(plan)) == ("contested", "appraised")


def test_the_second_quarter_that_is_still_open_when_the_year_is_evaluated_goes_on_alone(
    office: Office,
) -> None:
    review = office.opened(Q2)
    office.tick("2026-12-21 09:00")
    assert state(review.plan) == "final_appraisal"
    office.take(review, "excuse", "dewi")
    assert (state(review), state(review.plan)) == ("excused", "final_appraisal")


def test_what_would_be_taken_of_the_plan_is_refused_with_what_takes_it(office: Office) -> None:
    """Nothing of the act stays, neither above nor below."""
    plan = office.submitted()
    office.at("2026-12-21 09:00")
    with pytest.raises(WrongState) as refused:
        office.take(office.opened(YEAR, office.in_force("eko", by="wibawa")).plan, "approve", "wibawa")
    assert refused.value.record == "plan"
    with broken("6/2022:IV.A.1"):
        office.opened_by_hand(plan, YEAR)
    assert (state(plan), plan.evaluations.count()) == ("submitted", 0)


def test_what_was_signed_before_a_transfer_is_delivered_and_takes_nothing(office: Office) -> None:
    year = office.opened(YEAR)
    for period in (Q1, Q2, "2026-Q3", "2026-Q4"):
        office.take(office.of(year.plan, period), "excuse", "dewi")
    office.signed(office.rated(office.assessed(year)))
    office.at("2026-12-28 09:00")
    move(office, year.plan, "2026-12-27", "2026-12-28")
    before = steps_of(year.plan)
    assert (state(year), state(year.plan)) == ("signed", "ended")
    office.received(office.delivered(year))
    office.take(year, "acknowledge", "ani")
    office.tick("2027-02-01 09:00")
    assert (state(year), state(year.plan), steps_of(year.plan)) == ("settled", "ended", before)
