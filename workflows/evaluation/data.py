"""What is sent with the steps of evaluation, beside a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from workflows.planning.contents import Value

Mark = Literal["above", "as_expected", "below"]
FailedStudy = Literal["kurang", "sangat_kurang"]

ADDRESSEE = 200  # characters


@dataclass(frozen=True)
class Realisation:
    """What became of an indicator: a value as it is written, or why there is none; ids of its evidence."""

    indicator: str
    value: str = ""
    none_because: str = ""
    note: str = ""
    evidence: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class SelfAssessed:
    """`realisations`: one for each indicator of the revision that is evaluated."""

    realisations: list[Realisation]


@dataclass(frozen=True)
class ResultMark:
    """How far a result met what was expected of it."""

    result: str
    mark: Mark


@dataclass(frozen=True)
class Said:
    """Feedback on one result, or on one of the seven values."""

    text: str
    result: str | None = None
    value: Value | None = None


@dataclass(frozen=True)
class Rated:
    """The marks, both ratings, feedback per result and value, and a note or recommendation.

    `failed_study`: the predicate chosen where the study failed (`6/2022:IV.B.3`); else left out.
    """

    result_marks: list[ResultMark]
    results_rating: Mark
    behaviour_rating: Mark
    feedback: list[Said]
    recommendation: str
    failed_study: FailedStudy | None = None


@dataclass(frozen=True)
class Signed:
    """`distribution_reason`: why the unit's ratings depart from the guide, where they do."""

    distribution_reason: str = ""


@dataclass(frozen=True)
class Received:
    """`handed_over_on`: the day on which a manager saw the document handed over; the owner leaves it out."""

    handed_over_on: date | None = None


@dataclass(frozen=True)
class Reported:
    """`to`: the official (PyB) to whom the evaluation is reported."""

    to: str


@dataclass(frozen=True)
class Earlier:
    """`evaluation`: id of the last periodic evaluation of the old unit."""

    evaluation: str
