"""Each proviso of an appeal's steps: what breaks it, and in which words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cycle_engine.machine import MACHINES
from cycle_engine.rules import Rule
from tests.workflows.evaluation.office import Office, rated
from tests.workflows.planning.desk import broken, day
from workflows.appeals import rules
from workflows.appeals.commands import file_appeal
from workflows.appeals.data import Appointment, Dismissal, Explanation, Heard, HearingInput, Objection
from workflows.appeals.models import Appeal

Act = Callable[[], Any]
Case = Callable[[Office], Act]
PROVISOS: list[Any] = []
COVERED: set[tuple[str, str]] = set()


def proviso(step: str, code: str, says: str) -> Callable[[Case], Case]:
    def register(case: Case) -> Case:
        PROVISOS.append(pytest.param(case, code, says, id=case.__name__))
        COVERED.add((f"appeal.{step}", code))
        return case

    return register


def objecting(office: Office, **said: Any) -> Act:
    evaluation = office.received()
    data = Objection(**{"reasons": "Target terlampaui", **said})
    return lambda: file_appeal(evaluation, data, actor=office.actor("ani"))


@proviso("file", "6/2022:V.B.1", "Only an evaluation that you have received")
def what_was_not_received_is_not_appealed(office: Office) -> Act:
    evaluation = office.delivered()
    return lambda: office.filed(evaluation)


@proviso("file", "6/2022:V.B.2", "by 14 April 2026")
def an_appeal_one_second_late_is_refused(office: Office) -> Act:
    evaluation = office.received()
    office.at("2026-04-15 00:00:01")
    return lambda: office.filed(evaluation)


@proviso("file", "6/2022:IV.A.12", "This result is final")
def a_final_result_is_not_appealed(office: Office) -> Act:
    office.describe("ani", level="jpt_pratama", rater_id=office.post("wibawa"))
    plan = office.in_force(by="wibawa", contents=office.leaders_contents())
    evaluation = office.opened(plan=plan)
    office.achieved(unit="KAB")
    evaluation = office.assessed(evaluation)
    for step in (office.rated, office.signed, office.delivered):
        evaluation = step(evaluation, by="wibawa")
    office.received(evaluation)
    return lambda: office.filed(evaluation)


@proviso("file", "ours:one_live_appeal", "is under way")
def a_second_appeal_waits_for_the_first(office: Office) -> Act:
    appeal = office.filed()
    return lambda: office.filed(appeal.evaluation)


@proviso("file", "6/2022:V.B.2.reasons", "Say why")
def an_appeal_has_reasons(office: Office) -> Act:
    return objecting(office, reasons="  ")


@proviso("file", "ours:appeal_evidence_known", "no such evidence for this plan: 99")
def an_appeal_rests_on_evidence_that_is_there(office: Office) -> Act:
    return objecting(office, evidence=["99"])


@proviso("explain", "6/2022:V.B.4.explanation", "needs words")
def an_explanation_has_words(office: Office) -> Act:
    appeal = office.filed()
    return lambda: office.take(appeal, "explain", "budi", data=Explanation(" "))


@proviso("explain", "ours:appeal_evidence_known", "no such evidence")
def an_explanation_rests_on_evidence_that_is_there(office: Office) -> Act:
    appeal = office.filed()
    return lambda: office.take(appeal, "explain", "budi", data=Explanation("Begini", ["7"]))


@proviso("lapse_explanation", "policy:explanation_days", "until 27 March 2026")
def the_clock_waits_for_the_explanation(office: Office) -> Act:
    appeal = office.filed()
    office.at("2026-03-27 23:59:59")
    return lambda: office.take(appeal, "lapse_explanation", "clock")


def hearing(office: Office, *hearings: HearingInput) -> Act:
    appeal = office.explained()
    return lambda: office.take(appeal, "record_hearing", "citra", data=Heard(list(hearings)))


OWNER_CAME = HearingInput("owner", day("2026-03-20"), "Menjelaskan")
RATER_CAME = HearingInput("rater", day("2026-03-20"), "Menjelaskan")


@proviso("record_hearing", "6/2022:V.B.4", "Both are asked")
def the_rater_alone_is_not_a_hearing(office: Office) -> Act:
    return hearing(office, RATER_CAME)


@proviso("record_hearing", "ours:hearing_complete", "why nobody came: owner")
def a_hearing_has_minutes_or_a_reason(office: Office) -> Act:
    return hearing(office, HearingInput("owner", day("2026-03-20")), RATER_CAME)


@proviso("record_hearing", "ours:hearing_day", "from 20 March 2026 to 20 March 2026: owner")
def a_hearing_was_not_before_the_appeal(office: Office) -> Act:
    return hearing(office, HearingInput("owner", day("2026-03-19"), "Menjelaskan"), RATER_CAME)


def amending(office: Office, **changes: Any) -> Act:
    appeal = office.heard()
    return lambda: office.take(appeal, "amend", "citra", data=rated(**changes))


@proviso("amend", "ours:results_marked", "Mark each result: r1, r2")
def a_changed_result_marks_each_result(office: Office) -> Act:
    return amending(office, result_marks=[])


@proviso("amend", "ours:marks_name_results", "no such result in the plan: r9")
def a_changed_result_marks_what_is_there(office: Office) -> Act:
    marks = [*rated().result_marks, rated().result_marks[0].__class__("r9", "above")]
    return amending(office, result_marks=marks)


@proviso("amend", "6/2022:IV.B.3.feedback", "each result and each value: r1")
def a_changed_result_says_why_of_each_result(office: Office) -> Act:
    return amending(office, feedback=rated().feedback[1:])


@proviso("amend", "ours:feedback_names_items", "one value of the plan: r9")
def a_changed_result_speaks_of_what_is_there(office: Office) -> Act:
    stray = rated().feedback[0].__class__("Baik", result="r9")
    return amending(office, feedback=[*rated().feedback, stray])


@proviso("amend", "6/2022:V.A.3", "needs a note or a recommendation")
def a_changed_result_carries_a_new_recommendation(office: Office) -> Act:
    return amending(office, recommendation="")


@proviso("amend", "6/2022:IV.B.3", "Only where a study failed")
def a_changed_result_chooses_no_predicate(office: Office) -> Act:
    return amending(office, failed_study="kurang")


def dismissing(office: Office, data: Dismissal) -> Act:
    appeal = office.filed()
    return lambda: office.take(appeal, "dismiss", "citra", data=data)


@proviso("dismiss", "ours:ground_holds", "admissible as far as is known")
def what_may_be_appealed_is_not_dismissed_as_final(office: Office) -> Act:
    return dismissing(office, Dismissal("final"))


@proviso("dismiss", "ours:ground_holds", "needs proof")
def lateness_is_proven(office: Office) -> Act:
    return dismissing(office, Dismissal("late"))


@proviso("dismiss", "ours:appeal_evidence_known", "no such evidence")
def lateness_is_proven_by_evidence_that_is_there(office: Office) -> Act:
    return dismissing(office, Dismissal("late", ["5"]))


@proviso("withdraw", "ours:owner_lives", "his appeal goes on")
def nobody_withdraws_for_the_dead(office: Office) -> Act:
    appeal = office.filed()
    office.take(appeal.plan, "end_early", "dewi", data=office.ending("2026-03-20", "death", None))
    return lambda: office.take(appeal, "withdraw", "ani")


def at_the_top(office: Office) -> Appeal:
    """An appeal that has come to the regent, above whom there is nobody."""
    appeal = office.filed()
    return office.take(appeal, "appoint_decider", "citra")  # type: ignore[no-any-return]


@proviso("appoint_decider", "ours:decider_above", "No post is left above")
def the_topmost_decider_has_nobody_to_give_it_to(office: Office) -> Act:
    appeal = at_the_top(office)
    return lambda: office.take(appeal, "appoint_decider", "wibawa")


@proviso("appoint_decider", "ours:named_at_the_top", "only where no post is left above")
def nobody_is_named_while_a_post_is_left(office: Office) -> Act:
    appeal, letter = office.filed(), office.letter("eko", "indah", "2026-01-01", "2026-12-31")
    data = Appointment(str(office.id("eko")), str(letter.pk))
    return lambda: office.take(appeal, "appoint_decider", "dewi", data=data)


@proviso("appoint_decider", "ours:named_may_decide", "Nobody without a part in this case")
def a_party_is_not_named(office: Office) -> Act:
    appeal, letter = at_the_top(office), office.letter("eko", "indah", "2026-01-01", "2026-12-31")
    data = Appointment(str(office.id("budi")), str(letter.pk))
    return lambda: office.take(appeal, "appoint_decider", "dewi", data=data)


@proviso("appoint_decider", "6/2022:V.B.6", "due on 2 April 2026")
def the_clock_waits_for_the_decision(office: Office) -> Act:
    appeal = office.filed()
    office.at("2026-04-02 23:59:59")
    return lambda: office.take(appeal, "appoint_decider", "clock")


@pytest.mark.parametrize(("case", "code", "says"), PROVISOS)
def test_a_broken_proviso_refuses_with_its_code_and_sentence(
    office: Office, case: Case, code: str, says: str
) -> None:
    act = case(office)
    with broken(code, says=says):
        act()


def test_every_rule_of_every_step_of_an_appeal_has_a_case_that_breaks_it() -> None:
    declared = {
        (step.key, rule.code) for step in MACHINES["appeal"].steps.values() for rule in step.declaration.rules
    }
    assert declared == COVERED


def test_every_rule_of_appeals_is_asked_by_a_step() -> None:
    used = {rule for step in MACHINES["appeal"].steps.values() for rule in step.rules}
    assert {each for each in vars(rules).values() if isinstance(each, Rule)} <= used
