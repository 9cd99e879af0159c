"""The verbs of development beside the steps of improvement plans: needs, trainings and recognitions.

Each adds a row and enters it on the chain of the person's development. Who may is looked at on the day, and nobody
decides on what is his own.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.errors import Missing, NotYourTurn
from cycle_engine.ledger.canonical import canonical, digest
from directory.acts import take_turns
from directory.today import today
from workflows.development import queries, rules
from workflows.development.data import NeedInput, RecognitionInput, TrainingInput
from workflows.development.entering import as_manager, as_owner, development_of, enter, managers_of, refuse
from workflows.development.models import (
    Decision,
    Need,
    NeedAnswer,
    Recognition,
    Reward,
    Skill,
    Standing,
    Training,
    TrainingDecision,
    Withdrawal,
)
from workflows.development.reckoning import grounds_of, reached, settled
from workflows.development.rules import Needed, Recognised, Trained, broken
from workflows.evaluation.disclosure import TOLD
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.models import Evaluation
from workflows.monitoring.models import Evidence

OWNER, RATER, SUPERIOR = Capacity.OWNER, Capacity.RATER, Capacity.SUPERIOR
UNRATED = ("open", "self_assessed")


# Needs


def raise_need(person: int, need: NeedInput, *, actor: Actor, evaluation: int | None = None) -> Need:
    """Say what a person has to learn: he himself on any day; with an `evaluation` of his that is rated, who rates it
    or is his superior too.

    Who says it himself is told of nothing; what is raised in an evaluation he reads once he has that. Raises Missing,
    NotYourTurn or RulesBroken.
    """
    with transaction.atomic():
        take_turns()
        found = _evaluation(person, evaluation)
        who = _raiser(person, found, actor)
        refuse(broken(rules.NEED, Needed(need, _stands(person, need, found, who))))
        of = development_of(person)
        row = Need(
            of=of,
            kind=Skill(need.kind),
            skill=need.skill.strip(),
            why=need.why.strip(),
            evaluation=found,
            raised_by_id=who.person,  # type: ignore[misc]
            raised_at=clock.now(),
        )
        said = {"kind": row.kind, "skill": row.skill, "why": row.why}
        note = {"hash": digest(canonical(said)), "evaluation": str(found.pk) if found else ""}
        enter(of, "raise_need", [row], who, note, _told(person, found))
    return row


def _stands(person: int, need: NeedInput, evaluation: Evaluation | None, who: Actor) -> bool:
    """Whether the same one has raised the same need and it is neither met nor dropped; what others raised in an
    evaluation the owner may not know of yet."""
    same = Need.objects.filter(
        of__person=person,
        kind=need.kind,
        skill=need.skill.strip(),
        evaluation=evaluation,
        raised_by=who.person,
    )
    return queries.answered(same).filter(standing__in=[Standing.OPEN, Standing.PLANNED]).exists()


def _told(person: int, evaluation: Evaluation | None) -> dict[int, Capacity]:
    """The owner is told of a need; of one that was raised in an evaluation once he has that."""
    return {person: OWNER} if evaluation is None or evaluation.state in TOLD else {}


def _evaluation(person: int, evaluation: int | None) -> Evaluation | None:
    if evaluation is None:
        return None
    found = Evaluation.objects.select_related("plan").filter(pk=evaluation, plan__employee=person).first()
    if found is None:
        raise Missing
    return found


def _raiser(person: int, evaluation: Evaluation | None, actor: Actor) -> Actor:
    """The actor as who he raises a need: the owner, or, beside a rating, who rates or his superior."""
    if actor.person == person:
        return as_owner(person, actor)
    found = beside_rating(evaluation, actor) if evaluation else None
    if found is None:
        raise NotYourTurn
    return found


def beside_rating(evaluation: Evaluation, actor: Actor, facts: EvaluationFacts | None = None) -> Actor | None:
    """The actor as who rates this evaluation, or as his superior, once it is rated; nobody else, and not before."""
    if evaluation.state in UNRATED:
        return None
    facts = facts or EvaluationFacts([evaluation], *clock.moment())
    for capacity in (RATER, SUPERIOR):
        for holder in facts.holders(evaluation, capacity):
            if holder.person == actor.person:
                return actor.acting_as(capacity, holder)
    return None


def answer_need(need: int, standing: str, note: str, *, actor: Actor) -> NeedAnswer:
    """Say what a need has come to: planned, met or dropped, by a manager of the person's unit; dropped also by who
    raised it for himself. Raises Missing, NotYourTurn, OwnCause or RulesBroken."""
    with transaction.atomic():
        found = Need.objects.select_related("of", "evaluation").filter(pk=need).first()
        if found is None:
            raise Missing
        person, word = found.of.person_id, Standing(standing)
        own = actor.person == person == found.raised_by_id and word is Standing.DROPPED
        who = as_owner(person, actor) if own else as_manager(person, actor)
        refuse(broken([rules.note_is_worded], note))
        row = NeedAnswer(need=found, standing=word, note=note.strip(), by_id=who.person, at=clock.now())  # type: ignore[misc]
        noted = {"need": str(need), "standing": str(word), "reason": row.note}
        enter(found.of, "answer_need", [row], who, noted, _told(person, found.evaluation))
    return row


# Trainings


def enter_training(person: int, training: TrainingInput, *, actor: Actor) -> Training:
    """Enter a training that a person has done: he himself, and it waits to be confirmed; or a manager of his unit,
    and it counts at once. Raises Missing, NotYourTurn or RulesBroken."""
    with transaction.atomic():
        take_turns()
        own = actor.person == person
        who = as_owner(person, actor) if own else as_manager(person, actor)
        refuse(broken(rules.TRAINING, _trained(person, training)))
        of = development_of(person)
        row = Training(
            of=of,
            title=training.title.strip(),
            provider=training.provider.strip(),
            kind=Skill(training.kind),
            first_day=training.first_day,
            last_day=training.last_day,
            hours=training.hours,
            document=training.document.strip(),
            evidence_id=training.evidence,
            entered_by_id=who.person,  # type: ignore[misc]
            entered_at=clock.now(),
        )
        note = {
            "title": row.title,
            "certificate": row.document,
            "hours": row.hours,
            "from": row.first_day.isoformat(),
            "to": row.last_day.isoformat(),
            "decision": str(Decision.WAITING if own else Decision.CONFIRMED),
        }
        rows: list[Any] = [row] if own else [row, _decision(row, Decision.CONFIRMED, "", who)]
        enter(of, "enter_training", rows, who, note, managers_of(person) if own else {person: OWNER})
    return row


def _trained(person: int, training: TrainingInput) -> Trained:
    evidence = training.evidence
    known = evidence is None or Evidence.objects.filter(pk=evidence, plan__employee=person).exists()
    same = Training.objects.filter(
        of__person=person,
        title=training.title.strip(),
        first_day=training.first_day,
        document=training.document.strip(),
    )
    standing = queries.decided(same).filter(decision__in=[Decision.WAITING, Decision.CONFIRMED])
    return Trained(training, today(clock.moment()), known, entered=standing.exists())


def decide_training(training: int, decision: str, reason: str, *, actor: Actor) -> TrainingDecision:
    """Say whether a training counts: confirmed or refused by a manager of the person's unit, and never by himself;
    withdrawn by who did it. All but a confirmation need a reason. Raises Missing, NotYourTurn, OwnCause, RulesBroken.
    """
    with transaction.atomic():
        take_turns()
        found = queries.decided(Training.objects.select_related("of").filter(pk=training)).first()
        if found is None:
            raise Missing
        person, word = found.of.person_id, Decision(decision)
        own = actor.person == person and word is Decision.WITHDRAWN
        if word is Decision.WITHDRAWN and not own:
            raise NotYourTurn
        who = as_owner(person, actor) if own else as_manager(person, actor)
        wordless = [] if word is Decision.CONFIRMED else broken([rules.note_is_worded], reason)
        refuse([*wordless, *broken([rules.decision_is_new], (found.decision, word))])
        row = _decision(found, word, reason.strip(), who)
        note = {"training": str(training), "decision": str(word), "reason": row.reason}
        enter(found.of, "decide_training", [row], who, note, {person: OWNER})
    return row


def _decision(training: Training, word: Decision, reason: str, who: Actor) -> TrainingDecision:
    return TrainingDecision(
        training=training,
        decision=word,
        reason=reason,
        by_id=who.person,  # type: ignore[misc]
        at=clock.now(),
    )


# Recognitions


def confirm_recognition(evaluation: int, recognition: RecognitionInput, *, actor: Actor) -> Recognition:
    """Recognise the result of a settled year for which something speaks: by a manager of the person's unit, with a
    reason (`6/2022:31`). Raises Missing, NotYourTurn, OwnCause or RulesBroken."""
    with transaction.atomic():
        found = Evaluation.objects.select_related("plan").filter(pk=evaluation).first()
        if found is None:
            raise Missing
        person = found.plan.employee_id
        who = as_manager(person, actor)
        of = development_of(person)
        case = _recognised(found, recognition)
        refuse(broken(rules.RECOGNITION, case))
        row = Recognition(
            of=of,
            evaluation=found,
            number=Recognition.objects.filter(evaluation=found).count() + 1,
            year=found.ends_on.year,
            predicate=found.predicate,
            grounds=[str(each) for each in case.grounds],
            rewards=[str(Reward(each)) for each in recognition.rewards],
            other=recognition.other.strip(),
            reason=recognition.reason.strip(),
            confirmed_by_id=who.person,  # type: ignore[misc]
            confirmed_at=clock.now(),
        )
        note = {
            "evaluation": str(found.pk),
            "grounds": row.grounds,
            "rewards": row.rewards,
            "reason": row.reason,
        }
        enter(of, "confirm_recognition", [row], who, note, {person: OWNER})
    return row


def _recognised(evaluation: Evaluation, recognition: RecognitionInput) -> Recognised:
    is_settled = settled().filter(pk=evaluation.pk).exists()
    grounds = grounds_of(evaluation, reached([evaluation])[evaluation.pk]) if is_settled else []
    known = Recognition.objects.filter(evaluation=evaluation, withdrawal=None).exists()
    return Recognised(recognition, is_settled, grounds, known)


def withdraw_recognition(recognition: int, reason: str, *, actor: Actor) -> Withdrawal:
    """Say that a recognition holds no longer, and why: by a manager of the person's unit. Raises Missing (also for
    one that is withdrawn), NotYourTurn, OwnCause or RulesBroken."""
    with transaction.atomic():
        found = Recognition.objects.select_related("of").filter(pk=recognition, withdrawal=None).first()
        if found is None:
            raise Missing
        who = as_manager(found.of.person_id, actor)
        refuse(broken([rules.note_is_worded], reason))
        row = Withdrawal(recognition=found, reason=reason.strip(), by_id=who.person, at=clock.now())  # type: ignore[misc]
        note = {"recognition": str(recognition), "reason": row.reason}
        enter(found.of, "withdraw_recognition", [row], who, note, {found.of.person_id: OWNER})
    return row
