"""An evaluation ends in the line in which it was begun: who sees it, who may act, and for how long."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cycle_engine.errors import NotYourTurn, OwnCause
from tests.workflows.evaluation.office import GOOD, Q1, Office
from tests.workflows.planning.desk import broken, day, due, state
from workflows.cycles.policy import EvaluationPeriod, Policy
from workflows.evaluation.disclosure import withheld_acts
from workflows.evaluation.queries import visible_evaluations
from workflows.planning.queries import inbox


def sees(office: Office, who: str) -> bool:
    return visible_evaluations(office.id(who)).exists()


def asked(office: Office, who: str) -> list[str]:
    return [each.step for each in inbox(office.id(who)) if each.deadline.record == "evaluation"]


def test_a_duty_that_moved_two_posts_up_is_seen_and_done_there(office: Office) -> None:
    evaluation = office.assessed()
    assert not sees(office, "wibawa")
    office.at("2026-07-28 09:00")
    assert sees(office, "wibawa")
    assert asked(office, "wibawa") == ["rate_by_superior"]
    office.take(evaluation, "rate_by_superior", "wibawa", data=GOOD)
    with pytest.raises(NotYourTurn):
        office.take(evaluation, "sign_by_superior", "citra")
    office.signed(evaluation, by="wibawa")


def test_after_its_window_an_evaluation_is_asked_of_the_superior_and_not_of_the_rater(office: Office) -> None:
    office.assessed()
    assert asked(office, "budi") == ["rate"]
    office.at("2026-04-23 09:00")
    assert (asked(office, "budi"), asked(office, "citra")) == ([], ["rate_by_superior"])


def test_the_superior_of_the_opening_acts_and_not_who_came_above_since(office: Office) -> None:
    evaluation = office.assessed()
    office.describe("budi", superior_id=office.post("eko"))
    office.at("2026-04-23 09:00")
    assert (asked(office, "citra"), asked(office, "eko")) == (["rate_by_superior"], [])
    office.take(evaluation, "rate_by_superior", "citra", data=GOOD)


def test_a_rater_above_whom_nobody_is_left_rates_late_as_rater(office: Office) -> None:
    plan = office.in_force("citra", by="wibawa")
    evaluation = office.opened(Q1, plan)
    office.achieved(unit="KAB")
    evaluation = office.assessed(evaluation, who="citra")
    office.at("2026-05-20 09:00")
    evaluation = office.rated(evaluation, by="wibawa")
    assert (evaluation.rated_as, evaluation.is_final) == ("rater", False)


def test_months_do_not_open_beside_the_quarters_that_hold_them(office: Office) -> None:
    plan = office.signed().plan
    office.at("2026-07-29 09:00")
    office.policy(replace(Policy(), evaluation_period=EvaluationPeriod.MONTHLY))
    office.tick("2026-07-30 09:00")
    periods = list(plan.evaluations.order_by("ends_on").values_list("period", flat=True))
    assert periods == ["2026-Q1", "2026-04", "2026-05", "2026-06", "2026-07"]
    with broken("ours:one_a_period"):
        office.opened_by_hand(plan, "2026-02")


def test_who_rated_does_not_manage_the_evaluation_afterwards(office: Office) -> None:
    office.letter("dewi", "budi", "2026-01-01", "2026-04-10")
    evaluation = office.delivered(office.signed(office.rated(by="dewi"), by="dewi"), by="dewi")
    office.at("2026-04-13 09:00")
    with pytest.raises(OwnCause):
        office.take(evaluation, "receive", "dewi", data=office.handed_over("2026-03-20"))


def test_a_former_rater_sees_the_plan_until_his_evaluation_is_finished(office: Office) -> None:
    evaluation = office.received()
    office.leaves("budi", "2026-03-31")
    office.leaves("eko", "2026-03-31")
    office.takes_post("budi", "eko", "2026-04-01")
    office.at("2026-04-02 09:00")
    assert sees(office, "budi")
    office.tick("2026-05-29 09:00")
    assert state(evaluation) == "settled"
    assert asked(office, "budi") == ["report"]
    office.take(evaluation, "report", "budi", data=office.reported())
    assert not sees(office, "budi")


def test_a_former_rater_who_reported_while_it_was_contested_sees_it_until_he_has_reported_again(
    office: Office,
) -> None:
    appeal = office.heard()
    evaluation = appeal.evaluation
    office.take(evaluation, "report", "budi", data=office.reported())
    office.leaves("budi", "2026-03-31")
    office.leaves("eko", "2026-03-31")
    office.takes_post("budi", "eko", "2026-04-01")
    office.person("fajar", "budi", day("2026-04-01"))
    office.at("2026-04-02 09:00")
    office.take(appeal, "confirm", "citra")
    assert sees(office, "budi")
    office.take(evaluation, "report", "budi", data=office.reported())
    assert not sees(office, "budi")


def test_the_signature_of_a_superior_who_recalls_what_he_signed_stays_a_superiors(office: Office) -> None:
    evaluation = office.rated()
    office.at("2026-04-23 09:00")
    office.take(evaluation, "sign_by_superior", "citra", data=None)
    office.delivered(evaluation, by="citra")
    office.take(evaluation, "recall", "citra")
    evaluation = office.signed(evaluation, by="citra")
    assert evaluation.signed_as == "superior"
    assert due(evaluation, "delivery").last_day.isoformat() == "2026-05-05"


def test_nothing_is_withheld_of_an_evaluation_that_was_delivered(office: Office) -> None:
    appeal = office.heard()
    assert withheld_acts([appeal.plan_id], office.id("ani")) == set()
    office.take(appeal, "confirm", "citra")
    assert withheld_acts([appeal.plan_id], office.id("ani")) == set()


def test_what_follows_a_recall_is_withheld_again(office: Office) -> None:
    evaluation = office.delivered()
    office.take(evaluation, "recall", "budi")
    office.rated(evaluation, results_rating="above")
    ((_, act),) = withheld_acts([evaluation.plan_id], office.id("ani"))
    assert act


def test_a_period_in_which_no_plan_was_in_force_is_not_opened_on_the_successor(office: Office) -> None:
    office.at("2026-05-05 09:00")
    plan = office.in_force()
    office.at("2026-08-31 09:00")
    office.take(plan, "end_early", "dewi", data=office.ending("2026-08-31"))
    office.leaves("ani", "2026-08-31")
    office.leaves("eko", "2026-08-31")
    office.takes_post("ani", "eko", "2026-09-01")
    office.at("2026-09-02 09:00")
    new = office.begun("ani", "eko", "2026-09-01", "dewi")
    office.write(new, office.agency.complete_contents())
    office.take(office.take(new, "submit", "ani"), "approve", "wibawa", data=office.named(new))
    office.tick("2026-09-21 09:00")
    assert set(new.evaluations.values_list("period", flat=True)) == {"2026-Q2", "2026-Q3"}
