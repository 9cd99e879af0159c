"""The guards of planning, with the sentences that people read. Pure: they look at the case and its facts.

Codes: `6/2022:…` is a place in PermenPANRB 6/2022, `policy:…` a field of the cycle's policy, `ours:…` our own.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from cycle_engine.case import Case
from cycle_engine.rules import rule
from workflows.planning import contents

Refusal = dict[str, object] | None
AnyCase = Case[Any]
RUNNING = frozenset({"in_force", "mid_year_review", "second_half"})
DISCUSSED = frozenset({"drafting", "submitted", "returned"})


def _items(found: Iterable[str]) -> Refusal:
    names = list(found)
    return {"items": ", ".join(names)} if names else None


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
    return None if other is None else {"starts_on": other[0].isoformat(), "ends_on": other[1].isoformat()}


# A suspension


@rule(
    "6/2022:II.C.8.b",
    _("The plan is suspended since %(since)s; planning stands still until it is resumed."),
    help=Capacity.MANAGER,
)
def not_held(case: AnyCase) -> Refusal:
    since = case.facts.plan(case.record).held_from
    return _when(since is not None and case.led_by is None, since=since and since.isoformat())


@rule("ours:not_already_held", _("The plan is suspended already."))
def not_already_held(case: AnyCase) -> Refusal:
    return _when(case.record.held_from is not None)


@rule("ours:is_held", _("The plan is not suspended."))
def is_held(case: AnyCase) -> Refusal:
    return _when(case.record.held_from is None)


# A complete plan


@rule("6/2022:II.A.6.a", _("The plan needs at least one main result."))
def has_main_result(case: AnyCase) -> Refusal:
    return _when(not any(result.get("kind") == "main" for result in _results(case)))


@rule("6/2022:7(3)", _("Each result and each indicator needs words that say what it is: %(items)s."))
def items_have_text(case: AnyCase) -> Refusal:
    return _items(
        item["id"] for _, item in contents.items(case.facts.contents(case.record)) if _blank(item.get("text"))
    )


@rule("6/2022:9(2)", _("Each result needs an indicator with a target. Missing for: %(items)s."))
def results_have_targets(case: AnyCase) -> Refusal:
    qualitative = _qualitative(case)
    return _items(
        result["id"]
        for result in _results(case)
        if not any(qualitative or _target(indicator) for indicator in result.get("indicators", ()))
    )


@rule(
    "6/2022:9(3)",
    _(
        "In a quantitative plan each indicator needs a target, its unit and its direction. Missing for: %(items)s."
    ),
)
def quantitative_is_measurable(case: AnyCase) -> Refusal:
    return None if _qualitative(case) else _items(_indicators(case, lambda each: not _measurable(each)))


@rule("6/2022:9(3).b", _("In a qualitative plan each indicator needs its narrative. Missing for: %(items)s."))
def qualitative_is_told(case: AnyCase) -> Refusal:
    return (
        _items(_indicators(case, lambda each: _blank(each.get("narrative")))) if _qualitative(case) else None
    )


@rule(
    "6/2022:9(2).b", _("Each indicator needs an aspect (a leader's: a perspective). Missing for: %(items)s.")
)
def indicators_have_aspects(case: AnyCase) -> Refusal:
    return _items(_indicators(case, lambda each: not each.get("aspects") and not each.get("perspective")))


@rule("6/2022:II.A.2.a.8", _("A leader's plan needs at least one indicator of the budget perspective."))
def leader_has_budget(case: AnyCase) -> Refusal:
    has = any(
        item.get("perspective") == "budget" for _, item in contents.items(case.facts.contents(case.record))
    )
    return _when(case.facts.leads(case.record) and not has)


@rule(
    "6/2022:8(1)",
    _(
        "Each result names what it serves: the superior's result, an IKU, a matrix cell, or the leader who "
        "assigned it. Missing for: %(items)s."
    ),
)
def results_serve(case: AnyCase) -> Refusal:
    return _items(
        result["id"]
        for result in _results(case)
        if not result.get("study")
        and sum(bool(value) for value in (result.get("serves") or {}).values()) != 1
    )


@rule("policy:weights", _("The weights of the results must total 100; they total %(total)s."))
def weights_total(case: AnyCase) -> Refusal:
    if not case.facts.policy(case.record).weights:
        return None
    total = sum((_decimal(result.get("weight")) for result in _results(case)), Decimal(0))
    return _when(total != 100, total=str(total))


@rule(
    "6/2022:II.A.7.a.7",
    _("Absolute words (all, always, never, every) promise more than anybody can hold: %(items)s."),
    warns=True,
)
def no_absolute_words(case: AnyCase) -> Refusal:
    return _items(
        item["id"]
        for _, item in contents.items(case.facts.contents(case.record))
        if ABSOLUTE & set(_words(item.get("text", ""))) or "tidak pernah" in item.get("text", "").lower()
    )


ABSOLUTE = frozenset({"semua", "seluruh", "selalu", "setiap"})
COMPLETE = (
    has_main_result,
    items_have_text,
    results_have_targets,
    quantitative_is_measurable,
    qualitative_is_told,
    indicators_have_aspects,
    leader_has_budget,
    results_serve,
    weights_total,
    no_absolute_words,
)


# Deciding


@rule("ours:remarks_answered", _("%(count)s remarks wait for your answer."), help=Capacity.OWNER)
def no_remark_open(case: AnyCase) -> Refusal:
    count = case.facts.dossier(case.record).open_remarks
    return _when(count > 0, count=count)


@rule("ours:remarks_resolved", _("%(count)s remarks are not resolved yet."), help=Capacity.RATER)
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
    revision = case.facts.dossier(case.record).revision
    known = contents.item_ids(revision.contents) if revision else set()
    remarks = (case.data and case.data.remarks) or ()
    return _items(each.item for each in remarks if each.item and each.item not in known)


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
    _("The superior sets the plan only after the planning deadline, %(last_day)s."),
    help=Capacity.RATER,
)
def planning_deadline_passed(case: AnyCase) -> Refusal:
    return _when(not _deadline_passed(case), last_day=case.facts.plan(case.record).set_by.isoformat())


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
    return _when(not passed, last_day=last_day.isoformat())


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
    return _when(not inside, starts_on=plan.starts_on.isoformat(), ends_on=plan.ends_on.isoformat())


@rule("6/2022:II.C.6", _("A transfer names the new post."), of_input=True)
def transfer_names_post(case: AnyCase) -> Refusal:
    return _when(case.data is not None and case.data.cause == "transfer" and not case.data.new_post)


@rule("6/2022:20", _("There is no result %(result)s in the revision in force."), of_input=True)
def result_in_force(case: AnyCase) -> Refusal:
    revision = case.facts.in_force(case.record)
    named = case.data.result if case.data else ""
    known = {result["id"] for result in contents.results(revision.contents)} if revision else set()
    return _when(named not in known, result=named)


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


@rule("ours:under_discussion", _("The plan is not under discussion; remarks belong to a draft."))
def under_discussion(case: AnyCase) -> Refusal:
    return _when(case.led_by is None and case.facts.discussed_state(case.record) not in DISCUSSED)


@rule("ours:answer_given", _("An answer needs words."), of_input=True)
def answer_says_something(case: AnyCase) -> Refusal:
    return _when(case.data is None or _blank(case.data.answer))


def _deadline_passed(case: AnyCase) -> bool:
    plan = case.facts.plan(case.record)
    return bool(case.now >= case.facts.calendar(case.record).end_of(plan.set_by))


def _results(case: AnyCase) -> list[dict[str, Any]]:
    return contents.results(case.facts.contents(case.record))


def _qualitative(case: AnyCase) -> bool:
    return bool(case.facts.contents(case.record).get("approach") == "kualitatif")


def _indicators(case: AnyCase, lacking: Callable[[dict[str, Any]], bool]) -> list[str]:
    return [
        indicator["id"]
        for result in _results(case)
        for indicator in result.get("indicators", ())
        if lacking(indicator)
    ]


def _target(indicator: dict[str, Any]) -> bool:
    low, high = indicator.get("target_low"), indicator.get("target_high")
    return not _blank(indicator.get("target")) or not (_blank(low) or _blank(high))


def _measurable(indicator: dict[str, Any]) -> bool:
    return _target(indicator) and not _blank(indicator.get("unit")) and bool(indicator.get("direction"))


def _blank(text: object) -> bool:
    return not text or not str(text).strip()


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalpha() else " " for letter in text.lower()).split()


def _decimal(text: object) -> Decimal:
    try:
        return Decimal(str(text or 0))
    except InvalidOperation:
        return Decimal(0)
