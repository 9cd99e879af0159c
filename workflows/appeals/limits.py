"""The clocks of an appeal. The figures are the cycle's policy, which has the norm's as defaults."""

from __future__ import annotations

import datetime
from typing import Any

from cycle_engine.actors import Capacity
from cycle_engine.deadlines import Limit

EXPLANATION, DECISION = "explanation", "decision"


def _explanation(facts: Any, appeal: Any, begun: datetime.date) -> datetime.date:
    return facts.calendar(appeal).after(appeal.filed_on, facts.policy(appeal).explanation_days)  # type: ignore[no-any-return]


def _decision(facts: Any, appeal: Any, begun: datetime.date) -> datetime.date:
    return facts.calendar(appeal).after(appeal.duty_since, facts.policy(appeal).decision_days)  # type: ignore[no-any-return]


APPEAL_LIMITS = (
    Limit(
        EXPLANATION,
        {"filed": Capacity.RATER},
        _explanation,
        steps={Capacity.RATER: ("explain",)},
    ),
    Limit(
        DECISION,
        dict.fromkeys(("filed", "explained", "heard"), Capacity.DECIDER),
        _decision,
        steps={Capacity.DECIDER: ("record_hearing", "confirm")},
    ),
)
