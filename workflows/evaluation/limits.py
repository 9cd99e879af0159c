"""The clocks of evaluation. The figures are the cycle's policy, which has the norm's as defaults."""

from __future__ import annotations

import datetime
from typing import Any

from cycle_engine.actors import Capacity
from cycle_engine.deadlines import Limit

OWNER, RATER, AUTHOR, CLOCK = Capacity.OWNER, Capacity.RATER, Capacity.AUTHOR, Capacity.CLOCK

REALISATION, RATING, SIGNATURE = "realisation", "rating", "signature"
DELIVERY, RECEIPT, RETURN = "delivery", "receipt", "return"
APPEAL, SETTLEMENT, REPORT = "appeal", "settlement", "report"

AFTER_SIGNING = ("signed", "delivered", "acknowledged", "contested", "settled")


def _realisation(facts: Any, record: Any, begun: datetime.date) -> datetime.date:
    return facts.owner_until(record)  # type: ignore[no-any-return]


def _rating(facts: Any, record: Any, begun: datetime.date) -> datetime.date:
    return facts.rater_until(record)  # type: ignore[no-any-return]


def _signature(facts: Any, record: Any, begun: datetime.date) -> datetime.date:
    return facts.signer_until(record)  # type: ignore[no-any-return]


def _delivery(facts: Any, record: Any, begun: datetime.date) -> datetime.date:
    policy = facts.policy(record)
    by_superior = record.signed_as == Capacity.SUPERIOR
    days = policy.superior_delivers_days if by_superior else policy.deliver_days
    return facts.calendar(record).after(begun, days)  # type: ignore[no-any-return]


def _receipt(facts: Any, record: Any, begun: datetime.date) -> datetime.date | None:
    if record.received_on is not None:
        return None
    return facts.calendar(record).after(begun, facts.policy(record).receipt_days)  # type: ignore[no-any-return]


def _return(facts: Any, record: Any, begun: datetime.date) -> datetime.date | None:
    return facts.returned_until(record) if record.received_on else None


def _appeal(facts: Any, record: Any, begun: datetime.date) -> datetime.date | None:
    return facts.appealed_until(record) if record.received_on and not record.is_final else None


def _settlement(facts: Any, record: Any, begun: datetime.date) -> datetime.date | None:
    return facts.settled_after(record) if record.received_on else None


def _report(facts: Any, record: Any, begun: datetime.date) -> datetime.date | None:
    if record.reported_on is not None and not record.reported_contested:
        return None
    last_day: datetime.date = facts.calendar(record).after(
        facts.closes(record), facts.policy(record).report_days
    )
    return max(last_day, begun) if record.reported_contested else last_day


def _superior_rates(facts: Any, record: Any) -> int:
    return int(facts.policy(record).superior_rates_days)


def _superior_signs(facts: Any, record: Any) -> int:
    return int(facts.policy(record).superior_days)


EVALUATION_LIMITS = (
    Limit(REALISATION, {"open": OWNER}, _realisation, steps={OWNER: ("self_assess",)}),
    Limit(
        RATING,
        {"open": RATER, "self_assessed": RATER},
        _rating,
        _superior_rates,
        steps={RATER: ("rate", "rate_by_superior")},
    ),
    Limit(
        SIGNATURE,
        {"rated": AUTHOR},
        _signature,
        _superior_signs,
        steps={AUTHOR: ("sign", "sign_by_superior")},
    ),
    Limit(DELIVERY, {"signed": AUTHOR}, _delivery, steps={AUTHOR: ("deliver",)}),
    Limit(RECEIPT, {"delivered": OWNER}, _receipt, met_by=("receive",), steps={OWNER: ("receive",)}),
    Limit(RETURN, {"delivered": OWNER}, _return, steps={OWNER: ("acknowledge",)}),
    Limit(APPEAL, {"delivered": CLOCK, "acknowledged": CLOCK}, _appeal),
    Limit(SETTLEMENT, {"delivered": CLOCK, "acknowledged": CLOCK}, _settlement),
    Limit(
        REPORT,
        dict.fromkeys(AFTER_SIGNING, AUTHOR),
        _report,
        met_by=("report",),
        steps={AUTHOR: ("report",)},
    ),
)
