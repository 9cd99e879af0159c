"""What is printed on forms B.1.6-B.1.10, as plain data."""

from __future__ import annotations

from typing import Literal, TypedDict

from forms.documents import Indicator, Period


class Coached(TypedDict):
    """What was talked about of an indicator; none where it stands in no revision."""

    indicator: Indicator | None
    baseline: str
    strategy: str
    progress: str
    problem: str
    cause: str
    ahead: str
    adjust: bool


class CoachingDocument(TypedDict):
    """B.1.6."""

    period: Period
    coached: list[Coached]
    opportunities: str


class Skill(TypedDict):
    skill: str
    span: str
    change: str
    measure: str


class Session(TypedDict):
    held: str
    matter: str
    plan: str
    until: str


class MentoringDocument(TypedDict):
    """B.1.7."""

    period: Period
    skills: list[Skill]
    sessions: list[Session]


class ExperienceDocument(TypedDict):
    """B.1.8: an answer to each of its nine sentences."""

    answers: list[Literal["agree", "partly", "disagree"]]
    note: str


class Competence(TypedDict):
    """By the code of a competence that stands on the form, or by the name of a technical one; from 1 to 5."""

    competence: str
    score: int
    because: str


class CompetenceDocument(TypedDict):
    """B.1.9."""

    competences: list[Competence]
    recommendation: str


class BehaviourDocument(TypedDict):
    """B.1.10: a problem with one of the seven values."""

    value: str
    expectation: str
    problem: str
    others: Literal["yes", "no"]
    done: str


GuidanceDocument = (
    CoachingDocument | MentoringDocument | ExperienceDocument | CompetenceDocument | BehaviourDocument
)
