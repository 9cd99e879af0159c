"""The provisos of opening an evaluation, of reporting what was realised, and of an earlier result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.workflows.evaluation.moves import move, successor, transferred
from tests.workflows.evaluation.office import Q1, Q2, REALISED, YEAR, Office
from tests.workflows.evaluation.provisos import Act, Case, Provisos, refused_then_taken
from tests.workflows.evaluation.samples import evidence
from tests.workflows.monitoring.measures import a_measure, measured, of_measure
from tests.workflows.planning.desk import broken, state
from workflows.cycles.policy import EvaluationPeriod, Policy
from workflows.evaluation.data import Earlier, Realisation, SelfAssessed
from workflows.evaluation.models import Evaluation

PROVISOS = Provisos()
proviso = PROVISOS.case


@proviso("evaluation.open", "6/2022:24", "2026-03 is no period of this plan's cycle")
def a_month_is_no_period_where_quarters_are_evaluated(office: Office) -> Iterator[Act]:
    plan = office.in_force()
    office.at("2026-04-01 09:00")
    yield lambda: office.opened_by_hand(plan, "2026-03")
    office.policy(Policy(evaluation_period=EvaluationPeriod.MONTHLY))
    yield lambda: office.opened_by_hand(plan, "2026-03")


@proviso("evaluation.open", "6/2022:IV.A.8", "opens on 20 March 2026")
def no_evaluation_opens_before_its_window(office: Office) -> Iterator[Act]:
    plan = office.in_force()
    office.at("2026-03-19 23:59:30")
    yield lambda: office.opened_by_hand(plan, Q1)
    office.at("2026-03-20 00:00")
    yield lambda: office.opened_by_hand(plan, Q1)


@proviso("evaluation.open", "6/2022:IV.A.8", "opens on 20 December 2026")
def no_year_is_evaluated_before_its_window(office: Office) -> Iterator[Act]:
    plan = office.in_force()
    office.at("2026-12-19 23:59:30")
    yield lambda: office.opened_by_hand(plan, YEAR)
    office.at("2026-12-20 00:00")
    yield lambda: office.opened_by_hand(plan, YEAR)


@proviso("evaluation.open", "6/2022:IV.A.1", "nothing to evaluate")
def a_plan_never_in_force_is_not_evaluated(office: Office) -> Iterator[Act]:
    plan = office.submitted()
    office.at("2026-03-23 09:00")
    yield lambda: office.opened_by_hand(plan, Q1)
    office.take(plan, "approve", "budi", data=office.named(plan))
    yield lambda: office.opened_by_hand(plan, Q1)


@proviso("evaluation.open", "6/2022:IV.A.1", "No plan was in force in this period")
def a_plan_set_after_the_quarter_is_not_evaluated_for_it(office: Office) -> Iterator[Act]:
    plan = office.submitted()
    office.at("2026-04-01 09:00")
    office.take(plan, "approve", "budi", data=office.named(plan))
    yield lambda: office.opened_by_hand(plan, Q1)
    office.at("2026-06-22 09:00")
    yield lambda: office.opened_by_hand(plan, Q2)


@proviso("evaluation.open", "6/2022:IV.A.1", "No plan was in force in this period")
def a_plan_that_begins_after_the_quarter_is_not_evaluated_for_it(office: Office) -> Iterator[Act]:
    """Though it is in force on its first day, to which the evaluated days would be cut."""
    office.leaves("ani", "2026-03-31")
    office.takes_post("ani", "ani", "2026-04-01")
    office.at("2026-04-01 09:00")
    plan = office.in_force(since="2026-04-01")
    yield lambda: office.opened_by_hand(plan, Q1)
    office.at("2026-06-22 09:00")
    yield lambda: office.opened_by_hand(plan, Q2)


@proviso("evaluation.open", "6/2022:IV.A.1", "No plan was in force in this period")
def a_successor_is_not_evaluated_for_a_quarter_before_the_plan_that_it_succeeds(
    office: Office,
) -> Iterator[Act]:
    office.leaves("ani", "2026-03-31")
    office.takes_post("ani", "ani", "2026-04-01")
    office.at("2026-04-01 09:00")
    plan = office.in_force(since="2026-04-01")
    office.at("2026-07-01 09:00")
    move(office, plan, "2026-06-30", "2026-07-01")
    new = successor(office, "2026-07-01")
    yield lambda: office.opened_by_hand(new, Q1)
    yield lambda: office.opened_by_hand(new, Q2)


@proviso("evaluation.open", "ours:one_a_period", "evaluated already")
def a_period_of_a_plan_is_evaluated_once(office: Office) -> Iterator[Act]:
    plan = office.opened().plan
    yield lambda: office.opened_by_hand(plan, Q1)
    office.at("2026-06-22 09:00")
    yield lambda: office.opened_by_hand(plan, Q2)


@proviso("evaluation.open", "ours:one_a_period", "evaluated already")
def a_period_that_was_signed_before_a_transfer_is_not_evaluated_again(office: Office) -> Iterator[Act]:
    _, plan = transferred(office)
    yield lambda: office.opened_by_hand(plan, Q1)
    office.at("2026-06-22 09:00")
    yield lambda: office.opened_by_hand(plan, Q2)


@proviso("evaluation.open", "6/2022:II.C.8.b.yearly", "suspended since 1 December 2026")
def the_year_of_a_suspended_plan_waits(office: Office) -> Iterator[Act]:
    plan = office.in_force()
    office.at("2026-12-01 09:00")
    office.take(plan, "hold", "dewi")
    office.at("2026-12-21 09:00")
    office.opened_by_hand(plan, "2026-Q4")  # evaluations of time before go on
    yield lambda: office.opened_by_hand(plan, YEAR)
    office.take(plan, "resume", "dewi")
    yield lambda: office.opened_by_hand(plan, YEAR)


@proviso("evaluation.open", "ours:plan_goes_on", "another one is evaluated")
def of_a_plan_that_was_ended_by_transfer_nothing_opens(office: Office) -> Iterator[Act]:
    plan = office.in_force()
    office.at("2026-03-27 09:00")
    move(office, plan, "2026-03-26", "2026-03-27")
    yield lambda: office.opened_by_hand(plan, Q1)
    new = successor(office, "2026-03-27")
    yield lambda: office.opened_by_hand(new, Q1)


# Reporting what was realised


def reported(office: Office, *realisations: Realisation, **changes: Any) -> SelfAssessed:
    """The usual report with these in place of theirs."""
    by_id = {each.indicator: each for each in (*REALISED.realisations, *realisations)}
    return SelfAssessed([replace(each, **changes) for each in by_id.values()])


@proviso("evaluation.self_assess", "6/2022:III.A.7", "why there is none, for: r2.i1.")
def each_indicator_has_a_value_or_a_reason(office: Office) -> Iterator[Act]:
    evaluation = office.opened()
    said = reported(office, Realisation("r2.i1", " ", note="menyusul"))
    yield lambda: office.take(evaluation, "self_assess", "ani", data=said)
    said = reported(office, Realisation("r2.i1", none_because="Kegiatan ditunda"))
    yield lambda: office.take(evaluation, "self_assess", "ani", data=said)


@proviso(
    "evaluation.self_assess", "ours:realisation_names_indicator", "no such indicator in the plan: r9.i1, r1."
)
def a_realisation_names_an_indicator_of_the_revision(office: Office) -> Iterator[Act]:
    evaluation = office.opened()
    said = reported(office, Realisation("r9.i1", "3"), Realisation("r1", "3"))
    yield lambda: office.take(evaluation, "self_assess", "ani", data=said)
    yield lambda: office.assessed(evaluation)


@proviso("evaluation.self_assess", "ours:value_readable", "r1.i1: “cepat” is not a number")
def a_value_against_a_figure_is_a_figure(office: Office) -> Iterator[Act]:
    evaluation = office.opened()
    said = reported(office, Realisation("r1.i1", "cepat"))
    yield lambda: office.take(evaluation, "self_assess", "ani", data=said)
    said = reported(office, Realisation("r1.i1", "27,5 menit"))
    yield lambda: office.take(evaluation, "self_assess", "ani", data=said)


@proviso("evaluation.self_assess", "ours:reported_as_measured", "says why in its note: r2.i1.")
def who_reports_something_else_than_was_measured_says_why(office: Office) -> Iterator[Act]:
    measured(a_measure(office, "LAPORAN"), "13", "2026-03-15")
    evaluation = office.opened(plan=of_measure(office, "LAPORAN"))
    yield lambda: office.take(evaluation, "self_assess", "ani", data=reported(office))
    said = reported(office, Realisation("r2.i1", "12", note="Satu laporan dihitung pada bulan berikutnya"))
    yield lambda: office.take(evaluation, "self_assess", "ani", data=said)


@proviso("evaluation.self_assess", "ours:evidence_known", "no such evidence for this plan: 7, x.")
def evidence_was_put_in_for_the_plan(office: Office) -> Iterator[Act]:
    evaluation = office.opened()
    proof = evidence(evaluation.plan, office.id("ani"))
    said = reported(office, evidence=["7", proof, "x"])
    yield lambda: office.take(evaluation, "self_assess", "ani", data=said)
    said = reported(office, evidence=[proof])
    yield lambda: office.take(evaluation, "self_assess", "ani", data=said)


@proviso(
    "evaluation.self_assess", "policy:evidence_required", "evidence of each realised value: r1.i1, r2.i1."
)
def where_the_policy_asks_each_value_has_evidence(office: Office) -> Iterator[Act]:
    evaluation = office.opened()
    office.policy(Policy(evidence_required=True))
    yield lambda: office.assessed(evaluation)
    proof = evidence(evaluation.plan, office.id("ani"))
    missing = Realisation("r2.i1", none_because="Kegiatan ditunda")
    said = SelfAssessed([replace(REALISED.realisations[0], evidence=[proof]), missing])
    yield lambda: office.take(evaluation, "self_assess", "ani", data=said)


# An earlier result


@proviso("evaluation.propose_earlier_result", "6/2022:IV.A.13.a", "last periodic evaluation of the old unit")
def only_the_last_result_of_the_old_unit_may_stand(office: Office) -> Iterator[Act]:
    earlier, plan = transferred(office)
    evaluation = office.opened(Q2, plan)
    yield lambda: office.take(evaluation, "propose_earlier_result", "budi", data=Earlier(str(evaluation.pk)))
    yield lambda: office.take(evaluation, "propose_earlier_result", "budi", data=Earlier(str(earlier.pk)))


@proviso("evaluation.propose_earlier_result", "6/2022:IV.A.13.b", "Only a periodic evaluation")
def a_year_is_not_replaced_by_an_earlier_result(office: Office) -> Iterator[Act]:
    earlier, plan = transferred(office)
    year = office.opened(YEAR, plan)
    yield lambda: office.take(year, "propose_earlier_result", "budi", data=Earlier(str(earlier.pk)))
    quarter = office.of(plan, "2026-Q4")
    yield lambda: office.take(quarter, "propose_earlier_result", "budi", data=Earlier(str(earlier.pk)))


@proviso("evaluation.adopt_earlier_result", "6/2022:IV.A.13.a.agreed", "has proposed no earlier result")
def nobody_agrees_to_what_was_not_proposed(office: Office) -> Iterator[Act]:
    earlier, plan = transferred(office)
    evaluation = office.opened(Q2, plan)
    yield lambda: office.take(evaluation, "adopt_earlier_result", "ani")
    office.take(evaluation, "propose_earlier_result", "budi", data=Earlier(str(earlier.pk)))
    yield lambda: office.take(evaluation, "adopt_earlier_result", "ani")


@pytest.mark.parametrize(("case", "code", "says"), PROVISOS)
def test_a_broken_proviso_refuses_with_its_code_and_sentence_and_a_kept_one_lets_pass(
    office: Office, case: Case, code: str, says: str
) -> None:
    refused_then_taken(office, case, code, says)


def test_another_year_is_not_evaluated_with_this_plan(office: Office) -> None:
    """It would take the plan to its final appraisal in January."""
    plan = office.in_force()
    with broken("6/2022:24", "6/2022:IV.A.1"):
        office.opened_by_hand(plan, "2025")
    with broken("6/2022:24", "6/2022:IV.A.8", "6/2022:IV.A.1"):
        office.opened_by_hand(plan, "2027")
    assert (state(plan), Evaluation.objects.count()) == ("in_force", 0)
