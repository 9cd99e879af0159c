"""The guards of appeals, with the sentences that people read. Pure: they look at the case and its facts.

Codes: `6/2022:…` is a place in PermenPANRB 6/2022, `ours:…` our own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from cycle_engine.case import Case
from cycle_engine.rules import Rule, rule
from workflows.appeals.limits import DECISION, EXPLANATION
from workflows.evaluation import completeness
from workflows.evaluation.limits import APPEAL
from workflows.planning.completeness import Refusal, blank, named

AnyCase = Case[Any]


def _when(broken: object, **data: object) -> Refusal:
    return data if broken else None


# Filing


@rule("6/2022:V.B.1", _("Only an evaluation that you have received can be appealed."))
def evaluation_received(case: AnyCase) -> Refusal:
    return _when(case.facts.evaluation(case.record).received_on is None)


@rule("6/2022:V.B.2", _("The appeal must have reached the rater's superior by %(last_day)s."))
def in_time(case: AnyCase) -> Refusal:
    """Engine time against the last day, settled or not; never earlier than people were told."""
    evaluation, facts = case.facts.evaluation(case.record), case.facts.of_evaluations
    if evaluation.received_on is None:
        return None
    last_day = facts.appealed_until(evaluation)
    late = facts.due_passed(evaluation, APPEAL, last_day)
    return _when(late, last_day=last_day)


@rule("6/2022:IV.A.12", _("This result is final; there is no appeal against it."))
def not_final(case: AnyCase) -> Refusal:
    """The superior rated for a silent rater (`IV.A.11`), or it is final by rank."""
    return _when(case.facts.evaluation(case.record).is_final)


@rule("ours:one_live_appeal", _("An appeal against this evaluation is under way."))
def no_other_appeal(case: AnyCase) -> Refusal:
    return _when(case.facts.is_appealed(case.record))


@rule("6/2022:V.B.2.reasons", _("Say why the result should be another."), of_input=True)
def reasons_given(case: AnyCase) -> Refusal:
    return _when(case.data is None or blank(case.data.reasons))


@rule("ours:appeal_evidence_known", _("There is no such evidence for this plan: %(items)s."), of_input=True)
def evidence_is_there(case: AnyCase) -> Refusal:
    given = set(case.data.evidence) if case.data else set()
    evaluation = case.facts.evaluation(case.record)
    return named(sorted(given - case.facts.of_evaluations.evidence(evaluation).keys())) if given else None


# Hearing both


@rule("6/2022:V.B.4.explanation", _("The explanation needs words."), of_input=True)
def explanation_given(case: AnyCase) -> Refusal:
    return _when(case.data is None or blank(case.data.explanation))


@rule("policy:explanation_days", _("The rater has until %(last_day)s to explain."))
def time_to_explain_has_passed(case: AnyCase) -> Refusal:
    deadline = case.facts.deadlines.get(case.record.pk, {}).get(EXPLANATION)
    passed = deadline is not None and case.now >= deadline.due_at
    return _when(not passed, last_day=deadline.last_day if deadline else "—")


@rule("6/2022:V.B.4", _("Both are asked to explain, once each: the employee and the rater."), of_input=True)
def both_were_asked(case: AnyCase) -> Refusal:
    parties = sorted(each.party for each in case.data.hearings) if case.data else []
    return _when(parties != ["owner", "rater"])


@rule(
    "ours:hearing_complete", _("Give the day and the minutes, or why nobody came: %(items)s."), of_input=True
)
def each_came_or_not(case: AnyCase) -> Refusal:
    hearings = case.data.hearings if case.data else []
    return named(
        each.party
        for each in hearings
        if (each.date is None or blank(each.minutes)) is blank(each.absent_because)
    )


@rule("ours:hearing_day", _("A hearing was on a day from %(first)s to %(last)s: %(items)s."), of_input=True)
def heard_by_today(case: AnyCase) -> Refusal:
    first, last = case.record.filed_on, case.day
    hearings = case.data.hearings if case.data else []
    wrong = named(each.party for each in hearings if each.date and not first <= each.date <= last)
    return wrong and wrong | {"first": first, "last": last}


# Deciding


@rule(
    "ours:ground_holds",
    _("The appeal is admissible as far as is known; this ground needs proof."),
    of_input=True,
)
def ground_holds(case: AnyCase) -> Refusal:
    """Final by rule is seen in the evaluation; the others are proven by evidence."""
    if case.data is None:
        return {}
    if case.data.ground == "final":
        return _when(not case.facts.evaluation(case.record).is_final)
    return _when(not case.data.evidence)


@rule("ours:owner_lives", _("The employee has died; his appeal goes on."))
def owner_lives(case: AnyCase) -> Refusal:
    return _when(case.record.plan.end_cause == "death")


@rule(
    "ours:decider_above",
    _("No post is left above; a manager names who decides, by letter."),
    help=Capacity.MANAGER,
)
def somebody_above(case: AnyCase) -> Refusal:
    """The clock that finds the decider gone needs nobody above, only somebody in his place."""
    if case.data is not None and case.data.person:
        return None
    facts = case.facts
    if case.actor.is_clock and not facts.is_overdue(case.record):
        return _when(facts.deciding_seat(case.record) is None)
    return _when(facts.next_seat(case.record) is None)


@rule(
    "ours:named_at_the_top",
    _("Only a manager names who decides, by letter, and only where no post is left above."),
    of_input=True,
)
def named_only_at_the_top(case: AnyCase) -> Refusal:
    if case.data is None or not (case.data.person or case.data.letter):
        return None
    managing = case.actor.capacity is Capacity.MANAGER and case.data.person and case.data.letter
    return _when(not managing or case.facts.next_seat(case.record) is not None)


@rule(
    "ours:named_may_decide",
    _("Nobody without a part in this case has this name, or there is no such letter."),
    of_input=True,
)
def named_one_may_decide(case: AnyCase) -> Refusal:
    if case.data is None or not case.data.person:
        return None
    own = case.data.person == str(case.actor.person)
    named_one = case.facts.may_be_named(case.record, case.data.person, case.data.letter or "")
    return _when(own or not named_one)


@rule(
    "6/2022:V.B.6",
    _("Time moves the duty only when the decision was due on %(last_day)s, or nobody is there."),
)
def clock_moves_what_is_overdue(case: AnyCase) -> Refusal:
    if not case.actor.is_clock:
        return None
    deadline = case.facts.deadlines.get(case.record.pk, {}).get(DECISION)
    moves = case.facts.is_overdue(case.record) or case.facts.decider_has_left(case.record)
    return _when(not moves, last_day=deadline.last_day if deadline else "—")


# A changed result is rated as any other: the same rules, asked of the evaluation


def _of_evaluation(original: Rule) -> Rule:
    def guard(case: AnyCase) -> Mapping[str, object] | None:
        asked = dataclasses.replace(
            case, record=case.facts.evaluation(case.record), facts=case.facts.of_evaluations
        )
        return original.guard(asked)

    guard.__name__ = original.name
    guard.__module__ = original.guard.__module__
    return dataclasses.replace(original, guard=guard)


RATING = [_of_evaluation(each) for each in completeness.RATED]
