"""The provisos of rating, by the rater and in his place, and of asking him to reconsider."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.workflows.evaluation.office import GOOD, Q1, YEAR, Office, rated
from tests.workflows.evaluation.provisos import Act, Case, Provisos, refused_then_taken
from tests.workflows.planning.desk import broken
from workflows.cycles.policy import Policy
from workflows.evaluation.data import ResultMark, Said
from workflows.evaluation.models import Evaluation

PROVISOS = Provisos()
proviso = PROVISOS.case

IN_TIME, TOO_LATE = "2026-04-22 23:59:30", "2026-04-23 00:00"  # the window of the first quarter


@proviso("evaluation.rate", "6/2022:IV.A.11", "ended on 22 April 2026; now the superior rates")
def the_rater_rates_no_more_after_the_window(office: Office) -> Iterator[Act]:
    evaluation = office.assessed()
    office.at(TOO_LATE)
    yield lambda: office.rated(evaluation)
    office.take(evaluation, "rate_by_superior", "citra", data=GOOD)
    office.delivered(office.signed(evaluation, by="citra"), by="citra")
    office.received(evaluation)
    other = office.opened("2026-Q2", evaluation.plan)
    office.at("2026-07-21 23:59:30")
    yield lambda: office.rated(office.assessed(other))


@proviso("evaluation.ask_for_evidence", "6/2022:IV.A.11", "ended on 22 April 2026; now the superior rates")
def nor_does_he_send_back_what_is_the_superiors_to_rate(office: Office) -> Iterator[Act]:
    evaluation = office.assessed()
    office.at(TOO_LATE)
    yield lambda: office.take(evaluation, "ask_for_evidence", "budi")
    office.take(evaluation, "rate_by_superior", "citra", data=GOOD)
    other = office.opened("2026-Q2", evaluation.plan)
    office.at("2026-07-21 23:59:30")
    other = office.assessed(other)
    yield lambda: office.take(other, "ask_for_evidence", "budi")


@proviso("evaluation.rate", "policy:self_assessment_before", "until 15 April 2026 to report")
def the_rater_waits_for_the_owners_report(office: Office) -> Iterator[Act]:
    evaluation = office.opened()
    office.at("2026-04-15 23:59:30")
    yield lambda: office.rated(evaluation)
    office.at("2026-04-16 00:00")
    yield lambda: office.rated(evaluation)


@proviso("evaluation.rate", "6/2022:IV.A.11.superior", "The superior has rated this evaluation")
def what_the_superior_rated_the_rater_does_not_rate_again(office: Office) -> Iterator[Act]:
    evaluation = office.assessed()
    office.at(TOO_LATE)
    office.take(evaluation, "rate_by_superior", "citra", data=GOOD)
    office.received(office.delivered(office.signed(evaluation, by="citra"), by="citra"))
    office.take(evaluation, "recall", "citra")
    yield lambda: office.rated(evaluation)
    office.at("2026-04-30 09:00")
    yield lambda: office.take(evaluation, "rate_by_superior", "citra", data=GOOD)


@proviso("evaluation.rate", "6/2022:IV.A.10", "still open of the year: 2026-Q4.")
def the_year_is_rated_after_the_quarters_whose_window_is_open(office: Office) -> Iterator[Act]:
    """The first three were never reported; their windows have passed, and they hold nothing up."""
    plan = office.in_force()
    for period in (Q1, "2026-Q2", "2026-Q3"):
        office.opened(period, plan)
    year = office.assessed(office.opened(YEAR, plan))
    yield lambda: office.rated(year)
    office.achieved("2026-Q4")
    office.rated(office.assessed(office.of(plan, "2026-Q4")))
    yield lambda: office.rated(year)


@proviso("evaluation.rate_by_superior", "6/2022:IV.A.11.window", "window, which ends on 22 April 2026")
def the_superior_rates_only_after_the_window(office: Office) -> Iterator[Act]:
    evaluation = office.assessed()
    office.at(IN_TIME)
    yield lambda: office.take(evaluation, "rate_by_superior", "citra", data=GOOD)
    office.at(TOO_LATE)
    yield lambda: office.take(evaluation, "rate_by_superior", "citra", data=GOOD)


@proviso("evaluation.rate_by_superior", "6/2022:IV.A.11.rater", "his rating stays")
def what_the_rater_rated_in_time_stays(office: Office) -> Iterator[Act]:
    evaluation = office.rated()
    office.at(TOO_LATE)
    yield lambda: office.take(evaluation, "rate_by_superior", "citra", data=GOOD)
    yield lambda: office.take(evaluation, "sign_by_superior", "citra")


@proviso("evaluation.ask_to_reconsider", "policy:calibration", "superiors ask nobody to reconsider")
def nobody_is_asked_to_reconsider_where_the_policy_does_not_calibrate(office: Office) -> Iterator[Act]:
    evaluation = office.rated()
    yield lambda: office.take(evaluation, "ask_to_reconsider", "citra")
    office.policy(Policy(calibration=True))
    yield lambda: office.take(evaluation, "ask_to_reconsider", "citra")


@proviso("evaluation.ask_to_reconsider", "policy:calibration_days", "possible until 17 April 2026")
def the_rater_has_three_days_to_reconsider(office: Office) -> Iterator[Act]:
    office.policy(Policy(calibration=True))
    evaluation = office.rated()
    office.at("2026-04-17 23:59:30")
    office.take(evaluation, "ask_to_reconsider", "citra")
    office.rated(evaluation)
    office.at("2026-04-18 00:00")
    yield lambda: office.take(evaluation, "ask_to_reconsider", "citra")
    yield lambda: office.rated(evaluation)


@proviso("evaluation.ask_to_reconsider", "ours:rated_by_another", "You have rated this evaluation yourself")
def the_superior_does_not_ask_himself_to_reconsider(office: Office) -> Iterator[Act]:
    """A window that is open still after he has rated: the policy has lengthened it."""
    office.policy(Policy(calibration=True))
    evaluation = office.assessed()
    office.at("2026-04-23 09:00")
    office.take(evaluation, "rate_by_superior", "citra", data=GOOD)
    office.policy(Policy(calibration=True, window_days=40))
    yield lambda: office.take(evaluation, "ask_to_reconsider", "citra")
    yield lambda: office.signed(evaluation, by="citra")


@proviso("evaluation.rate", "6/2022:IV.A.8.opens", "before the window opens, on 31 March 2026")
def a_leavers_closing_evaluation_is_rated_from_his_last_day_on(office: Office) -> Iterator[Act]:
    office.achieved(YEAR)
    plan = office.in_force()
    office.at("2026-03-20 09:00")
    office.take(plan, "end_early", "dewi", data=office.ending("2026-03-31", "retirement", None))
    evaluation = office.assessed(office.of(plan, YEAR))
    yield lambda: office.rated(evaluation)
    office.at("2026-03-31 09:00")
    yield lambda: office.rated(evaluation)


# What both are asked when they rate


def in_time(office: Office) -> Callable[..., Act]:
    evaluation = office.assessed()
    return lambda **changes: lambda: office.rated(evaluation, **changes)


def in_his_place(office: Office) -> Callable[..., Act]:
    evaluation = office.assessed()
    office.at(TOO_LATE)

    def rate(**changes: Any) -> Act:
        return lambda: office.take(evaluation, "rate_by_superior", "citra", data=rated(**changes))

    return rate


WAYS = [("evaluation.rate", in_time), ("evaluation.rate_by_superior", in_his_place)]
Rating = Callable[[Callable[..., Act]], Iterator[Act]]


def of_both(code: str, says: str) -> Callable[[Rating], Rating]:
    """A case of either way to rate."""

    def add(case: Rating) -> Rating:
        for step, way in WAYS:

            def acts(office: Office, way: Any = way) -> Iterator[Act]:
                return case(way(office))

            acts.__name__ = case.__name__
            proviso(step, code, says)(acts)
        return case

    return add


@of_both("ours:results_marked", "Mark each result: r2.")
def each_result_is_marked(rate: Callable[..., Act]) -> Iterator[Act]:
    yield rate(result_marks=[ResultMark("r1", "above")])
    yield rate(result_marks=[ResultMark("r1", "above"), ResultMark("r2", "below")])


@of_both("ours:marks_name_results", "no such result in the plan: r1.i1, r9.")
def a_mark_is_of_a_result(rate: Callable[..., Act]) -> Iterator[Act]:
    strays = [ResultMark("r1.i1", "above"), ResultMark("r9", "above")]
    yield rate(result_marks=[*GOOD.result_marks, *strays])
    yield rate()


@of_both("6/2022:IV.B.3.feedback", "each result and each value: r2, loyal.")
def feedback_is_given_on_each_result_and_each_value(rate: Callable[..., Act]) -> Iterator[Act]:
    silent = [each for each in GOOD.feedback if each.result != "r2" and each.value != "loyal"]
    yield rate(feedback=[*silent, Said(" ", result="r2")])
    yield rate(feedback=[*silent, Said("Lengkap", result="r2"), Said("Baik", value="loyal")])


@of_both("ours:feedback_names_items", "one result or one value of the plan: r9, —, r1.")
def feedback_is_on_one_result_or_one_value(rate: Callable[..., Act]) -> Iterator[Act]:
    strays = [Said("Baik", result="r9"), Said("Baik"), Said("Baik", result="r1", value="loyal")]
    yield rate(feedback=[*GOOD.feedback, *strays])
    yield rate(feedback=[*GOOD.feedback, Said("Lebih cepat lagi", result="r1")])


@of_both("6/2022:V.A.3", "a note or a recommendation")
def the_document_needs_a_recommendation(rate: Callable[..., Act]) -> Iterator[Act]:
    yield rate(recommendation=" \n")
    yield rate(recommendation="Pertahankan")


@of_both("6/2022:IV.B.3", "Only where a study failed")
def nobody_chooses_a_predicate_where_no_study_failed(rate: Callable[..., Act]) -> Iterator[Act]:
    yield rate(failed_study="kurang")
    yield rate()


@proviso("evaluation.rate", "6/2022:IV.B.1.g", "is not known yet")
def the_achievement_of_the_raters_unit_is_known(office: Office) -> Iterator[Act]:
    evaluation = office.assessed(office.opened(word=None))
    yield lambda: office.rated(evaluation)
    office.achieved()
    yield lambda: office.rated(evaluation)


@proviso("evaluation.rate_by_superior", "6/2022:IV.B.1.g", "is not known yet")
def in_the_raters_place_too_the_achievement_is_known(office: Office) -> Iterator[Act]:
    evaluation = office.assessed(office.opened(word=None))
    office.at(TOO_LATE)
    yield lambda: office.take(evaluation, "rate_by_superior", "citra", data=GOOD)
    office.achieved()
    yield lambda: office.take(evaluation, "rate_by_superior", "citra", data=GOOD)


@pytest.mark.parametrize(("case", "code", "says"), PROVISOS)
def test_a_broken_proviso_refuses_with_its_code_and_sentence_and_a_kept_one_lets_pass(
    office: Office, case: Case, code: str, says: str
) -> None:
    refused_then_taken(office, case, code, says)


def test_everything_that_is_wrong_with_a_rating_is_told_at_once(office: Office) -> None:
    evaluation: Evaluation = office.opened(word=None)
    with broken(
        "policy:self_assessment_before",
        "6/2022:IV.B.1.g",
        "ours:results_marked",
        "ours:marks_name_results",
        "6/2022:IV.B.3.feedback",
        "ours:feedback_names_items",
        "6/2022:V.A.3",
        "6/2022:IV.B.3",
    ):
        office.rated(
            evaluation,
            result_marks=[ResultMark("r9", "above")],
            feedback=[Said("Baik")],
            recommendation="",
            failed_study="kurang",
        )
    assert evaluation.ratings.count() == 0
