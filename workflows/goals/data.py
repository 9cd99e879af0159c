"""What people hand over about goals, indicators and measures, and what rules look at when they do."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar


@dataclass(frozen=True, slots=True)
class GoalInput:
    """What a goal says; `serves` is the code of a goal of the same unit or one above."""

    text: str
    serves: str | None = None


@dataclass(frozen=True, slots=True)
class MeasureInput:
    """What is measured; `kind`, `better` and `source` are words of Kind, Better and Source."""

    name: str
    kind: str
    unit_of_measure: str
    better: str
    source: str


@dataclass(frozen=True, slots=True)
class IndicatorInput:
    """What a key indicator is in a `year` (none: in every year).

    `goal` and `measure` are codes, `responsible` is the id of a post; `target` and `baseline` are written as they
    are printed. `quarterly`: four targets, or none.
    """

    year: int | None
    text: str
    kind: str
    better: str
    goal: str | None = None
    unit_of_measure: str = ""
    formula: str = ""
    target: str = ""
    quarterly: tuple[str, ...] = ()
    cumulative: bool = True
    baseline: str = ""
    responsible: int | None = None
    document: str = ""
    measure: str | None = None


@dataclass(frozen=True, slots=True)
class MeasurementInput:
    """A value of the measure with this code; `corrects` is the id of the one that was wrong."""

    measure: str
    first_day: datetime.date
    last_day: datetime.date
    value: Decimal
    quality: str = "reported"
    document: str = ""
    note: str = ""
    corrects: int | None = None
    written: str = ""


@dataclass(frozen=True, slots=True)
class ItemInput:
    """One thing for the register of the measure with this code."""

    measure: str
    day: datetime.date
    title: str
    note: str = ""


I = TypeVar("I", GoalInput, MeasureInput, IndicatorInput)  # noqa: E741

# The unit (id) whose it is, its code, and what is said of it.
Line = tuple[int, str, I]


@dataclass(frozen=True, slots=True)
class Said(Generic[I]):
    """One line, and what is known: whose the code is if it is taken, and the goals, measures and posts of the agency.

    `goals` leads from each code to the code that it serves, of this unit and those above; `years` are those that
    the indicator has already; `again`: an earlier line says the same thing otherwise.
    """

    unit: int
    code: str
    line: I
    taken_by: int | None
    goals: Mapping[str, str | None]
    measures: Collection[str] = ()
    posts: Collection[int] = ()
    years: Collection[int | None] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """An indicator that is to end on `last_day`, looked at on the day `today`; `rows`: how many descriptions end."""

    last_day: datetime.date
    today: datetime.date
    rows: int


@dataclass(frozen=True, slots=True)
class Valued:
    """A value that somebody enters. `source` and `kind` are the measure's; `today` is the day where its unit is.

    `by_program`: a program sends it that acts for a manager. `standing`: ids of values of the measure that were not
    corrected. The writer `audits` as an inspector, or `reports` as anybody else whom it concerns.
    """

    value: MeasurementInput
    kind: str
    source: str
    today: datetime.date
    standing: Collection[int]
    by_clock: bool
    by_program: bool
    audits: bool
    reports: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A thing that somebody enters in a register."""

    item: ItemInput
    source: str
    today: datetime.date


@dataclass(frozen=True, slots=True)
class Struck:
    """A thing that somebody takes out of a register, and why; `gone`: it was taken out before."""

    note: str
    gone: bool
