"""What the steps of an appeal change beside the state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cycle_engine.case import Case
from workflows.evaluation.changes import rating_of

if TYPE_CHECKING:
    from workflows.appeals.models import Statement

AnyCase = Case[Any]


def evaluations(cases: Sequence[AnyCase]) -> Iterator[tuple[AnyCase, Any]]:
    """The evaluation of each appeal."""
    for case in cases:
        yield case, case.facts.evaluation(case.record)


def file(case: AnyCase) -> None:
    appeal = case.record
    appeal.filed_on = appeal.duty_since = case.day
    appeal.decider_post_id = case.facts.first_post(appeal)
    deciders = case.facts.deciders(appeal)
    appeal.decider_id = deciders[0].person if deciders else None
    case.changes.add(_statement(case, "owner", case.data.reasons))


def explain(case: AnyCase) -> None:
    case.changes.add(_statement(case, "rater", case.data.explanation))


def _statement(case: AnyCase, party: str, text: str) -> Statement:
    from workflows.appeals.models import Statement

    return Statement(
        appeal=case.record,
        party=party,
        by_id=case.actor.person,  # type: ignore[misc]
        text=text,
        evidence=list(case.data.evidence),
        said_at=case.now,
    )


def record_hearing(case: AnyCase) -> None:
    from workflows.appeals.models import Hearing

    for each in case.data.hearings:
        case.changes.add(
            Hearing(
                appeal=case.record,
                party=each.party,
                date=each.date,
                minutes=each.minutes,
                absent_because=each.absent_because,
                recorded_at=case.now,
            )
        )


def decide(case: AnyCase) -> None:
    ground = getattr(case.data, "ground", "")
    case.changes.change(
        case.record,
        decided_by_id=case.actor.person,
        decided_at=case.now,
        decision=case.reason,
        ground=ground,
    )


def amend(case: AnyCase) -> None:
    """The decider's ratings beside the rater's, which are kept (`V.B.7`)."""
    facts, evaluation = case.facts.of_evaluations, case.facts.evaluation(case.record)
    rating = rating_of(case, evaluation, facts, by_decision=True)
    case.changes.add(rating)
    case.changes.change(evaluation, predicate=rating.predicate)
    decide(case)
    case.notes.update(predicate=rating.predicate)


def appoint(case: AnyCase) -> None:
    """The named person decides, or whoever sits one post higher; his days count from today."""
    appeal, data = case.record, case.data
    if data is not None and data.person:
        case.changes.change(
            appeal,
            decider_id=int(data.person),
            named=True,
            letter_id=int(data.letter),
            duty_since=case.day,
        )
        return
    seat = case.facts.deciding_seat(appeal) if _only_found_anew(case) else case.facts.next_seat(appeal)
    case.changes.change(appeal, decider_post_id=seat.post, named=False, letter_id=None, duty_since=case.day)
    deciders = case.facts.deciders(appeal)
    case.changes.change(appeal, decider_id=deciders[0].person if deciders else None)


def _only_found_anew(case: AnyCase) -> bool:
    """Whether the clock comes because the decider has left, and not because the decision is overdue."""
    return case.actor.is_clock and not case.facts.is_overdue(case.record)
