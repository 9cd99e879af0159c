"""An evaluation from its window to its end, and what it takes of the plan."""

from __future__ import annotations

from tests.workflows.evaluation.office import Q2, YEAR, Office
from tests.workflows.planning.desk import state, steps_of


def test_a_quarter_goes_from_its_window_to_settled(office: Office) -> None:
    evaluation = office.received()
    office.tick("2026-04-30 09:00")
    assert state(evaluation) == "settled"
    assert steps_of(evaluation) == ["open", "self_assess", "rate", "sign", "deliver", "receive", "settle"]


def test_the_second_quarter_is_the_mid_year_review(office: Office) -> None:
    evaluation = office.opened(Q2)
    plan = evaluation.plan
    assert state(plan) == "mid_year_review"
    office.signed(office.rated(office.assessed(evaluation)))
    assert state(plan) == "second_half"


def test_the_year_ends_with_a_closed_plan(office: Office) -> None:
    evaluation = office.opened(YEAR)
    plan = evaluation.plan
    assert state(plan) == "final_appraisal"
    for period in ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"):
        office.take(office.of(plan, period), "excuse", "dewi")
    office.delivered(office.signed(office.rated(office.assessed(evaluation))))
    assert state(plan) == "appraised"
    office.received(evaluation)
    office.tick("2027-02-01 09:00")
    assert state(plan) == "closed"


def test_an_appeal_changes_the_result(office: Office) -> None:
    from tests.workflows.evaluation.office import rated

    appeal = office.heard()
    assert state(appeal.evaluation) == "contested"
    office.take(appeal, "amend", "citra", data=rated(results_rating="above", behaviour_rating="above"))
    evaluation = office.of(appeal.plan)
    assert (state(appeal), state(evaluation), evaluation.predicate) == ("amended", "settled", "sangat_baik")
    assert evaluation.ratings.count() == 2
