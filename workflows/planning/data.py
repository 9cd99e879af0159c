"""What is sent with the steps of planning, beside a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

EndCause = Literal[
    "transfer",
    "death",
    "retirement",
    "contract_end",
    "unpaid_leave",
    "pre_retirement",
    "office_outside",
    "suspension",
]
Tried = Literal["adjusted", "resources", "guided", "counselled"]


@dataclass(frozen=True)
class RemarkInput:
    """A remark on an item of the plan, or on the whole when `item` is empty."""

    text: str
    item: str = ""


@dataclass(frozen=True)
class Return:
    remarks: list[RemarkInput] | None = None


@dataclass(frozen=True)
class NamedRevision:
    """`revision`: the hash of the revision that was read and is decided on."""

    revision: str


@dataclass(frozen=True)
class Signed:
    """`edit`: the counter of the draft that was read and is signed; left out, the draft as it stands."""

    edit: int | None = None


@dataclass(frozen=True)
class NamedEdit:
    """`edit`: the counter of the draft that was read."""

    edit: int


@dataclass(frozen=True)
class TakenOver:
    """`result`: the id of a main or additional result in force; `tried`: what was tried before."""

    result: str
    tried: list[Tried]


@dataclass(frozen=True)
class NewRater:
    """`rater_post`: id of the post whose holder rates from now on; `letter`: id of the letter, if any."""

    rater_post: str
    letter: str | None = None


@dataclass(frozen=True)
class Hold:
    """`from_day`: the first day of the suspension; today when left out."""

    from_day: date | None = None


@dataclass(frozen=True)
class Ending:
    """`last_day` of the plan and its cause; `new_post`: id of the post after a transfer."""

    last_day: date
    cause: EndCause
    new_post: str | None = None


@dataclass(frozen=True)
class Proposal:
    """`cause`: why the plan is changed."""

    cause: Literal[
        "assignment",
        "resources",
        "expectation",
        "strategy",
        "acting_begins",
        "acting_ends",
        "study_begins",
        "study_ends",
        "new_rater",
        "coaching",
    ]


@dataclass(frozen=True)
class Answer:
    """`answer`: what the owner says to it."""

    answer: str
