"""The course of an appeal: its clocks, its ends, and what becomes of the evaluation and the plan."""

from __future__ import annotations

import pytest

from cycle_engine.errors import WrongState
from tests.workflows.evaluation.office import YEAR, Office, rated
from tests.workflows.planning.desk import broken, due, open_kinds, state, told
from workflows.appeals.data import Dismissal
from workflows.appeals.models import Appeal


def yearly_appeal(office: Office) -> Appeal:
    evaluation = office.opened(YEAR)
    for period in ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"):
        office.take(office.of(evaluation.plan, period), "excuse", "dewi")
    for step in (office.assessed, office.rated, office.signed, office.delivered, office.received):
        evaluation = step(evaluation)
    return office.filed(evaluation)


def test_the_last_second_is_in_time_though_nothing_has_swept(office: Office) -> None:
    evaluation = office.received()
    office.at("2026-04-14 23:59:58")
    assert state(office.filed(evaluation)) == "filed"


def test_an_appeal_that_is_late_is_refused_by_its_rule_settled_or_not(office: Office) -> None:
    evaluation = office.received()
    office.tick("2026-04-15 09:00")
    assert state(evaluation) == "settled"
    with broken("6/2022:V.B.2"):
        office.filed(evaluation)


def test_both_clocks_count_from_the_filing(office: Office) -> None:
    appeal = office.filed()
    assert due(appeal, "explanation").last_day.isoformat() == "2026-03-27"
    assert due(appeal, "decision").last_day.isoformat() == "2026-04-02"


def test_a_rater_who_does_not_explain_holds_nothing_up(office: Office) -> None:
    appeal = office.filed()
    office.tick("2026-03-28 00:00")
    assert state(appeal) == "explained"
    assert told("appeal.lapse_explanation")[0].keys() == {office.id(who) for who in ("ani", "budi", "citra")}
    office.heard(Appeal.objects.get())


def test_a_rater_may_explain_until_the_clock_has_come(office: Office) -> None:
    appeal = office.filed()
    office.at("2026-03-30 09:00")
    assert state(office.explained(appeal)) == "explained"


@pytest.mark.parametrize("outcome", ["confirm", "amend", "dismiss"])
def test_a_decided_appeal_settles_the_year_and_closes_the_plan(office: Office, outcome: str) -> None:
    appeal = yearly_appeal(office)
    assert (state(appeal.evaluation), state(appeal.plan)) == ("contested", "under_appeal")
    if outcome == "dismiss":
        proof = office.evidence(appeal.plan)
        office.take(appeal, outcome, "citra", data=Dismissal("late", [proof]))
    else:
        data = rated(results_rating="above") if outcome == "amend" else None
        office.take(office.heard(office.explained(appeal)), outcome, "citra", data=data)
    assert (state(appeal.evaluation), state(appeal.plan)) == ("settled", "closed")
    assert open_kinds(appeal) == set()


def test_a_changed_result_stands_beside_the_old_one(office: Office) -> None:
    appeal = office.heard()
    office.take(appeal, "amend", "citra", data=rated(behaviour_rating="above", results_rating="above"))
    evaluation = office.of(appeal.plan)
    first, second = evaluation.ratings.order_by("number")
    assert (first.predicate, first.by_decision) == ("baik", False)
    assert (second.predicate, second.by_decision, second.by_id) == ("sangat_baik", True, office.id("citra"))
    assert evaluation.predicate == "sangat_baik"


def test_who_withdraws_inside_the_window_may_file_again(office: Office) -> None:
    appeal = office.filed()
    office.take(appeal, "withdraw", "ani")
    assert state(appeal.evaluation) == "delivered"
    again = office.filed(appeal.evaluation)
    assert state(again) == "filed"


def test_who_withdraws_what_he_had_returned_finds_it_returned(office: Office) -> None:
    evaluation = office.take(office.received(), "acknowledge", "ani")
    office.take(office.filed(evaluation), "withdraw", "ani")
    assert state(evaluation) == "acknowledged"


def test_who_withdraws_after_the_window_has_a_settled_result(office: Office) -> None:
    appeal = yearly_appeal(office)
    office.at("2027-02-20 09:00")
    office.take(appeal, "withdraw", "ani")
    assert (state(appeal.evaluation), state(appeal.plan)) == ("settled", "closed")


def test_a_decision_is_final(office: Office) -> None:
    appeal = office.take(office.heard(), "confirm", "citra")
    for step, who in (("confirm", "citra"), ("withdraw", "ani"), ("dismiss", "citra")):
        with pytest.raises(WrongState):
            office.take(appeal, step, who, data=Dismissal("final") if step == "dismiss" else None)
    with pytest.raises(WrongState):
        office.filed(appeal.evaluation)


def test_what_was_reported_under_appeal_is_reported_again(office: Office) -> None:
    from workflows.evaluation.data import Reported

    appeal = office.filed()
    office.take(appeal.evaluation, "report", "budi", data=Reported("Sekretaris Daerah"))
    assert "report" not in open_kinds(appeal.evaluation)
    office.take(office.heard(office.explained(appeal)), "confirm", "citra")
    assert "report" in open_kinds(appeal.evaluation)
    office.take(appeal.evaluation, "report", "budi", data=Reported("Sekretaris Daerah"))
    assert "report" not in open_kinds(appeal.evaluation)
