"""The provisos of all that comes after a rating, and what evaluations forbid the plan."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cycle_engine.machine import MACHINES
from cycle_engine.rules import HUNG, Rule
from tests.workflows.evaluation import test_provisos_of_opening, test_provisos_of_rating
from tests.workflows.evaluation.moves import move
from tests.workflows.evaluation.office import Q1, YEAR, Office
from tests.workflows.evaluation.provisos import Act, Case, Provisos, refused_then_taken
from workflows.cycles.guide import Limit
from workflows.cycles.policy import Policy
from workflows.evaluation import completeness, rules
from workflows.evaluation.data import Received, Reported, Signed

PROVISOS = Provisos()
proviso = PROVISOS.case

NOBODY_GOOD = Policy(distribution_guide=(Limit("baik", ("baik",), at_most=0),), distribution_fewest=1)
GUIDE_SAYS = "The guide has nobody rated Good (Baik); here it is 1."


@proviso("evaluation.sign", "6/2022:IV.B.2", f"depart from the guide; say why. {GUIDE_SAYS}")
def who_departs_from_the_guide_says_why(office: Office) -> Iterator[Act]:
    evaluation = office.rated()
    office.policy(NOBODY_GOOD)
    yield lambda: office.signed(evaluation)
    yield lambda: office.take(evaluation, "sign", "budi", data=Signed("Semua bekerja baik"))


@proviso("evaluation.sign_by_superior", "6/2022:IV.B.2", f"depart from the guide; say why. {GUIDE_SAYS}")
def the_superior_too_says_why_he_departs_from_the_guide(office: Office) -> Iterator[Act]:
    evaluation = office.rated()
    office.policy(NOBODY_GOOD)
    office.at("2026-04-23 00:00")
    yield lambda: office.take(evaluation, "sign_by_superior", "citra", data=Signed(" "))
    yield lambda: office.take(evaluation, "sign_by_superior", "citra", data=Signed("Semua bekerja baik"))


@proviso("evaluation.sign_by_superior", "6/2022:IV.A.11.window", "which ends on 22 April 2026")
def the_superior_signs_only_after_the_window(office: Office) -> Iterator[Act]:
    evaluation = office.rated()
    office.at("2026-04-22 23:59:30")
    yield lambda: office.take(evaluation, "sign_by_superior", "citra")
    office.at("2026-04-23 00:00")
    yield lambda: office.take(evaluation, "sign_by_superior", "citra")


@proviso("evaluation.deliver", "6/2022:V.A.5", "what was not delivered until 14 April 2026")
def time_delivers_nothing_before_the_limit(office: Office) -> Iterator[Act]:
    evaluation = office.signed()
    office.at("2026-04-14 23:59:30")
    yield lambda: office.delivered(evaluation, by="clock")
    office.at("2026-04-15 00:00")
    yield lambda: office.delivered(evaluation, by="clock")


@proviso("evaluation.receive", "6/2022:V.A.6.receipt", "what was not received until 14 April 2026")
def time_takes_nothing_as_received_before_the_limit(office: Office) -> Iterator[Act]:
    evaluation = office.delivered()
    office.at("2026-04-14 23:59:30")
    yield lambda: office.received(evaluation, who="clock")
    office.at("2026-04-15 00:00")
    yield lambda: office.received(evaluation, who="clock")


@proviso("evaluation.receive", "ours:not_yet_received", "was received on 20 March 2026")
def what_was_received_is_not_received_again(office: Office) -> Iterator[Act]:
    evaluation = office.received()
    yield lambda: office.received(evaluation)
    office.take(evaluation, "recall", "budi")
    office.delivered(office.signed(evaluation))
    yield lambda: office.received(evaluation)


@proviso("evaluation.receive", "ours:handed_over_on", "from 20 March 2026 to 25 March 2026")
def a_manager_gives_the_day_on_which_he_saw_it_handed_over(office: Office) -> Iterator[Act]:
    evaluation = office.delivered()
    office.at("2026-03-25 09:00")
    yield lambda: office.received(evaluation, who="dewi")
    yield lambda: office.take(evaluation, "receive", "dewi", data=office.handed_over("2026-03-25"))


@proviso("evaluation.receive", "ours:handed_over_on", "from 20 March 2026 to 25 March 2026")
def nothing_was_handed_over_before_it_was_delivered(office: Office) -> Iterator[Act]:
    evaluation = office.delivered()
    office.at("2026-03-25 09:00")
    yield lambda: office.take(evaluation, "receive", "dewi", data=office.handed_over("2026-03-19"))
    yield lambda: office.take(evaluation, "receive", "dewi", data=office.handed_over("2026-03-20"))


@proviso("evaluation.receive", "ours:handed_over_on", "from 20 March 2026 to 25 March 2026")
def nothing_was_handed_over_on_a_day_to_come(office: Office) -> Iterator[Act]:
    evaluation = office.delivered()
    office.at("2026-03-25 09:00")
    yield lambda: office.take(evaluation, "receive", "dewi", data=office.handed_over("2026-03-26"))
    office.at("2026-03-26 00:00")
    yield lambda: office.take(evaluation, "receive", "dewi", data=office.handed_over("2026-03-26"))


@proviso("evaluation.receive", "ours:handed_over_on", "the employee gives none")
def the_owner_gives_no_day(office: Office) -> Iterator[Act]:
    evaluation = office.delivered()
    yield lambda: office.take(evaluation, "receive", "ani", data=office.handed_over("2026-03-20"))
    yield lambda: office.take(evaluation, "receive", "ani", data=Received())


@proviso("evaluation.acknowledge", "6/2022:V.A.6", "not been received yet; open it first")
def nobody_returns_what_he_has_not_opened(office: Office) -> Iterator[Act]:
    evaluation = office.delivered()
    yield lambda: office.take(evaluation, "acknowledge", "ani")
    office.received(evaluation)
    yield lambda: office.take(evaluation, "acknowledge", "ani")


@proviso("evaluation.settle", "6/2022:V.A.6", "not been received yet")
def nothing_settles_before_it_is_received(office: Office) -> Iterator[Act]:
    evaluation = office.delivered()
    office.at("2026-07-01 09:00")
    yield lambda: office.take(evaluation, "settle", "clock")
    office.received(evaluation)
    office.at("2026-08-01 09:00")
    yield lambda: office.take(evaluation, "settle", "clock")


@proviso("evaluation.settle", "6/2022:V.B.2.settle", "settles after 14 April 2026")
def nothing_settles_while_it_may_be_appealed(office: Office) -> Iterator[Act]:
    evaluation = office.take(office.received(), "acknowledge", "ani")
    office.at("2026-04-14 23:59:30")
    yield lambda: office.take(evaluation, "settle", "clock")
    office.at("2026-04-15 00:00")
    yield lambda: office.take(evaluation, "settle", "clock")


@proviso("evaluation.report", "6/2022:V.A.7", "to whom the evaluation is reported")
def a_report_names_to_whom_it_goes(office: Office) -> Iterator[Act]:
    evaluation = office.signed()
    yield lambda: office.take(evaluation, "report", "budi", data=Reported(" "))
    yield lambda: office.take(evaluation, "report", "budi", data=Reported("Sekretaris Daerah"))


@proviso("evaluation.reopen", "6/2022:IV.A.8.window", "closed on 22 April 2026")
def what_was_excused_is_evaluated_after_all_only_inside_its_window(office: Office) -> Iterator[Act]:
    evaluation = office.take(office.opened(), "excuse", "dewi")
    office.at("2026-04-22 23:59:30")
    office.take(evaluation, "reopen", "dewi")
    office.take(evaluation, "excuse", "dewi")
    office.at("2026-04-23 00:00")
    yield lambda: office.take(evaluation, "reopen", "dewi")
    year = office.take(office.opened(YEAR, evaluation.plan), "excuse", "dewi")
    yield lambda: office.take(year, "reopen", "dewi")


@proviso("evaluation.reopen", "ours:plan_goes_on", "another one is evaluated")
def what_a_transfer_excused_is_not_evaluated_after_all(office: Office) -> Iterator[Act]:
    evaluation = office.opened()
    office.at("2026-03-27 09:00")
    move(office, evaluation.plan, "2026-03-26", "2026-03-27")
    yield lambda: office.take(evaluation, "reopen", "dewi")
    other = office.opened_by_hand(office.in_force("eko", by="wibawa"), Q1)
    office.take(other, "excuse", "dewi")
    yield lambda: office.take(other, "reopen", "dewi")


@proviso("plan.void", "ours:nothing_signed", "An evaluation of this plan is signed: 2026-Q1.")
def a_plan_with_a_signed_evaluation_is_not_voided(office: Office) -> Iterator[Act]:
    plan = office.signed().plan
    yield lambda: office.take(plan, "void", "dewi")
    other = office.opened_by_hand(office.in_force("eko", by="wibawa"), Q1).plan
    yield lambda: office.take(other, "void", "dewi")


@proviso("plan.void", "ours:nothing_signed", "An evaluation of this plan is signed: 2026-Q1.")
def a_recalled_evaluation_was_signed(office: Office) -> Iterator[Act]:
    plan = office.take(office.received(), "recall", "budi").plan
    yield lambda: office.take(plan, "void", "dewi")
    yield lambda: office.signed(office.of(plan))


@pytest.mark.parametrize(("case", "code", "says"), PROVISOS)
def test_a_broken_proviso_refuses_with_its_code_and_sentence_and_a_kept_one_lets_pass(
    office: Office, case: Case, code: str, says: str
) -> None:
    refused_then_taken(office, case, code, says)


# Nothing is left out


def test_every_rule_of_every_step_of_evaluation_has_a_case_that_breaks_it() -> None:
    hung = {(step, rule.code) for step, found in HUNG.items() for rule in found if _is_ours(rule)}
    declared = {
        (step.key, rule.code) for step in MACHINES["evaluation"].steps.values() for rule in step.rules
    }
    cases = (test_provisos_of_opening.PROVISOS, test_provisos_of_rating.PROVISOS, PROVISOS)
    assert set().union(*(each.covered for each in cases)) == declared | hung


def _is_ours(rule: Rule) -> bool:
    return rule.guard.__module__ in (rules.__name__, completeness.__name__)


def test_every_rule_of_evaluation_has_a_code_of_its_own_and_a_step_that_asks_it() -> None:
    modules = vars(rules) | vars(completeness)
    found = [each for each in modules.values() if isinstance(each, Rule) and _is_ours(each)]
    codes = [each.code for each in found]
    assert len(codes) == len(set(codes))
    asked = [rule for machine in MACHINES.values() for step in machine.steps.values() for rule in step.rules]
    assert [each for each in found if each not in asked] == []
