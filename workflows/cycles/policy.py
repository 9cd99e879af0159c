"""What the norm leaves open, as data of a cycle: figures that an agency may set, each with a default."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import lru_cache
from typing import Any, get_type_hints

from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence
from cycle_engine.ledger.canonical import canonical, digest
from workflows.cycles.guide import GUIDE, Guide, Limit

MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
MOST_DAYS = 260  # the working days of a year
COMMON_YEAR = 2001  # one without 29 February


@dataclass(frozen=True, slots=True, order=True)
class MonthDay:
    """A day that comes every year; as text "01-31". ValueError for one that does not, such as 29 February."""

    month: int
    day: int

    def __post_init__(self) -> None:
        self.of_year(COMMON_YEAR)

    @classmethod
    def parse(cls, text: str) -> MonthDay:
        """The day that `text` names; ValueError when it is none."""
        found = MONTH_DAY.fullmatch(text)
        if found is None:
            raise ValueError(f"not a month and a day: {text!r}")
        return cls(int(found[1]), int(found[2]))

    def of_year(self, year: int) -> datetime.date:
        return datetime.date(year, self.month, self.day)

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"


class RaterPlan(StrEnum):
    """What it means for approving a plan that the rater's own is not in force yet."""

    WARN = "warn"
    WAIT = "wait"


class EvaluationPeriod(StrEnum):
    """How long the periods of the periodic evaluation are (`6/2022:24`, `IV.A.8.a`)."""

    QUARTERLY = "quarterly"
    MONTHLY = "monthly"


class PolicyError(ValueError):
    """What was given is no policy; `errors` says for each field what was expected of it."""

    def __init__(self, errors: Mapping[str, type_sentence]) -> None:
        super().__init__("; ".join(f"{name}: {sentence}" for name, sentence in errors.items()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Policy:
    """The figures of a cycle. Days are working days of the unit where nothing else is said."""

    plan_deadline: MonthDay = MonthDay(1, 31)
    """The last day of the cycle's year on which a plan is set in time (`6/2022:14`, `II.C.4`)."""

    plan_begun_days: int = 15
    """For a plan begun during the year: from its first day until it is set, then as `II.C.5` [policy]."""

    rater_decides_days: int = 5
    """The rater decides on a submitted plan or amendment [policy]."""

    superior_days: int = 5
    """A superior's duty without a limit of its own; then it moves to the next post [policy]."""

    reminders_before: tuple[int, ...] = (7, 3, 1, 0)
    """Before the last day, 0 on the day itself [policy]."""

    escalate_every: int = 3
    """After a limit has passed, each time one level up [policy]."""

    rater_plan: RaterPlan = RaterPlan.WARN
    """The rater's own plan not in force: warn, or wait until the planning deadline [policy]."""

    set_unsigned: bool = True
    """Whether a plan may be set without the employee's signature [policy]."""

    weights: bool = False
    """Whether results carry weights that total 100; the norm knows none [policy]."""

    evaluation_period: EvaluationPeriod = EvaluationPeriod.QUARTERLY
    """The periods of the periodic evaluation (`6/2022:24`); the one that ends with June is the mid-year review."""

    window_opens_on: int = 20
    """The day of a period's last month on which its window opens [policy]."""

    window_days: int = 15
    """From a period's end until its window closes [policy]."""

    yearly_window_opens: MonthDay = MonthDay(12, 20)
    """The first day of the yearly evaluation's window [policy]."""

    yearly_window_closes: MonthDay = MonthDay(1, 31)
    """The last day, in the year after the cycle's, of the yearly evaluation (`IV.A.8.b`)."""

    transfer_window_days: int = 15
    """At least so long is a window open from the day a transferred person's new plan came into force [policy]."""

    leaver_window_days: int = 15
    """The window of a leaver's closing evaluation, from his last day [policy]."""

    self_assessment_before: int = 5
    """The owner has until so many days before the window's end; then the rater may rate without [policy]."""

    recall_days: int = 5
    """From a recall until the corrected rating is due [policy]."""

    superior_rates_days: int = 14
    """From the window's end: the superior rates and signs for a silent rater (`V.A.8`)."""

    deliver_days: int = 14
    """From signing until delivery (`V.A.5`)."""

    superior_delivers_days: int = 7
    """The same for what the superior signed (`V.A.9`)."""

    receipt_days: int = 14
    """From delivery; then receipt is taken for granted [policy]."""

    return_days: int = 14
    """From receipt until the employee has signed and returned the document (`V.A.6`)."""

    superior_return_days: int = 7
    """The same for what the superior rated and signed (`V.A.10`)."""

    appeal_days: int = 14
    """From receipt until an appeal must be filed (`V.B.2`)."""

    explanation_days: int = 3
    """From filing until the rater has explained [policy]."""

    decision_days: int = 7
    """From filing until the decision (`V.B.6`); anew for each decider to whom the duty moves [policy]."""

    report_days: int = 30
    """From the window's end until the report to the PyB (`V.A.7`, `11`)."""

    achievement_days: int = 5
    """An organisation's achievement that is missing so many days after a period's window opened, or on the day
    that is so many from the end of the yearly window's last month, is replaced (`IV.B.1.f`) [policy]."""

    evidence_required: bool = False
    """Whether each realised value needs evidence [policy]."""

    distribution_guide: Guide = GUIDE
    """How predicates should be distributed with what the organisation achieved (`IV.B.2`)."""

    distribution_fewest: int = 5
    """Units of fewer people see the guide without figures [policy]."""

    calibration: bool = False
    """Whether the superior may ask a rater to reconsider [policy]."""

    calibration_days: int = 3
    """So many days of the window must be left for that [policy]."""

    unnamed_feedback: bool = False
    """Whether colleagues and subordinates may give feedback without their names [policy]."""

    unnamed_feedback_fewest: int = 5
    """So many must be able to give it, and have given it, before any of it is shown; never fewer than 3 [policy]."""

    complaint_response_days: int = 3
    """From the receipt of a citizen's complaint until the first response (SP4N-LAPOR)."""

    complaint_information_days: int = 5
    """From its receipt until a question for information is answered (SP4N-LAPOR)."""

    complaint_days: int = 14
    """The same of a complaint that needs no field check (SP4N-LAPOR)."""

    complaint_field_days: int = 60
    """The same of one that needs a field check (SP4N-LAPOR)."""

    complaint_reopen_days: int = 10
    """From an answer until the complaint is closed, if the citizen does not say that it is not settled [policy]."""

    @classmethod
    def from_json(cls, given: object) -> Policy:
        """The policy that `given`, a plain JSON object, describes; what it leaves out has its default.

        PolicyError names every field that is unknown or of a wrong kind.
        """
        if not isinstance(given, Mapping):
            raise PolicyError({"policy": _("An object with the policy's fields was expected.")})
        readers = _readers()
        errors: dict[str, type_sentence] = {
            str(name): _("There is no such field.") for name in given if name not in readers
        }
        read: dict[str, Any] = {}
        for name in given.keys() & readers.keys():
            expected, reader = readers[name]
            try:
                read[name] = reader(given[name])
            except (TypeError, ValueError):
                errors[name] = expected
        if errors:
            raise PolicyError(errors)
        return cls(**read)

    def to_json(self) -> dict[str, Any]:
        """All fields as plain JSON; `from_json` reads it back."""
        return {each.name: _plain(getattr(self, each.name)) for each in fields(self)}

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON, in hex: the policy's half of a rule set's version."""
        return _hash(self)


@lru_cache(maxsize=256)
def _hash(policy: Policy) -> str:
    return digest(canonical(policy.to_json()))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [each.to_json() if isinstance(each, Limit) else each for each in value]
    return str(value) if isinstance(value, MonthDay | StrEnum) else value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _days(value: object, *, at_least: int = 1) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    if not at_least <= value <= MOST_DAYS:
        raise ValueError
    return value


def _reminders(value: object) -> tuple[int, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError
    return tuple(sorted({_days(each, at_least=0) for each in value}, reverse=True))


def _guide(value: object) -> Guide:
    if not isinstance(value, list | tuple):
        raise TypeError
    return tuple(Limit.from_json(each) for each in value)


def _month_day(value: object) -> MonthDay:
    if not isinstance(value, str):
        raise TypeError
    return MonthDay.parse(value)


READERS: dict[object, tuple[type_sentence, Callable[[Any], object]]] = {
    bool: (_("true or false was expected."), _flag),
    int: (_("A whole number of days was expected, from 1 to 260."), _days),
    tuple[int, ...]: (_("A list of whole numbers of days was expected, each from 0 to 260."), _reminders),
    tuple[Limit, ...]: (
        _("A list of limits was expected, each with achievement, predicates, at_least, at_most or someone."),
        _guide,
    ),
    MonthDay: (_("A month and a day were expected, such as 01-31."), _month_day),
    RaterPlan: (_("warn or wait was expected."), RaterPlan),
    EvaluationPeriod: (_("quarterly or monthly was expected."), EvaluationPeriod),
}


@lru_cache
def _readers() -> dict[str, tuple[type_sentence, Callable[[Any], object]]]:
    """For each field what is expected of it, and its reader."""
    return {name: READERS[kind] for name, kind in get_type_hints(Policy).items()}
