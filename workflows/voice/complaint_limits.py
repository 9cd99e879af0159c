"""The clocks of a complaint (SP4N-LAPOR). The figures are the policy of the agency's cycle."""

from __future__ import annotations

import datetime
from typing import Any

from cycle_engine.actors import Capacity
from cycle_engine.deadlines import Limit

FIRST_RESPONSE, ANSWER, CLOSING = "first_response", "answer", "closing"
MANAGER, HANDLER = Capacity.MANAGER, Capacity.HANDLER


def _first_response(facts: Any, complaint: Any, begun: datetime.date) -> datetime.date:
    days = facts.policy(complaint).complaint_response_days
    return facts.calendar(complaint).after(complaint.received_on, days)  # type: ignore[no-any-return]


def _answer(facts: Any, complaint: Any, begun: datetime.date) -> datetime.date:
    """From the receipt, or from the day on which it was taken up again."""
    policy, first = facts.policy(complaint), complaint.reopened_on or complaint.received_on
    days = policy.complaint_days
    if complaint.category == "information":
        days = policy.complaint_information_days
    elif complaint.state == "field_check":
        days = policy.complaint_field_days
    return facts.calendar(complaint).after(first, days)  # type: ignore[no-any-return]


def _closing(facts: Any, complaint: Any, begun: datetime.date) -> datetime.date:
    return facts.calendar(complaint).after(begun, facts.policy(complaint).complaint_reopen_days)  # type: ignore[no-any-return]


COMPLAINT_LIMITS = (
    Limit(
        FIRST_RESPONSE,
        {"received": MANAGER, "assigned": HANDLER},
        _first_response,
        steps={MANAGER: ("assign",), HANDLER: ("respond",)},
    ),
    Limit(
        ANSWER,
        {"received": MANAGER} | dict.fromkeys(("assigned", "responded", "field_check"), HANDLER),
        _answer,
        steps={MANAGER: ("assign",), HANDLER: ("answer",)},
    ),
    Limit(CLOSING, {"answered": Capacity.CLOCK}, _closing, steps={Capacity.CLOCK: ("close",)}),
)
