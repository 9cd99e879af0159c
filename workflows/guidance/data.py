"""What is sent with the steps of guidance and of counselling. Each is kept as a paper, outside of the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from workflows.planning.contents import Value

Way = Literal["coaching", "mentoring", "training"]
Agreement = Literal["agree", "partly", "disagree"]

# The competences of form B.1.9: managerial, then socio-cultural. What is technical, each post names its own.
MANAGERIAL = (
    "integrity",
    "cooperation",
    "communication",
    "results",
    "public_service",
    "development",
    "change",
    "decisions",
)
COMPETENCES = (*MANAGERIAL, "unity")
CRITERIA = 9  # of form B.1.8, in its order
LEAST, MOST = 1, 5  # of the scale of form B.1.9


@dataclass(frozen=True)
class Arrangement:
    """`way`: how somebody is guided; `post` (id): who holds it today guides, the rater where none is named."""

    way: Way
    post: str | None = None


@dataclass(frozen=True)
class Coached:
    """What was talked about of an `indicator` (id) of the plan (B.1.6): where it began and how it was to be reached,
    where it is now, and what will be done. `adjust`: whether its target is to be adjusted, by an amendment."""

    indicator: str
    baseline: str = ""
    strategy: str = ""
    progress: str = ""
    problem: str = ""
    cause: str = ""
    ahead: str = ""
    adjust: bool = False


@dataclass(frozen=True)
class Skill:
    """What is to be learned (B.1.7): for how long, with what change, and by what one sees that it worked."""

    skill: str
    span: str = ""
    change: str = ""
    measure: str = ""


@dataclass(frozen=True)
class Session:
    """A meeting of mentoring or a training (B.1.7): when and where, about what, what will be done until when."""

    held: str
    matter: str = ""
    plan: str = ""
    until: str = ""


@dataclass(frozen=True)
class Sheet:
    """The record of a guidance: of coaching what was `coached` and which `opportunities` the employee sees, of the
    other ways the `skills` and the `sessions`."""

    coached: list[Coached] = field(default_factory=list)
    opportunities: str = ""
    skills: list[Skill] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)


@dataclass(frozen=True)
class Experience:
    """How the employee found it (B.1.8): nine answers in the form's order."""

    answers: list[Agreement]
    note: str = ""


@dataclass(frozen=True)
class Competence:
    """A competence, one of `COMPETENCES` or the name of a technical one, from 1 to 5, with the reason."""

    competence: str
    score: int
    because: str = ""


@dataclass(frozen=True)
class Assessment:
    """What the guide found of the employee's competence (B.1.9), and what he recommends."""

    competences: list[Competence]
    recommendation: str


@dataclass(frozen=True)
class FollowUp:
    """What is to follow, as far as anything is (`III.D.4.k`, `III.D.5.e`)."""

    follow_up: str = ""


@dataclass(frozen=True)
class Concern:
    """What the rater tells the employee of his behaviour: which `value` it is about, and what he has seen."""

    value: Value
    text: str


@dataclass(frozen=True)
class BehaviourReport:
    """The problem for the personnel unit (B.1.10): what is expected of him beyond the value, what hinders the work,
    whether others behave so too, and what was tried."""

    problem: str
    done: str
    others: Literal["yes", "no"]
    expectation: str = ""


@dataclass(frozen=True)
class Appointment:
    """Who holds this `post` (id) today counsels; `meeting`: when and where, for these two alone."""

    post: str
    meeting: str


@dataclass(frozen=True)
class Counsel:
    """What was said, for employee and counsellor alone; what is recommended, for the personnel unit too."""

    session: str
    recommendation: str
