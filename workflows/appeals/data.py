"""What is sent with the steps of an appeal, beside a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Party = Literal["owner", "rater"]
Ground = Literal["final", "not_the_evaluee", "late"]


@dataclass(frozen=True)
class Objection:
    """`reasons`: why the result should be another; ids of evidence."""

    reasons: str
    evidence: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Explanation:
    """`explanation`: what the rater answers; ids of evidence."""

    explanation: str
    evidence: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class HearingInput:
    """How a party was asked: the day and the minutes, or why it did not come."""

    party: Party
    date: date | None = None
    minutes: str = ""
    absent_because: str = ""


@dataclass(frozen=True)
class Heard:
    hearings: list[HearingInput]


@dataclass(frozen=True)
class Dismissal:
    """`ground`: why the appeal is not admissible; ids of the evidence that proves it."""

    ground: Ground
    evidence: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Appointment:
    """`person` (id) who decides where no post is left above, by `letter` (id); else both are left out."""

    person: str | None = None
    letter: str | None = None
