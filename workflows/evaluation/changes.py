"""What the steps of evaluation change beside the state."""

from __future__ import annotations

import datetime
from typing import Any

from cycle_engine.actors import Capacity
from cycle_engine.case import Case
from cycle_engine.ledger.canonical import canonical, digest
from directory import queries as directory
from workflows.evaluation import document
from workflows.evaluation.measuring import filled, measured_of
from workflows.evaluation.ratings import predicate
from workflows.evaluation.rows import Document, Rating, SelfAssessment

AnyCase = Case[Any]


def pin(case: AnyCase) -> None:
    """The revision that is evaluated, and who held the rater's post when the window opened."""
    evaluation = case.record
    revision = case.facts.revision(evaluation)
    evaluation.revision_id = revision.pk
    evaluation.rater_id = _rater_on(case, min(case.facts.opens(evaluation), case.day))
    case.notes.update(period=evaluation.period, revision=revision.hash, number=revision.number)


def unrate(case: AnyCase) -> None:
    """What was rated counts no longer; the rating is kept."""
    case.changes.change(case.record, predicate="")


def excuse(case: AnyCase) -> None:
    """Not evaluated here; after a transfer the period passes on to the plan that succeeds this one."""
    case.changes.change(case.record, predicate="", passed_on=case.led_by is not None)


def _rater_on(case: AnyCase, day: datetime.date) -> int | None:
    line = case.facts.line_on(case.record, day)
    holders = directory.duties(line, case.record.plan.employee_id).holders
    return holders[0][0].person if holders else None


def self_assess(case: AnyCase) -> None:
    realisations = filled(case.data.realisations, case.facts.once(measured_of)[case.record.pk])
    case.changes.add(SelfAssessment(evaluation=case.record, realisations=realisations, said_at=case.now))


def rate(case: AnyCase) -> None:
    """The rating, of which the predicate follows; whether it is final (`IV.A.11-12`)."""
    evaluation, facts = case.record, case.facts
    post = facts.seat_of(evaluation, case.actor.person)
    rating = rating_of(case, evaluation, facts)
    case.changes.add(rating)
    in_default = case.actor.capacity is Capacity.SUPERIOR
    case.changes.change(
        evaluation,
        rated_by_id=case.actor.person,
        rated_post_id=post,
        rated_as=str(case.actor.capacity),
        predicate=rating.predicate,
        is_final=in_default or facts.is_final_by_rank(evaluation, post),
    )
    case.notes.update(predicate=rating.predicate, organisation=rating.organisation)


def rating_of(case: AnyCase, evaluation: Any, facts: Any, *, by_decision: bool = False) -> Rating:
    """The next rating of the evaluation, from the data of the case."""
    data, before = case.data, facts.written(evaluation).rating
    achievement = facts.achievement(evaluation)
    organisation = {"word": achievement.word, "basis": achievement.basis} if achievement else {}
    return Rating(
        evaluation=evaluation,
        number=before.number + 1 if before else 1,
        by_id=case.actor.person,  # type: ignore[misc]
        by_decision=by_decision,
        result_marks={each.result: each.mark for each in data.result_marks},
        results_rating=data.results_rating,
        behaviour_rating=data.behaviour_rating,
        feedback=[{"result": each.result, "value": each.value, "text": each.text} for each in data.feedback],
        recommendation=data.recommendation,
        failed_study=data.failed_study or "",
        predicate=predicate(data.results_rating, data.behaviour_rating, data.failed_study),
        organisation=before.organisation if by_decision and before else organisation,
        rated_at=case.now,
    )


def sign(case: AnyCase) -> None:
    """Freeze the document with the hash of its canonical JSON."""
    evaluation, facts = case.record, case.facts
    known = facts.written(evaluation).document
    contents = document.build(evaluation, facts, signer=case.actor.person)
    frozen = digest(canonical(contents))
    own = any(each.person == case.actor.person for each in facts.raters(evaluation))
    case.changes.add(
        Document(
            evaluation=evaluation,
            number=known.number + 1 if known else 1,
            contents=contents,
            hash=frozen,
            signed_by_id=case.actor.person,  # type: ignore[misc]
            signed_at=case.now,
        )
    )
    case.changes.change(
        evaluation,
        signed_by_id=case.actor.person,
        signed_post_id=evaluation.rated_post_id if own else facts.seat_of(evaluation, case.actor.person),
        signed_as=evaluation.rated_as if own else str(Capacity.SUPERIOR),
        signed_on=case.day,
        distribution_reason=case.data.distribution_reason if case.data else "",
    )
    case.notes.update(document=frozen)


def deliver(case: AnyCase) -> None:
    case.changes.change(case.record, delivered_on=case.day, delivered_by_clock=case.actor.is_clock)


def receive(case: AnyCase) -> None:
    """Received today, on the day that a manager saw the document handed over, or when it is taken for granted."""
    handed_over = case.data.handed_over_on if case.data else None
    case.changes.change(case.record, received_on=handed_over or case.day)


def acknowledge(case: AnyCase) -> None:
    case.changes.change(case.record, returned_on=case.day)


def resolve(case: AnyCase) -> str:
    """Back to the state before when the appeal was withdrawn and might be filed again; else settled."""
    evaluation = case.record
    withdrawn = case.led_by is not None and case.led_by.step.name == "withdraw"
    if withdrawn and not case.facts.has_passed(evaluation, case.facts.appealed_until(evaluation)):
        return "acknowledged" if evaluation.returned_on else "delivered"
    return "settled"


def recall(case: AnyCase) -> None:
    """Back on the desk; signature, delivery and receipt come anew."""
    case.changes.change(
        case.record,
        recalled_on=case.day,
        signed_on=None,
        signed_as="",
        delivered_on=None,
        delivered_by_clock=False,
        received_on=None,
        returned_on=None,
        reported_on=None,
        reported_to="",
        reported_contested=False,
    )


def propose_earlier(case: AnyCase) -> None:
    case.changes.change(case.record, proposed_id=int(case.data.evaluation))


def adopt_earlier(case: AnyCase) -> None:
    earlier = next(
        each for each in case.facts.results_before(case.record) if each.pk == case.record.proposed_id
    )
    case.changes.change(case.record, predicate=earlier.predicate)
    case.notes.update(evaluation=str(earlier.pk), predicate=earlier.predicate)


def report(case: AnyCase) -> None:
    case.changes.change(
        case.record,
        reported_on=case.day,
        reported_to=case.data.to if case.data else "",
        reported_contested=case.record.state == "contested",
    )
