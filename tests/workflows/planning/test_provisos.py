"""Every proviso of every step of planning: what breaks it, its code, and the words that a person reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cycle_engine.actors import Actor
from cycle_engine.errors import RulesBroken
from cycle_engine.look import blockers_of
from cycle_engine.machine import MACHINES
from cycle_engine.rules import Rule
from tests.workflows.planning.desk import Desk, broken, day
from tests.workflows.planning.test_completeness import COMPLETED_BY, INCOMPLETE
from workflows.cycles.policy import Policy, RaterPlan
from workflows.planning import completeness, rules
from workflows.planning.commands import pin_remark
from workflows.planning.data import (
    Answer,
    Hold,
    NamedRevision,
    NewRater,
    RemarkInput,
    Return,
    TakenOver,
)
from workflows.planning.facts import AmendmentFacts
from workflows.planning.models import Amendment, Plan

Act = Callable[[], Any]

PROVISOS: list[Any] = []
COVERED: set[tuple[str, str]] = set()

RETURNING = Return([RemarkInput("Mohon diperjelas", "r1")])
SUSPENDED = "6/2022:II.C.8.b"


def proviso(step: str, code: str, says: str) -> Callable[[Callable[[Desk], Act]], None]:
    """A case: the function arranges everything and gives back the act that this one rule refuses."""

    def add(case: Callable[[Desk], Act]) -> None:
        COVERED.add((step, code))
        PROVISOS.append(pytest.param(case, code, says, id=f"{step}-{case.__name__}"))

    return add


# Beginning a plan


@proviso("plan.draft", "6/2022:II.C.8", "outside the scheme: Unpaid leave (CLTN)")
def who_is_outside_the_scheme_begins_no_plan(desk: Desk) -> Act:
    desk.exempt("ani")
    return desk.drafted


@proviso("plan.draft", "ours:one_plan_a_day", "covers the same days (1 January 2026 to 31 December 2026)")
def nobody_has_two_plans_on_one_day(desk: Desk) -> Act:
    desk.drafted()
    return lambda: desk.drafted(since="2026-12-31")


@proviso("plan.draft", "6/2022:8", "begins on 1 January 2026")
def nobody_chooses_which_part_of_the_year_his_plan_covers(desk: Desk) -> Act:
    return lambda: desk.drafted(since="2026-03-02")


@proviso("plan.hold", "ours:held_from", "between 1 January 2026 and today, 12 January 2026")
def a_suspension_does_not_begin_in_the_future(desk: Desk) -> Act:
    plan = desk.submitted()
    return lambda: desk.take(plan, "hold", "dewi", data=Hold(day("2030-01-01")))


@proviso("plan.take_over_result", "6/2022:20.tried", "what was tried")
def nothing_is_taken_over_before_something_was_tried(desk: Desk) -> Act:
    plan = desk.in_force()
    return lambda: desk.take(plan, "take_over_result", "budi", data=TakenOver("r1", []))


@proviso("remark.pin", "ours:remark_says", "needs words")
def a_remark_says_something(desk: Desk) -> Act:
    plan = desk.submitted()
    return lambda: pinned(desk, plan, "budi", " ")


@proviso("remark.pin", "6/2022:II.C.5.superior", "after 31 January 2026")
def the_superior_pins_nothing_while_the_rater_has_time(desk: Desk) -> Act:
    plan = desk.submitted()
    return lambda: pinned(desk, plan, "citra", "Mohon diperjelas")


def pinned(desk: Desk, plan: Plan, who: str, text: str) -> Any:
    return pin_remark(plan, None, "r1", text, actor=desk.actor(who))


@proviso("plan.draft", "ours:holds_the_post", "does not hold this post on 1 January 2026")
def nobody_begins_a_plan_in_a_post_that_he_does_not_hold(desk: Desk) -> Act:
    return lambda: desk.begun("ani", "eko", "2026-01-01", "ani")


@proviso("plan.draft", "ours:holds_the_post", "does not hold this post on 1 January 2026")
def a_plan_does_not_begin_before_the_post_is_held(desk: Desk) -> Act:
    desk.leaves("eko")
    desk.person("fajar", post="eko", since=day("2026-01-08"))
    return lambda: desk.begun("fajar", "eko", "2026-01-01", "fajar")


@proviso("plan.draft", "ours:manager_after_transfer", "whose earlier plan ended by transfer")
def a_manager_begins_no_plan_without_a_transfer(desk: Desk) -> Act:
    desk.take(desk.drafted(), "end_early", "dewi", data=desk.ending("2026-01-11", "retirement", None))
    return lambda: desk.begun("ani", "ani", "2026-01-12", "dewi")


# Submitting and withdrawing


@proviso("plan.submit", "ours:remarks_answered", "wait for your answer: 1")
def a_plan_is_not_submitted_again_before_remarks_are_answered(desk: Desk) -> Act:
    plan = desk.returned(RemarkInput("Mohon diperjelas", "r1"))
    return lambda: desk.take(plan, "submit", "ani")


@proviso("amendment.submit", "ours:remarks_answered", "wait for your answer: 1")
def an_amendment_is_not_submitted_again_before_remarks_are_answered(desk: Desk) -> Act:
    change = desk.take(desk.amending(), "return_for_revision", "budi", data=RETURNING)
    return lambda: desk.take(change, "submit", "ani")


# Returning


@proviso("plan.return_for_revision", "6/2022:II.C.5.superior", "after 31 January 2026")
def the_superior_returns_no_plan_before_the_deadline(desk: Desk) -> Act:
    plan = desk.submitted()
    return lambda: desk.take(plan, "return_for_revision", "citra", data=Return())


@proviso("amendment.return_for_revision", "policy:rater_decides_days", "after 20 January 2026")
def the_superior_returns_no_amendment_within_the_raters_limit(desk: Desk) -> Act:
    change = desk.amending()
    return lambda: desk.take(change, "return_for_revision", "citra", data=Return())


@proviso("plan.return_for_revision", "ours:remark_names_item", "no such item in the plan: r7")
def a_remark_that_returns_a_plan_names_an_item_of_it(desk: Desk) -> Act:
    plan = desk.submitted()
    remarks = Return([RemarkInput("Mohon diperjelas", "r7"), RemarkInput("Umum")])
    return lambda: desk.take(plan, "return_for_revision", "budi", data=remarks)


@proviso("amendment.return_for_revision", "ours:remark_names_item", "no such item in the plan: r7, r1.i9")
def a_remark_that_returns_an_amendment_names_an_item_of_it(desk: Desk) -> Act:
    change = desk.amending()
    remarks = Return([RemarkInput("Mohon diperjelas", item) for item in ("r7", "r1", "r1.i9")])
    return lambda: desk.take(change, "return_for_revision", "budi", data=remarks)


# Approving and setting


def resubmitted(desk: Desk) -> Plan:
    """Submitted again; its remark is answered and not resolved."""
    plan = desk.returned(RemarkInput("Mohon diperjelas", "r1"))
    desk.take(plan.remarks.get(), "answer", "ani", data=Answer("Sudah diperjelas"))
    return desk.take(plan, "submit", "ani")  # type: ignore[no-any-return]


@proviso("plan.approve", "ours:remarks_resolved", "not resolved yet: 1")
def a_plan_is_not_approved_with_a_remark_unresolved(desk: Desk) -> Act:
    plan = resubmitted(desk)
    return lambda: desk.take(plan, "approve", "budi", data=desk.named(plan))


@proviso("amendment.approve", "ours:remarks_resolved", "not resolved yet: 1")
def an_amendment_is_not_approved_with_a_remark_unresolved(desk: Desk) -> Act:
    change = desk.amending()
    desk.pinned(change)
    return lambda: desk.take(change, "approve", "budi", data=desk.named(change))


@proviso("plan.approve", "ours:revision_named", "a revision that is not the one submitted")
def the_rater_does_not_approve_what_changed_since_he_read_it(desk: Desk) -> Act:
    plan = desk.submitted()
    read = desk.named(plan)
    desk.take(plan, "withdraw", "ani")
    contents = desk.agency.complete_contents()
    contents["results"][0]["text"] = "Terlayaninya semua pemohon"
    desk.write(plan, contents)
    desk.take(plan, "submit", "ani")
    return lambda: desk.take(plan, "approve", "budi", data=read)


@proviso("plan.set_by_superior", "ours:revision_named", "a revision that is not the one submitted")
def the_superior_does_not_set_another_revision(desk: Desk) -> Act:
    plan = desk.submitted()
    desk.at("2026-02-02 09:00")
    return lambda: desk.take(plan, "set_by_superior", "citra", data=NamedRevision("0" * 64))


@proviso("amendment.approve", "ours:revision_named", "a revision that is not the one submitted")
def an_amendment_is_not_approved_by_the_hash_of_the_revision_in_force(desk: Desk) -> Act:
    plan = desk.in_force()
    in_force = desk.named(plan)
    change = desk.proposed(plan)
    contents = desk.agency.complete_contents()
    contents["results"].pop()
    desk.write(change, contents)
    desk.take(change, "submit", "ani")
    return lambda: desk.take(change, "approve", "budi", data=in_force)


@proviso("plan.approve", "policy:rater_plan.wait", "waits for it until the planning deadline")
def a_plan_waits_for_the_raters_own_where_the_policy_says_so(desk: Desk) -> Act:
    desk.policy(Policy(rater_plan=RaterPlan.WAIT))
    plan = desk.submitted()
    return lambda: desk.take(plan, "approve", "budi", data=desk.named(plan))


@proviso("plan.set_by_superior", "6/2022:II.C.5", "only after the planning deadline, 31 January 2026")
def the_superior_sets_no_plan_before_the_deadline(desk: Desk) -> Act:
    plan = desk.submitted()
    desk.at("2026-01-31 23:59:30")
    return lambda: desk.take(plan, "set_by_superior", "citra", data=desk.named(plan))


@proviso("plan.set_unsigned", "6/2022:II.C.5", "only after the planning deadline, 31 January 2026")
def no_plan_is_set_unsigned_before_the_deadline(desk: Desk) -> Act:
    plan = desk.forgotten(until="2026-01-31 23:59:30")
    return lambda: desk.take(plan, "set_unsigned", "budi", data=desk.edit(plan))


@proviso("plan.set_unsigned", "policy:set_unsigned", "no plan without the employee's signature")
def no_plan_is_set_unsigned_where_the_policy_forbids_it(desk: Desk) -> Act:
    desk.policy(Policy(set_unsigned=False))
    plan = desk.forgotten()
    return lambda: desk.take(plan, "set_unsigned", "budi", data=desk.edit(plan))


@proviso("plan.set_unsigned", "policy:rater_decides_days", "after 6 February 2026")
def the_superior_sets_no_plan_unsigned_within_the_raters_limit(desk: Desk) -> Act:
    plan = desk.forgotten(until="2026-02-06 23:59:30")
    return lambda: desk.take(plan, "set_unsigned", "citra", data=desk.edit(plan))


@proviso("plan.set_unsigned", "ours:reminded_twice", "reminded twice; so far: 1")
def no_plan_is_set_unsigned_after_one_reminder(desk: Desk) -> Act:
    desk.at("2026-01-29 09:00")
    plan = desk.drafted()
    desk.sweep("2026-01-30 08:00")
    desk.at("2026-02-02 00:00:01")
    return lambda: desk.take(plan, "set_unsigned", "budi", data=desk.edit(plan))


@proviso("amendment.approve", "policy:rater_decides_days", "after 20 January 2026")
def the_superior_approves_no_amendment_within_the_raters_limit(desk: Desk) -> Act:
    change = desk.amending()
    desk.at("2026-01-20 23:59:30")
    return lambda: desk.take(change, "approve", "citra", data=desk.named(change))


# The course of a plan


@proviso("plan.end_early", "ours:last_day_inside", "between 1 January 2026 and 31 December 2026")
def a_plan_does_not_end_before_it_begins(desk: Desk) -> Act:
    plan = desk.in_force()
    return lambda: desk.take(plan, "end_early", "dewi", data=desk.ending("2025-12-31"))


@proviso("plan.end_early", "6/2022:II.C.6", "names the new post")
def a_transfer_names_the_new_post(desk: Desk) -> Act:
    plan = desk.in_force()
    return lambda: desk.take(plan, "end_early", "dewi", data=desk.ending("2026-03-31", new_post=None))


@proviso("plan.end_early", "6/2022:II.C.8.b.end", "suspended when its last day ends")
def time_ends_no_plan_that_goes_on(desk: Desk) -> Act:
    plan = desk.in_force()
    return lambda: desk.take(plan, "end_early", "clock", data=desk.ending("2026-02-27"))


@proviso("plan.void", "6/2022:IV.A.8.b", "never in force")
def time_voids_no_plan_before_the_yearly_window_ends(desk: Desk) -> Act:
    plan = desk.submitted()
    return lambda: desk.take(plan, "void", "clock")


@proviso("plan.take_over_result", "6/2022:20", "no result r1.i1 in the revision in force")
def only_a_result_in_force_is_taken_over(desk: Desk) -> Act:
    plan = desk.in_force()
    return lambda: desk.take(plan, "take_over_result", "budi", data=TakenOver("r1.i1", ["guided"]))


@proviso("plan.reassign_rater", "ours:new_rater_differs", "has this rater already")
def the_new_rater_is_another(desk: Desk) -> Act:
    plan = desk.drafted()
    return lambda: desk.take(plan, "reassign_rater", "dewi", data=desk.rater("budi"))


@proviso("plan.reassign_rater", "ours:new_rater_differs", "has this rater already")
def the_clock_records_no_new_rater_where_there_is_none(desk: Desk) -> Act:
    plan = desk.drafted()
    return lambda: desk.take(plan, "reassign_rater", "clock")


@proviso("plan.reassign_rater", "ours:new_rater_known", "nobody at it or above it could rate")
def the_new_raters_post_exists(desk: Desk) -> Act:
    plan = desk.drafted()
    return lambda: desk.take(plan, "reassign_rater", "dewi", data=NewRater("999999"))


@proviso("plan.reassign_rater", "ours:new_rater_known", "nobody at it or above it could rate")
def nobody_becomes_his_own_rater(desk: Desk) -> Act:
    desk.describe("ani", superior_id=None)
    plan = desk.drafted("eko")
    desk.leaves("eko")
    desk.leaves("ani")
    desk.takes_post("eko", "ani", "2026-01-01")
    return lambda: desk.take(plan, "reassign_rater", "dewi", data=desk.rater("ani"))


@proviso("plan.hold", "ours:not_already_held", "suspended already")
def a_suspended_plan_is_not_suspended_again(desk: Desk) -> Act:
    plan = desk.take(desk.drafted(), "hold", "dewi", data=Hold())
    return lambda: desk.take(plan, "hold", "dewi", data=Hold())


@proviso("plan.resume", "ours:is_held", "not suspended")
def only_a_suspended_plan_is_resumed(desk: Desk) -> Act:
    plan = desk.drafted()
    return lambda: desk.take(plan, "resume", "dewi")


# Amendments and remarks


@proviso("amendment.propose", "6/2022:14(2)", "not in force, so there is nothing to amend")
def a_plan_that_is_not_in_force_is_not_amended(desk: Desk) -> Act:
    plan = desk.submitted()
    return lambda: desk.proposed(plan)


@proviso("amendment.propose", "ours:one_live_amendment", "under way already")
def a_plan_has_one_live_amendment(desk: Desk) -> Act:
    plan = desk.in_force()
    desk.proposed(plan)
    return lambda: desk.proposed(plan, by="budi")


def _of_an_ended_plan(desk: Desk, step: str) -> Act:
    """Every step that ends a plan cancels its amendment, so the rule is asked itself."""
    change = desk.amending()
    change.plan.__dict__["state"] = "ended"
    facts = AmendmentFacts([change], desk.now())
    declared = MACHINES["amendment"].steps[step].rules
    assert rules.plan_runs in declared

    def act() -> None:
        raise RulesBroken(blockers_of([rules.plan_runs], change, facts, Actor.of(desk.id("ani"))))

    return act


@proviso("amendment.submit", "6/2022:14(2)", "not in force, so there is nothing to amend")
def an_amendment_of_a_plan_that_ended_is_not_submitted(desk: Desk) -> Act:
    return _of_an_ended_plan(desk, "submit")


@proviso("amendment.approve", "6/2022:14(2)", "not in force, so there is nothing to amend")
def an_amendment_of_a_plan_that_ended_is_not_approved(desk: Desk) -> Act:
    return _of_an_ended_plan(desk, "approve")


@proviso("remark.pin", "ours:remark_item", "no item r7 in the plan")
def a_remark_is_pinned_to_an_item_of_the_plan(desk: Desk) -> Act:
    plan = desk.submitted()
    return lambda: desk.pinned(plan, item="r7")


@proviso("remark.pin", "ours:under_discussion", "not under discussion")
def a_plan_in_force_is_not_remarked_on(desk: Desk) -> Act:
    plan = desk.in_force()
    return lambda: desk.pinned(plan)


@proviso("remark.pin", "ours:under_discussion", "not under discussion")
def a_cancelled_amendment_is_not_remarked_on(desk: Desk) -> Act:
    change = desk.take(desk.proposed(), "cancel", "ani")
    return lambda: desk.pinned(change)


@proviso("remark.answer", "ours:answer_given", "An answer needs words")
def an_answer_is_not_empty(desk: Desk) -> Act:
    remark = desk.pinned(desk.submitted())
    return lambda: desk.take(remark, "answer", "ani", data=Answer("  "))


@proviso("remark.resolve", "6/2022:II.C.5.superior", "after 31 January 2026")
def the_superior_resolves_no_remark_on_a_plan_before_the_deadline(desk: Desk) -> Act:
    remark = desk.pinned(desk.submitted())
    return lambda: desk.take(remark, "resolve", "citra")


@proviso("remark.resolve", "6/2022:II.C.5.superior", "after 20 January 2026")
def the_superior_resolves_no_remark_on_an_amendment_within_the_raters_limit(desk: Desk) -> Act:
    remark = desk.pinned(desk.amending())
    return lambda: desk.take(remark, "resolve", "citra")


# A suspended plan


def _suspended(desk: Desk, plan: Plan, since: str = "2026-01-12") -> None:
    desk.take(plan, "hold", "dewi", data=Hold(day(since)))


def nothing(desk: Desk, thing: Plan | Amendment) -> None:
    return None


def returning(desk: Desk, thing: Plan | Amendment) -> Return:
    return Return()


def taking_over(desk: Desk, plan: Plan) -> TakenOver:
    return TakenOver("r1", ["guided"])


def _plan(step: str, arrange: Callable[[Desk], Plan], who: str, data: Callable[[Desk, Plan], Any]) -> None:
    @proviso(f"plan.{step}", SUSPENDED, "suspended since 12 January 2026")
    def while_the_plan_is_suspended(desk: Desk) -> Act:
        plan = arrange(desk)
        _suspended(desk, plan)
        return lambda: desk.take(plan, step, who, data=data(desk, plan))


_plan("submit", Desk.drafted, "ani", nothing)
_plan("withdraw", Desk.submitted, "ani", nothing)
_plan("return_for_revision", Desk.submitted, "budi", returning)
_plan("approve", Desk.submitted, "budi", Desk.named)
_plan("take_over_result", Desk.in_force, "budi", taking_over)


@proviso("plan.set_by_superior", SUSPENDED, "suspended since 12 January 2026")
def the_superior_sets_no_suspended_plan(desk: Desk) -> Act:
    plan = desk.submitted()
    desk.at("2026-02-02 09:00")
    _suspended(desk, plan)
    return lambda: desk.take(plan, "set_by_superior", "citra", data=desk.named(plan))


@proviso("plan.set_unsigned", SUSPENDED, "suspended since 12 January 2026")
def no_suspended_plan_is_set_unsigned(desk: Desk) -> Act:
    plan = desk.forgotten()
    _suspended(desk, plan)
    return lambda: desk.take(plan, "set_unsigned", "budi", data=desk.edit(plan))


def _amendment(
    step: str, arrange: Callable[[Desk, Plan], Amendment], who: str, data: Callable[[Desk, Amendment], Any]
) -> None:
    @proviso(f"amendment.{step}", SUSPENDED, "suspended since 12 January 2026")
    def while_its_plan_is_suspended(desk: Desk) -> Act:
        plan = desk.in_force()
        change = arrange(desk, plan)
        _suspended(desk, plan)
        return lambda: desk.take(change, step, who, data=data(desk, change))


_amendment("submit", Desk.proposed, "ani", nothing)
_amendment("withdraw", Desk.amending, "ani", nothing)
_amendment("return_for_revision", Desk.amending, "budi", returning)
_amendment("approve", Desk.amending, "budi", Desk.named)
_amendment("cancel", Desk.proposed, "budi", nothing)


@proviso("amendment.propose", SUSPENDED, "suspended since 12 January 2026")
def no_change_of_a_suspended_plan_is_proposed(desk: Desk) -> Act:
    plan = desk.in_force()
    _suspended(desk, plan)
    return lambda: desk.proposed(plan)


@proviso("remark.pin", SUSPENDED, "suspended since 12 January 2026")
def a_suspended_plan_is_not_remarked_on(desk: Desk) -> Act:
    plan = desk.submitted()
    _suspended(desk, plan)
    return lambda: desk.pinned(plan)


@proviso("remark.answer", SUSPENDED, "suspended since 12 January 2026")
def a_remark_on_a_suspended_plan_is_not_answered(desk: Desk) -> Act:
    plan = desk.returned(RemarkInput("Mohon diperjelas", "r1"))
    _suspended(desk, plan)
    return lambda: desk.take(plan.remarks.get(), "answer", "ani", data=Answer("Sudah"))


@proviso("remark.resolve", SUSPENDED, "suspended since 12 January 2026")
def a_remark_on_a_suspended_plan_is_not_resolved(desk: Desk) -> Act:
    plan = desk.returned(RemarkInput("Mohon diperjelas", "r1"))
    _suspended(desk, plan)
    return lambda: desk.take(plan.remarks.get(), "resolve", "budi")


@pytest.mark.parametrize(("case", "code", "says"), PROVISOS)
def test_a_broken_proviso_refuses_with_its_code_and_sentence(
    desk: Desk, case: Callable[[Desk], Act], code: str, says: str
) -> None:
    act = case(desk)
    with broken(code, says=says):
        act()


# Nothing is left out


def test_every_rule_of_every_step_of_planning_has_a_case_that_breaks_it() -> None:
    declared = {
        (step.key, rule.code)
        for kind in ("plan", "amendment", "remark")
        for step in MACHINES[kind].steps.values()
        for rule in step.declaration.rules
    }
    warnings = {"6/2022:II.A.7.a.7", "ours:measure_known", "ours:indicator_known"}
    complete = {code for _, code, _ in INCOMPLETE} | {"6/2022:II.A.2.a.8"} | warnings
    met = COVERED | {(step, code) for step in COMPLETED_BY for code in complete}
    met.add(("plan.approve", "policy:rater_plan.warn"))
    assert met == declared


def test_every_rule_has_a_code_of_its_own_and_a_step_that_asks_it() -> None:
    modules = (completeness, rules)
    found = {id(each): each for module in modules for each in vars(module).values() if isinstance(each, Rule)}
    codes = [each.code for each in found.values()]
    assert len(codes) == len(set(codes))
    used = {rule for machine in MACHINES.values() for step in machine.steps.values() for rule in step.rules}
    assert set(found.values()) <= used
