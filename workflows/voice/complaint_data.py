"""What is sent with the steps of a complaint, beside a reason. The citizen reads the `words`, or wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CategoryWord = Literal["information", "complaint"]
Ground = Literal["elsewhere", "empty", "abusive"]


@dataclass(frozen=True)
class Received:
    """What a citizen complains about or asks."""

    words: str


@dataclass(frozen=True)
class Assigned:
    """`to_post`: the id of a post of the unit, or of one below it."""

    to_post: str


@dataclass(frozen=True)
class Responded:
    """The first response to the citizen."""

    words: str


@dataclass(frozen=True)
class Answered:
    """The final answer to the citizen."""

    words: str


@dataclass(frozen=True)
class Reopened:
    """Why the citizen is not content."""

    words: str


@dataclass(frozen=True)
class Classified:
    """`category`: what it is."""

    category: CategoryWord


@dataclass(frozen=True)
class Forwarded:
    """`to_unit`: the id of the unit that it concerns."""

    to_unit: str


@dataclass(frozen=True)
class Dismissed:
    """Why it is not dealt with; `words` tell the citizen so."""

    ground: Ground
    words: str
