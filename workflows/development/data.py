"""What is sent with the steps of an improvement plan, and with what is entered beside them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Literal

MOST_TARGETS = 10
TITLE, TEXT = 200, 2000  # characters
MOST_HOURS = 1000  # JP of one training

Outcome = Literal["improved", "not_improved"]


@dataclass(frozen=True)
class Targets:
    """`targets`: what is to be reached until the last day, each in a sentence; up to ten."""

    targets: list[str]


@dataclass(frozen=True)
class Reviewed:
    """`review`: how far the employee has come, as both have talked it over."""

    review: str


@dataclass(frozen=True)
class Concluded:
    """`outcome`: whether the employee has improved."""

    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class NeedInput:
    """What somebody has to learn: `skill` in a few words, `kind` technical or soft, and `why`."""

    kind: str
    skill: str
    why: str


@dataclass(frozen=True, kw_only=True)
class TrainingInput:
    """A training that was done. `hours`: JP; `document`: number of the certificate or the like; `evidence`: id of a
    file among the evidence of one of the person's plans."""

    title: str
    provider: str
    kind: str
    first_day: datetime.date
    last_day: datetime.date
    hours: int
    document: str
    evidence: int | None = None


@dataclass(frozen=True, kw_only=True)
class RecognitionInput:
    """`rewards`: of `models.Reward`; `other`: what else, where one of them is that; `reason`: why."""

    rewards: list[str] = field(default_factory=list)
    other: str = ""
    reason: str
