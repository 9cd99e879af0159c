"""The guards of improvement plans, and of what is entered beside them, with the sentences that people read.

Those of a machine's steps look at a case and its facts; the others at what somebody wants to enter.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from cycle_engine.case import Case
from cycle_engine.errors import Blocker
from cycle_engine.rules import Rule, rule
from workflows.development.data import (
    MOST_HOURS,
    MOST_TARGETS,
    TEXT,
    TITLE,
    NeedInput,
    RecognitionInput,
    TrainingInput,
)
from workflows.development.limits import SIGNATURE, STEPS
from workflows.evaluation.ratings import Predicate
from workflows.planning.completeness import blank

Refusal = Mapping[str, object] | None
AnyCase = Case[Any]


def _when(broken: object, **data: object) -> Refusal:
    return data if broken else None


# Improvement plans


@rule(
    "ours:improvement_very_poor",
    _("It takes a yearly result that is settled and was Very poor (Sangat Kurang)."),
)
def result_was_very_poor(case: AnyCase) -> Refusal:
    evaluation = case.record.evaluation
    settled = evaluation.kind == "yearly" and evaluation.state == "settled"
    return _when(not (settled and evaluation.predicate == Predicate.SANGAT_KURANG))


@rule("ours:improvement_pns", _("Only a civil servant (PNS) who serves has an improvement plan."))
def serves_as_civil_servant(case: AnyCase) -> Refusal:
    return _when(not case.facts.serves(case.record))


@rule("ours:improvement_once", _("The employee has an improvement plan for this year, or one under way."))
def has_no_other(case: AnyCase) -> Refusal:
    return _when(case.facts.has_another(case.record))


@rule(
    "ours:improvement_rater_first",
    _("The rater has until %(last_day)s; after that it is the superior's turn."),
)
def rater_had_his_time(case: AnyCase) -> Refusal:
    if case.actor.capacity is not Capacity.SUPERIOR:
        return None
    deadline = case.facts.deadlines.get(case.record.pk, {}).get(STEPS[case.step.name])
    waits = deadline is not None and case.now < deadline.due_at
    return _when(waits, last_day=deadline and deadline.last_day)


@rule(
    "ours:improvement_targets",
    _("Name at least one target and up to %(most)s, each in words of up to %(length)s characters."),
    of_input=True,
)
def targets_are_named(case: AnyCase) -> Refusal:
    targets = case.data.targets if case.data else []
    fit = 0 < len(targets) <= MOST_TARGETS and not any(blank(each) or len(each) > TEXT for each in targets)
    return _when(not fit, most=MOST_TARGETS, length=TEXT)


@rule("ours:improvement_signing", _("The employee may sign until %(last_day)s."))
def time_to_sign_has_passed(case: AnyCase) -> Refusal:
    deadline = case.facts.deadlines.get(case.record.pk, {}).get(SIGNATURE)
    return _when(deadline is None or case.now < deadline.due_at, last_day=deadline and deadline.last_day)


@rule("ours:improvement_review", _("A review needs words, up to %(length)s characters."), of_input=True)
def review_says_something(case: AnyCase) -> Refusal:
    return _when(case.data is None or blank(case.data.review) or len(case.data.review) > TEXT, length=TEXT)


@rule("ours:improvement_six_months", _("The six months end on %(last_day)s; conclude from that day on."))
def six_months_are_over(case: AnyCase) -> Refusal:
    return _when(case.day < case.record.ends_on, last_day=case.record.ends_on)


@rule("ours:improvement_reviewed", _("Nobody is judged without a review: record at least one before."))
def was_reviewed(case: AnyCase) -> Refusal:
    return _when(not case.facts.reviews(case.record))


# What is entered beside


@dataclass(frozen=True)
class Needed:
    """A need that somebody wants to raise; `stands`: he has raised it before, and it is neither met nor dropped."""

    need: NeedInput
    stands: bool


@dataclass(frozen=True)
class Trained:
    """A training that somebody wants to enter, on which day, whether its evidence is the person's, and whether the
    same one was entered and stands."""

    training: TrainingInput
    today: datetime.date
    evidence_known: bool
    entered: bool = False


@dataclass(frozen=True)
class Recognised:
    """A recognition that somebody wants to confirm; `grounds` speak for it; `known`: there is one already."""

    recognition: RecognitionInput
    settled: bool
    grounds: Sequence[str]
    known: bool


@rule(
    "ours:need_words",
    _("Say in words what is to be learnt, up to %(title)s characters, and why, up to %(length)s."),
)
def need_is_worded(case: Needed) -> Refusal:
    need = case.need
    fits = (
        not blank(need.skill) and not blank(need.why) and len(need.skill) <= TITLE and len(need.why) <= TEXT
    )
    return _when(not fits, title=TITLE, length=TEXT)


@rule("ours:need_once", _("You have said this already, and it is still to be learnt."))
def need_is_new(case: Needed) -> Refusal:
    return _when(case.stands)


@rule("ours:need_note", _("Say why, up to %(length)s characters."))
def note_is_worded(note: str) -> Refusal:
    return _when(blank(note) or len(note) > TEXT, length=TEXT)


@rule(
    "ours:training_words",
    _("Title, provider and document of a training need words, up to %(length)s characters each."),
)
def training_is_worded(case: Trained) -> Refusal:
    said = (case.training.title, case.training.provider, case.training.document)
    return _when(any(blank(each) or len(each) > TITLE for each in said), length=TITLE)


@rule("ours:training_days", _("A training ends on or after its first day, and not after today, %(today)s."))
def training_is_over(case: Trained) -> Refusal:
    training = case.training
    in_order = training.first_day <= training.last_day <= case.today
    return _when(not in_order, today=case.today)


@rule("ours:training_hours", _("A training has from 1 to %(most)s hours (JP)."))
def training_has_hours(case: Trained) -> Refusal:
    return _when(not 1 <= case.training.hours <= MOST_HOURS, most=MOST_HOURS)


@rule("ours:training_evidence", _("There is no such evidence for a plan of this person."))
def training_evidence_is_there(case: Trained) -> Refusal:
    return _when(not case.evidence_known)


@rule("ours:training_once", _("This training stands in the register already, with this certificate."))
def training_is_new(case: Trained) -> Refusal:
    return _when(case.entered)


@rule("ours:training_decided", _("This was said of the training already, or it was withdrawn by who did it."))
def decision_is_new(case: tuple[str, str]) -> Refusal:
    """What was said of it last, and what is to be said."""
    last, word = case
    return _when(last in (word, "withdrawn"))


@rule("ours:recognition_settled", _("Only the result of a year that is settled can be recognised."))
def result_is_settled(case: Recognised) -> Refusal:
    return _when(not case.settled)


@rule(
    "ours:recognition_ground",
    _("Nothing speaks for it: the predicate is not Very good, and not all targets were reached."),
)
def something_speaks_for_it(case: Recognised) -> Refusal:
    return _when(case.settled and not case.grounds)


@rule("ours:recognition_once", _("This result has been recognised already."))
def not_recognised_yet(case: Recognised) -> Refusal:
    return _when(case.known)


@rule("ours:recognition_words", _("Choose a reward, name the other one where it is that, and say why."))
def recognition_is_worded(case: Recognised) -> Refusal:
    said = case.recognition
    unnamed = blank(said.other) if "other" in said.rewards else bool(said.other)
    too_long = len(said.other) > TITLE or len(said.reason) > TEXT
    return _when(not said.rewards or unnamed or blank(said.reason) or too_long)


NEED = (need_is_worded, need_is_new)
TRAINING = (
    training_is_worded,
    training_is_over,
    training_has_hours,
    training_evidence_is_there,
    training_is_new,
)
RECOGNITION = (result_is_settled, something_speaks_for_it, not_recognised_yet, recognition_is_worded)


def broken(rules: Iterable[Rule], case: Any) -> Iterator[Blocker]:
    """What of these rules forbids it."""
    return (blocker for each in rules if (blocker := each.broken(case)))
