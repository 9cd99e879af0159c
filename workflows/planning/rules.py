"""The guards of planning, with the sentences that people read. Pure: they look at the case and its facts.

Codes: `6/2022:…` is a place in PermenPANRB 6/2022, `policy:…` a field of the cycle's policy, `ours:…` our own.
"""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from cycle_engine.rules import rule
from workflows.planning import contents
from workflows.planning.completeness import AnyCase, Refusal, blank, named

RUNNING = frozenset({"in_force", "mid_year_review", "second_half"})
DISCUSSED = frozenset({"drafting", "submitted", "returned"})


def _when(broken: object, **data: object) -> Refusal:
    return data if broken else None


# Beginning a plan


@rule("6/2022:II.C.8", _("The employee is outside the scheme: %(cause)s."), help=Capacity.MANAGER)
def in_the_scheme(case: AnyCase) -> Refusal:
    cause = case.facts.exempt_cause(case.record)
    return _when(cause is not None, cause=cause)


@rule(
    "ours:one_plan_a_day",
    _("Another plan of this employee covers the same days (%(starts_on)s to %(ends_on)s)."),
    help=Capacity.MANAGER,
)
def no_other_plan(case: AnyCase) -> Refusal:
    other = case.facts.other_plan(case.record)
    return None if other is None else {"starts_on": other[0], "ends_on": other[1]}


@rule("ours:holds_the_post", _("The employee does not hold this post on %(day)s."), help=Capacity.MANAGER)
def holds_the_post(case: AnyCase) -> Refusal:
    """A plan covers the part of the year that the post is held; opening a cycle has looked already."""
    holds = case.actor.is_clock or case.facts.holds_post(case.record)
    return _when(not holds, day=case.record.starts_on)


@rule("6/2022:8", _("The plan begins on %(day)s, the first day that it can cover."))
def begins_with_the_post(case: AnyCase) -> Refusal:
    """It covers the year, or the part of it that the post was held: nobody chooses which part."""
    facts, plan = case.facts, case.record
    if case.actor.is_clock or not facts.holds_post(plan) or facts.other_plan(plan):
        return None
    first = facts.first_day(plan)
    return _when(plan.starts_on != first, day=first)


@rule(
    "ours:manager_after_transfer",
    _("A manager begins a plan only for an employee whose earlier plan ended by transfer."),
    help=Capacity.OWNER,
)
def manager_after_transfer(case: AnyCase) -> Refusal:
    managing = case.actor.capacity is Capacity.MANAGER
    return _when(managing and case.facts.predecessor(case.record) is None)


# A suspension


@rule(
    "6/2022:II.C.8.b",
    _("The plan is suspended since %(since)s; planning stands still until it is resumed."),
    help=Capacity.MANAGER,
)
def not_held(case: AnyCase) -> Refusal:
    since = case.facts.plan(case.record).held_from
    return _when(since is not None and case.led_by is None, since=since)


@rule(
    "ours:held_from",
    _("A suspension begins between %(starts_on)s and today, %(today)s."),
    of_input=True,
)
def held_from_a_day_that_has_come(case: AnyCase) -> Refusal:
    first = case.data.from_day if case.data else None
    outside = first is not None and not case.record.starts_on <= first <= case.day
    return _when(outside, starts_on=case.record.starts_on, today=case.day)


@rule("ours:not_already_held", _("The plan is suspended already."))
def not_already_held(case: AnyCase) -> Refusal:
    return _when(case.record.held_from is not None)


@rule("ours:is_held", _("The plan is not suspended."))
def is_held(case: AnyCase) -> Refusal:
    return _when(case.record.held_from is None)


# Deciding


@rule("ours:remarks_answered", _("Remarks that wait for your answer: %(count)s."), help=Capacity.OWNER)
def no_remark_open(case: AnyCase) -> Refusal:
    count = case.facts.dossier(case.record).open_remarks
    return _when(count > 0, count=count)


@rule("ours:remarks_resolved", _("Remarks not resolved yet: %(count)s."), help=Capacity.RATER)
def remarks_resolved(case: AnyCase) -> Refusal:
    count = case.facts.dossier(case.record).unresolved_remarks
    return _when(count > 0, count=count)


@rule(
    "ours:revision_named",
    _("You decided on a revision that is not the one submitted. Read the submitted one, then decide."),
    of_input=True,
)
def revision_is_the_one_submitted(case: AnyCase) -> Refusal:
    revision = case.facts.dossier(case.record).revision
    return _when(revision is None or case.data is None or case.data.revision != revision.hash)


@rule("ours:remark_names_item", _("There is no such item in the plan: %(items)s."), of_input=True)
def remarks_name_items(case: AnyCase) -> Refusal:
    known = contents.item_ids(case.facts.frozen(case.record))
    remarks = (case.data and case.data.remarks) or ()
    return named(each.item for each in remarks if each.item and each.item not in known)


@rule(
    "policy:rater_plan.wait",
    _("The rater's own plan is not in force yet; this one waits for it until the planning deadline."),
    help=Capacity.SUPERIOR,
)
def rater_plan_in_force(case: AnyCase) -> Refusal:
    waits = case.facts.policy(case.record).rater_plan == "wait" and not _deadline_passed(case)
    return _when(waits and case.facts.rater_is_without_plan(case.record))


@rule("policy:rater_plan.warn", _("The rater's own plan is not in force yet."), warns=True)
def rater_plan_not_yet_in_force(case: AnyCase) -> Refusal:
    warns = case.facts.policy(case.record).rater_plan == "warn"
    return _when(warns and case.facts.rater_is_without_plan(case.record))


@rule(
    "6/2022:II.C.5",
    _("This is possible only after the planning deadline, %(last_day)s."),
    help=Capacity.RATER,
)
def planning_deadline_passed(case: AnyCase) -> Refusal:
    return _when(not _deadline_passed(case), last_day=case.facts.plan(case.record).set_by)


@rule(
    "6/2022:II.C.5.superior",
    _("The superior acts only when the rater has let his time pass, after %(last_day)s."),
    help=Capacity.RATER,
)
def superior_after_deadline(case: AnyCase) -> Refusal:
    if case.actor.capacity is not Capacity.SUPERIOR or case.led_by is not None:
        return None
    return _superior_too_early(case, case.facts.raters_last_day(case.record))


@rule(
    "policy:rater_decides_days",
    _("The superior acts only when the rater has let his time pass, after %(last_day)s."),
    help=Capacity.RATER,
)
def superior_after_raters_limit(case: AnyCase) -> Refusal:
    if case.actor.capacity is not Capacity.SUPERIOR:
        return None
    if case.facts.amendment_id(case.record) is None:
        days = case.facts.policy(case.record).rater_decides_days
        last_day = case.facts.calendar(case.record).after(case.record.set_by, days)
    else:
        last_day = case.facts.raters_last_day(case.record)
    return _superior_too_early(case, last_day)


def _superior_too_early(case: AnyCase, last_day: datetime.date | None) -> Refusal:
    if last_day is None:
        return {"last_day": "—"}
    passed = case.now >= case.facts.calendar(case.record).end_of(last_day)
    return _when(not passed, last_day=last_day)


@rule("policy:set_unsigned", _("This cycle's policy sets no plan without the employee's signature."))
def policy_sets_unsigned(case: AnyCase) -> Refusal:
    return _when(not case.facts.policy(case.record).set_unsigned)


@rule(
    "ours:reminded_twice",
    _("The employee must have been reminded twice; so far: %(count)s."),
)
def reminded_twice(case: AnyCase) -> Refusal:
    count = case.facts.reminded(case.record)
    return _when(count < 2, count=count)


# The course of a plan


@rule(
    "ours:last_day_inside",
    _("The last day lies between %(starts_on)s and %(ends_on)s."),
    of_input=True,
)
def last_day_inside(case: AnyCase) -> Refusal:
    plan = case.record
    inside = case.data is not None and plan.starts_on <= case.data.last_day <= plan.ends_on
    return _when(not inside, starts_on=plan.starts_on, ends_on=plan.ends_on)


@rule("6/2022:II.C.8.b.end", _("Time ends a plan only if it is suspended when its last day ends."))
def clock_ends_what_is_suspended(case: AnyCase) -> Refusal:
    ended = case.record.held_from is not None and case.facts.is_over(case.record)
    return _when(case.actor.is_clock and not ended)


@rule(
    "6/2022:IV.A.8.b", _("Time voids only a plan never in force, when the yearly evaluation's window ends.")
)
def clock_voids_what_was_never_set(case: AnyCase) -> Refusal:
    late = case.facts.in_force(case.record) is None and case.facts.yearly_window_is_over(case.record)
    return _when(case.actor.is_clock and not late)


@rule("6/2022:II.C.6", _("A transfer names the new post."), of_input=True)
def transfer_names_post(case: AnyCase) -> Refusal:
    return _when(case.data is not None and case.data.cause == "transfer" and not case.data.new_post)


@rule("6/2022:20", _("There is no result %(result)s in the revision in force."), of_input=True)
def result_in_force(case: AnyCase) -> Refusal:
    revision = case.facts.in_force(case.record)
    named = case.data.result if case.data else ""
    known = {result["id"] for result in contents.results(revision.contents)} if revision else set()
    return _when(named not in known, result=named)


@rule("6/2022:20.tried", _("Say what was tried before the result is taken over."), of_input=True)
def something_was_tried(case: AnyCase) -> Refusal:
    return _when(case.data is None or not case.data.tried)


@rule("ours:new_rater_differs", _("The plan has this rater already."), of_input=True)
def new_rater_differs(case: AnyCase) -> Refusal:
    if case.actor.is_clock:
        return _when(case.facts.rater_person(case.record) == case.record.rater_id)
    return _when(case.data is None or case.data.rater_post == str(case.record.rater_post_id))


@rule(
    "ours:new_rater_known",
    _("There is no such post, or nobody at it or above it could rate this plan."),
    of_input=True,
)
def new_rater_is_not_the_owner(case: AnyCase) -> Refusal:
    if case.actor.is_clock:
        return None
    return _when(case.data is None or not case.facts.would_rate(case.record, case.data.rater_post))


# Amendments and remarks


@rule("6/2022:14(2)", _("The plan is not in force, so there is nothing to amend."))
def plan_runs(case: AnyCase) -> Refusal:
    return _when(case.facts.plan(case.record).state not in RUNNING)


@rule("ours:one_live_amendment", _("A change of this plan is under way already."))
def no_other_amendment(case: AnyCase) -> Refusal:
    return _when(case.facts.live_amendment(case.record) is not None)


@rule("ours:remark_item", _("There is no item %(item)s in the plan."))
def remark_names_item(case: AnyCase) -> Refusal:
    item = case.record.item
    return _when(bool(item) and item not in case.facts.known_items(case.record), item=item)


@rule("ours:remark_says", _("A remark needs words."))
def remark_says_something(case: AnyCase) -> Refusal:
    return _when(blank(case.record.text))


@rule("ours:under_discussion", _("The plan is not under discussion; remarks belong to a draft."))
def under_discussion(case: AnyCase) -> Refusal:
    return _when(case.led_by is None and case.facts.discussed_state(case.record) not in DISCUSSED)


@rule("ours:answer_given", _("An answer needs words."), of_input=True)
def answer_says_something(case: AnyCase) -> Refusal:
    return _when(case.data is None or blank(case.data.answer))


def _deadline_passed(case: AnyCase) -> bool:
    plan = case.facts.plan(case.record)
    return bool(case.now >= case.facts.calendar(case.record).end_of(plan.set_by))
