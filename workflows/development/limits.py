"""The clocks of an improvement plan. The six months are the norm's; the days of grace are the cycle's policy."""

from __future__ import annotations

import datetime
from typing import Any

from cycle_engine.actors import Capacity
from cycle_engine.deadlines import Limit

OWNER, RATER = Capacity.OWNER, Capacity.RATER

TARGETS, SIGNATURE, CONCLUSION = "targets", "signature", "conclusion"
STEPS = {"set_targets": TARGETS, "conclude": CONCLUSION}


def _grace(facts: Any, record: Any, begun: datetime.date) -> datetime.date:
    return facts.calendar(record).after(begun, facts.policy(record).superior_days)  # type: ignore[no-any-return]


def _conclusion(facts: Any, record: Any, begun: datetime.date) -> datetime.date:
    return _grace(facts, record, max(record.ends_on, begun))


def _moves(facts: Any, record: Any) -> int:
    return int(facts.policy(record).superior_days)


IMPROVEMENT_LIMITS = (
    Limit(TARGETS, {"opened": RATER}, _grace, _moves, steps={RATER: ("set_targets",)}),
    Limit(SIGNATURE, {"proposed": OWNER}, _grace, steps={OWNER: ("sign",)}),
    Limit(CONCLUSION, {"running": RATER}, _conclusion, _moves, steps={RATER: ("conclude",)}),
)
