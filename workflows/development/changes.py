"""What the steps of an improvement plan change beside the state."""

from __future__ import annotations

import datetime
from calendar import monthrange
from typing import Any

from cycle_engine.case import Case

AnyCase = Case[Any]
MONTHS = 6  # of the norm
ONE_DAY = datetime.timedelta(days=1)


def after_months(day: datetime.date, count: int = MONTHS) -> datetime.date:
    """The same day so many months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return datetime.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def open_it(case: AnyCase) -> None:
    """The six months begin today."""
    improvement = case.record
    improvement.starts_on, improvement.ends_on = case.day, after_months(case.day) - ONE_DAY
    case.notes.update(
        evaluation=str(improvement.evaluation_id),
        **{"from": improvement.starts_on.isoformat(), "to": improvement.ends_on.isoformat()},
    )


def set_targets(case: AnyCase) -> None:
    case.changes.change(case.record, targets=[each.strip() for each in case.data.targets])


def begin(case: AnyCase) -> None:
    signed = None if case.actor.is_clock else case.day
    case.changes.change(case.record, signed_on=signed, began_on=case.day)


def review(case: AnyCase) -> None:
    from workflows.development.models import Review

    case.changes.add(
        Review(
            improvement=case.record,
            text=case.data.review.strip(),
            by_id=case.actor.person,  # type: ignore[misc]
            at=case.now,
        )
    )


def conclude(case: AnyCase) -> str:
    case.changes.change(case.record, concluded_on=case.day)
    return str(case.data.outcome)
