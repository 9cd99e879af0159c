"""The clocks of planning. The figures are the cycle's policy."""

from __future__ import annotations

import datetime
from typing import Any

from cycle_engine.actors import Capacity
from cycle_engine.deadlines import Limit

PLAN_SET = "plan_set"
RATER_DECIDES = "rater_decides"
AMENDMENT_PREPARED = "amendment_prepared"


def _set_by(facts: Any, plan: Any, begun: datetime.date) -> datetime.date | None:
    return None if plan.held_from else plan.set_by


def _rater_decides(facts: Any, record: Any, begun: datetime.date) -> datetime.date | None:
    return _after(facts, record, begun, facts.policy(record).rater_decides_days)


def _amendment_prepared(facts: Any, record: Any, begun: datetime.date) -> datetime.date | None:
    return _after(facts, record, begun, facts.policy(record).plan_begun_days)


def _after(facts: Any, record: Any, begun: datetime.date, days: int) -> datetime.date | None:
    """So many working days later; nothing while the plan is suspended and its clocks stand still."""
    return None if facts.plan(record).held_from else facts.calendar(record).after(begun, days)


def _superior_days(facts: Any, record: Any) -> int:
    return int(facts.policy(record).superior_days)


PLAN_LIMITS = (
    Limit(
        PLAN_SET,
        {"drafting": Capacity.OWNER, "returned": Capacity.OWNER, "submitted": Capacity.RATER},
        _set_by,
        _superior_days,
        steps={Capacity.OWNER: ("submit", "set_unsigned"), Capacity.RATER: ("approve", "set_by_superior")},
    ),
    Limit(
        RATER_DECIDES,
        {"submitted": Capacity.RATER},
        _rater_decides,
        steps={Capacity.RATER: ("approve", "set_by_superior")},
    ),
)
AMENDMENT_LIMITS = (
    Limit(
        AMENDMENT_PREPARED,
        {"drafting": Capacity.OWNER, "returned": Capacity.OWNER},
        _amendment_prepared,
        steps={Capacity.OWNER: ("submit",)},
    ),
    Limit(
        RATER_DECIDES,
        {"submitted": Capacity.RATER},
        _rater_decides,
        _superior_days,
        steps={Capacity.RATER: ("approve",)},
    ),
)
