"""Evaluations that a manager excuses, and excuses of which he thinks better; and superiors who ask to think again."""

from __future__ import annotations

import pytest

from cycle_engine.errors import NotYourTurn, WrongState
from tests.workflows.evaluation.office import YEAR, Office, rated
from tests.workflows.planning.desk import broken, day, due, last_entry, open_kinds, state, told
from workflows.cycles.policy import Policy
from workflows.evaluation.models import Evaluation


@pytest.mark.parametrize("how_far", ["open", "self_assessed", "rated"])
def test_what_is_unsigned_may_be_excused(office: Office, how_far: str) -> None:
    evaluation = office.unsigned(how_far)
    evaluation = office.take(evaluation, "excuse", "dewi")
    assert (evaluation.state, open_kinds(evaluation)) == ("excused", set())
    assert told("evaluation.excuse", evaluation) == [{office.id("ani"): "owner", office.id("budi"): "rater"}]


def test_what_is_signed_is_not_excused(office: Office) -> None:
    evaluation = office.signed()
    with pytest.raises(WrongState):
        office.take(evaluation, "excuse", "dewi")


def test_an_excuse_needs_a_reason(office: Office) -> None:
    evaluation = office.opened()
    with broken("reason"):
        office.take(evaluation, "excuse", "dewi", reason=" ")


def test_a_manager_does_not_excuse_whom_he_rates(office: Office) -> None:
    evaluation = office.opened()
    office.grant("budi")
    with pytest.raises(NotYourTurn):
        office.take(evaluation, "excuse", "budi")


def test_what_was_excused_opens_again_with_its_old_days(office: Office) -> None:
    evaluation = office.take(office.assessed(), "excuse", "dewi")
    office.at("2026-04-10 09:00")
    evaluation = office.take(evaluation, "reopen", "dewi")
    assert (evaluation.state, due(evaluation, "rating").last_day) == ("open", day("2026-04-22"))
    assert due(evaluation, "realisation").last_day == day("2026-04-15")
    office.signed(office.rated(office.assessed(evaluation)))


def test_the_year_that_is_excused_closes_the_plan_and_opened_again_takes_it_back(office: Office) -> None:
    year = office.opened(YEAR)
    office.take(year, "excuse", "dewi")
    assert (state(year.plan), last_entry(year.plan).capacity) == ("closed", "manager")
    office.take(year, "reopen", "dewi")
    assert (state(year), state(year.plan)) == ("open", "final_appraisal")


# Asking to reconsider


def asked(office: Office, evaluation: Evaluation | None = None) -> Evaluation:
    return office.take(evaluation or office.rated(), "ask_to_reconsider", "citra")  # type: ignore[no-any-return]


def test_a_superior_asks_the_rater_to_look_again_where_the_policy_calibrates(office: Office) -> None:
    office.policy(Policy(calibration=True))
    evaluation = asked(office)
    assert (evaluation.state, evaluation.predicate) == ("self_assessed", "")
    assert told("evaluation.ask_to_reconsider", evaluation) == [{office.id("budi"): "rater"}]
    assert (due(evaluation, "rating").last_day, due(evaluation, "rating").waits_for) == (
        day("2026-04-22"),
        "rater",
    )
    better = rated(results_rating="above", behaviour_rating="above")
    evaluation = office.take(evaluation, "rate", "budi", data=better)
    assert (evaluation.predicate, evaluation.ratings.count()) == ("sangat_baik", 2)


def test_the_rater_may_rate_as_before(office: Office) -> None:
    office.policy(Policy(calibration=True))
    evaluation = office.rated(asked(office))
    assert [each.predicate for each in evaluation.ratings.order_by("number")] == ["baik", "baik"]


def test_who_was_asked_and_stays_silent_is_followed_by_the_superior(office: Office) -> None:
    """The rating that he was asked to think over was not signed: the superior's is final."""
    office.policy(Policy(calibration=True))
    evaluation = asked(office)
    office.at("2026-04-23 00:00")
    assert office.take(evaluation, "rate_by_superior", "citra", data=rated()).is_final


def test_asking_needs_a_reason_and_a_rating_that_is_not_signed(office: Office) -> None:
    office.policy(Policy(calibration=True))
    evaluation = office.rated()
    with broken("reason"):
        office.take(evaluation, "ask_to_reconsider", "citra", reason="")
    office.signed(evaluation)
    with pytest.raises(WrongState):
        asked(office, evaluation)


def test_the_rater_asks_for_evidence_and_the_owner_reports_again(office: Office) -> None:
    evaluation = office.assessed()
    evaluation = office.take(evaluation, "ask_for_evidence", "budi")
    assert (evaluation.state, due(evaluation, "realisation").last_day) == ("open", day("2026-04-15"))
    with broken("policy:self_assessment_before"):
        office.rated(evaluation)
    office.assessed(evaluation)
    assert evaluation.self_assessments.count() == 2
    with broken("reason"):
        office.take(evaluation, "ask_for_evidence", "budi", reason="")
