"""What the steps of a complaint change beside its state."""

from __future__ import annotations

from typing import Any

from cycle_engine.case import Case

ComplaintCase = Case[Any]


def receive(case: ComplaintCase) -> None:
    complaint = case.record
    case.notes |= {"category": complaint.category}
    _say(case, "complaint")


def assign(case: ComplaintCase) -> None:
    case.changes.change(case.record, post_id=int(case.data.to_post))


def respond(case: ComplaintCase) -> None:
    case.changes.change(case.record, responded_on=case.day)
    _say(case, "response")


def answer(case: ComplaintCase) -> None:
    """An answer to what nobody has responded to is the first response as well."""
    first = case.record.responded_on or case.day
    case.changes.change(case.record, responded_on=first, answered_on=case.day)
    _say(case, "answer")


def reopen(case: ComplaintCase) -> None:
    case.changes.change(case.record, reopened_on=case.day, answered_on=None)
    _say(case, "reopening")


def classify(case: ComplaintCase) -> None:
    case.changes.change(case.record, category=case.data.category)


def forward(case: ComplaintCase) -> None:
    case.changes.change(case.record, unit_id=int(case.data.to_unit), post_id=None, service_id=None)


def dismiss(case: ComplaintCase) -> None:
    case.changes.change(case.record, ground=case.data.ground)
    _say(case, "dismissal")


def _say(case: ComplaintCase, kind: str) -> None:
    """Keep what was written, where the citizen or the unit can read it."""
    from workflows.voice.complaints import Saying

    case.changes.add(
        Saying(complaint=case.record, kind=kind, words=case.data.words.strip(), said_at=case.now)
    )
