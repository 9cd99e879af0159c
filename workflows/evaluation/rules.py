"""The guards of evaluation, with the sentences that people read. Pure: they look at the case and its facts.

Codes: `6/2022:…` is a place in PermenPANRB 6/2022, `policy:…` a field of the cycle's policy, `ours:…` our own.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from cycle_engine.case import Case
from cycle_engine.rules import rule
from workflows.cycles.periods import named as period_named
from workflows.cycles.periods import periodic, yearly
from workflows.evaluation.data import ADDRESSEE
from workflows.evaluation.facts import signed_periods
from workflows.evaluation.limits import DELIVERY, RATING, RECEIPT, SETTLEMENT
from workflows.planning.completeness import Refusal, blank, named

AnyCase = Case[Any]
GIVEN = ("delivered", "acknowledged", "settled")  # results that the employee has, and that nobody appeals


def _when(broken: object, **data: object) -> Refusal:
    return data if broken else None


# Opening


@rule("6/2022:IV.A.8", _("The window of this evaluation opens on %(day)s."))
def window_has_opened(case: AnyCase) -> Refusal:
    opens = case.facts.opens(case.record)
    return _when(not case.record.closing and case.day < opens, day=opens)


@rule("6/2022:IV.A.8.window", _("The window of this evaluation closed on %(day)s."))
def window_is_open(case: AnyCase) -> Refusal:
    closes = case.facts.closes(case.record)
    return _when(case.facts.has_passed(case.record, closes), day=closes)


@rule("6/2022:24", _("%(period)s is no period of this plan's cycle."))
def period_of_the_cycle(case: AnyCase) -> Refusal:
    year, policy = case.record.plan.starts_on.year, case.facts.policy(case.record)
    known = {each.name for each in (*periodic(year, policy), yearly(year))}
    return _when(case.record.period not in known, period=case.record.period)


@rule("6/2022:IV.A.1", _("No plan was in force in this period, so there is nothing to evaluate."))
def was_in_force(case: AnyCase) -> Refusal:
    """The plan, or for a period that began before a transfer one that it succeeds."""
    evaluation, facts = case.record, case.facts
    plan, period, revision = evaluation.plan, period_named(evaluation.period), facts.revision(evaluation)
    if revision is None or plan.ends_on < period.starts_on:
        return {}
    in_time = revision.in_force_from <= period.ends_on or period.is_year
    own = in_time and plan.starts_on <= period.ends_on
    return _when(not own and not facts.was_in_force_before(evaluation, period))


@rule("ours:one_a_period", _("This period of the plan is evaluated already."))
def not_yet_evaluated(case: AnyCase) -> Refusal:
    """Here, or before a transfer unless it passed on; and a month in no two periods."""
    evaluation, facts = case.record, case.facts
    period = period_named(evaluation.period)
    kept = (each for each in facts.before_transfer(evaluation) if not each.passed_on and not period.is_year)
    there = (*facts.siblings(evaluation), *kept)
    return _when(any(period.overlaps(period_named(each.period)) for each in there))


@rule(
    "6/2022:II.C.8.b.yearly",
    _("The plan is suspended since %(since)s; the evaluation waits until it is resumed or has ended."),
    help=Capacity.MANAGER,
)
def not_held(case: AnyCase) -> Refusal:
    """And a period of which no day was before the suspension (`II.C.8.b`)."""
    since, period = case.record.plan.held_from, period_named(case.record.period)
    waits = since is not None and (period.is_year or since <= period.starts_on)
    return _when(waits, since=since)


# Rating


@rule("6/2022:IV.A.8.opens", _("Nothing is rated before the window opens, on %(day)s."))
def rating_has_begun(case: AnyCase) -> Refusal:
    """A leaver's closing evaluation opens when his last day is known, and its window on that day."""
    opens = case.facts.opens(case.record)
    return _when(case.day < opens, day=opens)


@rule(
    "6/2022:IV.A.11",
    _("The time to rate ended on %(last_day)s; now the superior rates."),
    help=Capacity.SUPERIOR,
)
def rating_window_open(case: AnyCase) -> Refusal:
    """Where no superior is left, it stays with the rater, late."""
    last_day = case.facts.rater_until(case.record)
    passed = case.facts.due_passed(case.record, RATING, last_day)
    superior = case.facts.holders(case.record, Capacity.SUPERIOR)
    return _when(passed and superior, last_day=last_day)


@rule(
    "policy:self_assessment_before",
    _("The employee has until %(last_day)s to report; then you may rate without."),
    help=Capacity.OWNER,
)
def owner_had_his_time(case: AnyCase) -> Refusal:
    last_day = case.facts.owner_until(case.record)
    waits = case.record.state == "open" and not case.facts.has_passed(case.record, last_day)
    return _when(waits, last_day=last_day)


@rule("6/2022:IV.A.11.superior", _("The superior has rated this evaluation."), help=Capacity.SUPERIOR)
def not_rated_by_superior(case: AnyCase) -> Refusal:
    return _when(case.record.rated_as == Capacity.SUPERIOR)


@rule("ours:rated_by_another", _("You have rated this evaluation yourself."))
def rated_by_another(case: AnyCase) -> Refusal:
    return _when(case.actor.person == case.record.rated_by_id)


@rule("6/2022:IV.A.10", _("First rate what is still open of the year: %(items)s."))
def earlier_ones_rated(case: AnyCase) -> Refusal:
    """Yearly: no earlier evaluation of the plan waits for its rating inside its own window."""
    if case.record.kind != "yearly":
        return None
    facts = case.facts
    return named(
        each.period
        for each in facts.siblings(case.record)
        if each.state in ("open", "self_assessed") and not facts.has_passed(each, facts.closes(each))
    )


@rule("6/2022:IV.A.11.window", _("The superior acts only after the window, which ends on %(last_day)s."))
def window_has_passed(case: AnyCase) -> Refusal:
    """For the superior who rated himself and recalled it, it has."""
    if case.record.rated_as == Capacity.SUPERIOR:
        return None
    last_day = case.facts.rater_until(case.record)
    return _when(not case.facts.has_passed(case.record, last_day), last_day=last_day)


@rule("6/2022:IV.A.11.rater", _("The rater has rated; his rating stays."), help=Capacity.RATER)
def rater_did_not_rate(case: AnyCase) -> Refusal:
    """What is rated may be rated anew only by the superior who rated it himself and recalled it."""
    evaluation = case.record
    own = evaluation.rated_as == Capacity.SUPERIOR and evaluation.recalled_on is not None
    return _when(evaluation.state == "rated" and not own)


@rule(
    "6/2022:IV.B.1.g",
    _("The achievement of the unit that the rater leads is not known yet."),
    help=Capacity.SUPERIOR,
)
def organisation_is_known(case: AnyCase) -> Refusal:
    return _when(case.facts.achievement(case.record) is None)


@rule("policy:calibration", _("This cycle's policy has superiors ask nobody to reconsider."))
def policy_calibrates(case: AnyCase) -> Refusal:
    return _when(not case.facts.policy(case.record).calibration)


@rule("policy:calibration_days", _("That is possible until %(last_day)s, so that the rater has time."))
def time_to_reconsider(case: AnyCase) -> Refusal:
    days = case.facts.policy(case.record).calibration_days
    last_day = case.facts.calendar(case.record).before(case.facts.closes(case.record), days)
    return _when(case.facts.has_passed(case.record, last_day), last_day=last_day)


# Signing, delivering, receiving


@rule(
    "6/2022:IV.B.2",
    _("The unit's ratings depart from the guide; say why. %(breaches)s"),
    of_input=True,
)
def breach_has_a_reason(case: AnyCase) -> Refusal:
    given = case.data.distribution_reason if case.data else ""
    if not blank(given):
        return None
    found = case.facts.distribution(case.record, case.actor.person).breaches
    return {"breaches": " ".join(each.message for each in found)} if found else None


@rule("6/2022:V.A.5", _("Time delivers only what was not delivered until %(last_day)s."))
def clock_delivers_what_is_late(case: AnyCase) -> Refusal:
    return _clock_comes_late(case, DELIVERY)


@rule("6/2022:V.A.6.receipt", _("Time takes as received only what was not received until %(last_day)s."))
def clock_receives_what_is_late(case: AnyCase) -> Refusal:
    return _clock_comes_late(case, RECEIPT)


def _clock_comes_late(case: AnyCase, kind: str) -> Refusal:
    if not case.actor.is_clock:
        return None
    deadline = case.facts.deadlines.get(case.record.pk, {}).get(kind)
    passed = deadline is not None and case.now >= deadline.due_at
    return _when(not passed, last_day=deadline.last_day if deadline else "—")


@rule("ours:not_yet_received", _("The evaluation was received on %(day)s."))
def not_yet_received(case: AnyCase) -> Refusal:
    received = case.record.received_on
    return _when(received is not None, day=received)


@rule(
    "ours:handed_over_on",
    _("A manager gives the day of the hand-over, from %(first)s to %(last)s; the employee gives none."),
    of_input=True,
)
def handed_over_by_today(case: AnyCase) -> Refusal:
    given = case.data.handed_over_on if case.data else None
    first, last = case.record.delivered_on, case.day
    if case.actor.capacity is not Capacity.MANAGER:
        return _when(given is not None, first=first, last=last)
    return _when(given is None or not first <= given <= last, first=first, last=last)


@rule("6/2022:V.A.6", _("The evaluation has not been received yet; open it first."), help=Capacity.OWNER)
def received(case: AnyCase) -> Refusal:
    return _when(case.record.received_on is None)


@rule("6/2022:V.B.2.settle", _("The evaluation settles after %(last_day)s."))
def time_to_appeal_has_passed(case: AnyCase) -> Refusal:
    if case.record.received_on is None:
        return None
    last_day = case.facts.settled_after(case.record)
    passed = case.facts.due_passed(case.record, SETTLEMENT, last_day)
    return _when(not passed, last_day=last_day)


# An earlier result, reports, excuses


@rule("6/2022:IV.A.13.b", _("Only a periodic evaluation may be replaced by an earlier result."))
def only_periodic(case: AnyCase) -> Refusal:
    return _when(case.record.kind != "periodic")


@rule(
    "6/2022:IV.A.13.a",
    _("Name the last periodic evaluation of the old unit that has a result."),
    of_input=True,
)
def earlier_result_of_old_unit(case: AnyCase) -> Refusal:
    found = [
        each
        for each in case.facts.results_before(case.record)
        if each.kind == "periodic" and each.predicate and each.state in GIVEN
    ]
    last = str(found[-1].pk) if found else None
    return _when(last is None or case.data is None or case.data.evaluation != last)


@rule("6/2022:IV.A.13.a.agreed", _("The rater has proposed no earlier result."), help=Capacity.RATER)
def earlier_result_proposed(case: AnyCase) -> Refusal:
    return _when(case.record.proposed_id is None)


@rule(
    "6/2022:V.A.7",
    _("Say in up to %(most)s characters to whom the evaluation is reported."),
    of_input=True,
)
def reported_to_somebody(case: AnyCase) -> Refusal:
    given = case.data.to if case.data else ""
    return _when(blank(given) or len(given) > ADDRESSEE, most=ADDRESSEE)


@rule("ours:plan_goes_on", _("The plan has ended; another one is evaluated."))
def plan_goes_on(case: AnyCase) -> Refusal:
    """A leaver has his closing evaluation, and no further period is opened for him."""
    plan = case.record.plan
    leaves = case.step.is_birth and plan.end_cause and case.record.kind == "periodic"
    return _when(plan.state in ("ended", "void") or leaves)


# What evaluations forbid the plan


@rule("ours:nothing_signed", _("An evaluation of this plan is signed: %(items)s."), on="plan.void")
def nothing_signed(case: AnyCase) -> Refusal:
    return named(case.facts.once(signed_periods).get(case.record.pk, ()))
