"""What is printed: plain data, and which forms there are for it.

Days are ISO dates; moments ISO times with the offset of the unit's zone, "2026-01-31T09:15:00+07:00". Numbers
are texts with a decimal point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

if TYPE_CHECKING:
    from forms.guidance import GuidanceDocument

FORMS = (
    *("A.1.1", "A.1.2", "A.1.3", "A.1.4", "A.1.5", "A.1.6", "A.1.7", "A.1.8"),
    *("B.1.1", "B.1.2", "B.1.3", "B.1.4", "B.1.5"),
    *("B.1.6", "B.1.7", "B.1.8", "B.1.9", "B.1.10"),
    *("C.1.1", "C.1.2", "C.1.3"),
    *("D.1.1", "D.1.2", "D.1.3"),
)

LEADING = ("A.1.3", "A.1.4", "A.1.5")  # of leaders, beside their plans
MATRIX = "A.1.5"  # of whoever leads people or a team

Approach = Literal["kuantitatif", "kualitatif"]
Rating = Literal["above", "as_expected", "below"]
Predicate = Literal["sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang"]
Capacity = Literal["employee", "rater", "superior", "guide"]

# The days that a document is about; an evaluation's has a name: "2026-Q2", "2026-06", "2026".
Period = TypedDict("Period", {"name": NotRequired[str], "from": str, "to": str})


class Identity(TypedDict):
    """A person as of the document's day; what is not known is empty."""

    name: str
    nip: str
    rank: str
    post: str
    unit: str


class Signature(TypedDict):
    """Who signed, as what, when. Without `at` it will not come, `because` of something.

    `on_behalf_of` and `letter`: for whom, and by which letter. `nip`: of who is none of the identities.
    """

    capacity: Capacity
    name: str
    at: str | None
    because: NotRequired[Literal["not_signed", "not_returned"]]
    nip: NotRequired[str]
    on_behalf_of: NotRequired[str]
    letter: NotRequired[str]


class Evidence(TypedDict):
    """A file by its hash, or a link by its address."""

    name: str
    sha256: str
    url: NotRequired[str]


class Measured(TypedDict):
    """A value that was measured between two days, by the code and the name of its measure."""

    measure: str
    name: str
    value: str
    unit: str
    first_day: str
    last_day: str
    quality: str
    source: str
    document: str


class Realised(TypedDict, total=False):
    """What was achieved, or why nothing was."""

    value: str | None
    none_because: str | None
    note: str | None
    evidence: list[Evidence]
    measured: Measured


class Indicator(TypedDict):
    """As in a plan's contents; of an evaluation with what was `realised` and its `achievement` in per cent."""

    id: str
    text: str
    aspects: NotRequired[list[str]]
    perspective: NotRequired[str | None]
    target: NotRequired[str | None]
    target_low: NotRequired[str | None]
    target_high: NotRequired[str | None]
    narrative: NotRequired[str | None]
    unit: NotRequired[str | None]
    direction: NotRequired[str | None]
    manual: NotRequired[Manual]
    measure: NotRequired[str | None]
    realised: NotRequired[Realised | None]
    achievement: NotRequired[str | None]


class Result(TypedDict):
    """A result with what it `serves` in the leader's plan and the post that assigned it, in words."""

    kind: Literal["main", "additional"]
    text: str
    indicators: list[Indicator]
    serves: NotRequired[str]
    assigned_by: NotRequired[str]
    weight: NotRequired[str | None]
    feedback: NotRequired[str]
    taken_over: NotRequired[bool]


class Behaviour(TypedDict):
    value: str
    expectation: NotRequired[str]
    feedback: NotRequired[str]


class Annexes(TypedDict, total=False):
    resources: list[str]
    accountability: list[str]
    consequences: list[str]


class PlanDocument(TypedDict):
    """A plan, with the contents of its revision."""

    approach: Approach
    period: Period
    results: list[Result]
    behaviours: list[Behaviour]
    annexes: Annexes


class Manual(TypedDict, total=False):
    """What is known of a leader's indicator; `reported`: monthly, quarterly, half_yearly or yearly."""

    purpose: str
    definition: str
    formula: str
    unit: str
    source: str
    reported: str


class Column(TypedDict):
    id: str
    text: str


class MatrixRow(TypedDict):
    """An employee: what stands in each column by its id; none where nothing is set, empty for no role."""

    name: str
    post: str
    cells: dict[str, str | None]


class Leader(TypedDict):
    name: str
    post: str


class Matrix(TypedDict):
    """Who has which role. `leader`: of a team; else it is the employee whose plan it is."""

    leader: NotRequired[Leader]
    columns: list[Column]
    rows: list[MatrixRow]


class LeadingDocument(PlanDocument):
    """A leader's plan, whose indicators may have a `manual`, with his matrix and those of teams (A.1.3-A.1.5)."""

    matrices: list[Matrix]


class Organisation(TypedDict):
    """How the rater's unit did; `basis` tells when that is not this period's own figure. Empty: not known."""

    word: NotRequired[Literal["istimewa", "baik", "butuh_perbaikan", "kurang", "sangat_kurang"]]
    basis: NotRequired[Literal["issued", "last_known", "last_year", "parent"]]


class EvaluationDocument(TypedDict):
    """An evaluation as it was signed."""

    kind: Literal["periodic", "yearly"]
    approach: Approach
    period: Period
    organisation: Organisation
    results: list[Result]
    behaviours: list[Behaviour]
    results_rating: Rating
    behaviour_rating: Rating
    predicate: Predicate
    recommendation: str
    failed_study: NotRequired[Predicate | None]


class Statement(TypedDict):
    text: str
    at: str | None


class Hearing(TypedDict):
    """How the employee or the rater was asked: the day and the minutes, or why nobody came."""

    capacity: Literal["employee", "rater"]
    date: str | None
    minutes: str
    absent_because: str


class Objection(TypedDict):
    reasons: str
    at: str


class Decision(TypedDict):
    """What the superior decided; ratings, predicate and recommendation are the new ones where it amends."""

    outcome: Literal["confirmed", "amended", "dismissed"]
    reason: str
    at: str
    results_rating: NotRequired[Rating | None]
    behaviour_rating: NotRequired[Rating | None]
    predicate: NotRequired[Predicate | None]
    recommendation: NotRequired[str | None]


class AppealDocument(TypedDict):
    """An objection against an evaluation, and what came of it."""

    evaluation: EvaluationDocument
    objection: Objection
    explanation: Statement | None
    hearings: list[Hearing]
    decision: Decision | None


class FeedbackDocument(TypedDict):
    """What was said in a period, beside what was achieved (B.1.3-B.1.5); `whole`: of the plan as a whole."""

    kind: Literal["periodic", "yearly"]
    approach: Approach
    period: Period
    results: list[Result]
    behaviours: list[Behaviour]
    whole: NotRequired[str]


class Action(TypedDict):
    activity: str
    period: str
    output: str


class Entry(TypedDict):
    """Progress of a day, with the names of its evidence."""

    day: str
    value: str
    unit: str
    note: str
    evidence: list[str]


class ActedOn(TypedDict):
    """A result with its action plan, and what was done."""

    text: str
    actions: list[Action]
    entries: list[Entry]


class ActionsDocument(TypedDict):
    """The action plan of each result (B.1.1), and what was done for it (B.1.2)."""

    period: Period
    results: list[ActedOn]


class Printed(TypedDict):
    """A document with its hash (SHA-256, in hex), and what stands beside it on paper.

    `identities`: of employee and rater; on D forms of the superior too. `standing`: for a plan that is not in
    force, a draft or a frozen revision.
    """

    document: (
        PlanDocument
        | LeadingDocument
        | EvaluationDocument
        | AppealDocument
        | FeedbackDocument
        | ActionsDocument
        | GuidanceDocument
    )
    hash: str
    agency: str
    identities: dict[Capacity, Identity]
    signatures: list[Signature]
    standing: NotRequired[Literal["draft", "frozen", "in_force"]]


def feedback_form(approach: str, *, leader: bool) -> str:
    """The record of the feedback of a period (`6/2022:III.C.16`)."""
    return "B.1.3" if approach == "kualitatif" else "B.1.4" if leader else "B.1.5"


def plan_forms(approach: str, *, leader: bool) -> tuple[str, ...]:
    """The forms of a plan (`6/2022:II.A.2.c`, `II.A.3-5`, `II.A.7.c`, `II.A.8.e`)."""
    if leader:
        return ("A.1.1" if approach == "kualitatif" else "A.1.2", *LEADING, "A.1.8")
    return ("A.1.6" if approach == "kualitatif" else "A.1.7", "A.1.8")


def evaluation_forms(approach: str, *, leader: bool, by_superior: bool) -> tuple[str, ...]:
    """The forms of an evaluation (`6/2022:IV.B.4.b`, `V.A.2-10`), signed by the rater or in his place."""
    quantitative = "C.1.2" if leader else "C.1.3"
    return ("C.1.1" if approach == "kualitatif" else quantitative, "D.1.2" if by_superior else "D.1.1")
