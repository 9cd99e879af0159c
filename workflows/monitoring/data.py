"""What is sent, and what the rules look at beside it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.monitoring.models import AboutKind


@dataclass(frozen=True)
class NewEntry:
    """Work done on a day for an indicator (id in the contents): a value as it is typed, a note, or both.

    `evidence`: ids of files of the plan. `corrects`: id of the entry that this one replaces.
    """

    indicator: str
    date: datetime.date
    value: str = ""
    note: str = ""
    evidence: Collection[int] = ()
    corrects: int | None = None


@dataclass(frozen=True)
class Known:
    """What the plan has: days on which work can have been done, indicators in force by id, evidence that was
    named, entries that stand. `measurable`: the approach asks for figures."""

    first: datetime.date
    last: datetime.date
    measurable: bool
    indicators: Mapping[str, Mapping[str, Any]]
    evidence: Collection[int]
    standing: Collection[int]


@dataclass(frozen=True)
class Row:
    """One of the entries that were sent; `place` counts from 1. `replaced`: what those before it correct."""

    place: int
    entry: NewEntry
    known: Known
    replaced: Collection[int]


@dataclass(frozen=True)
class About:
    """A result (its id), a value of behaviour (its word), or the whole plan."""

    kind: AboutKind = AboutKind.WHOLE
    item: str = ""


@dataclass(frozen=True)
class Said:
    """Words about a plan with these `results`; `needed`: they may not be empty. `answered`: they come second."""

    about: About
    text: str
    results: Collection[str]
    needed: bool = True
    answered: bool = False


@dataclass(frozen=True)
class Asked(Said):
    """A question for feedback to the `holder` of a post of the agency, if any, by one person about another."""

    holder: int | None = None
    asker: int | None = None
    employee: int | None = None


@dataclass(frozen=True)
class Unnamed(Said):
    """Words without a name. `allowed`: by the policy; `group`: how many stand to the employee as the giver does, of
    whom at least the `fewest` are needed; `day`: today, `until`: the last one of the period; `given`: he has said
    something of it in this period."""

    allowed: bool = False
    group: int = 0
    fewest: int = 0
    day: datetime.date = datetime.date.min
    until: datetime.date = datetime.date.max
    given: bool = False


@dataclass(frozen=True)
class Action:
    """What will be done for a result (B.1.1): when, and what comes of it."""

    activity: str
    period: str = ""
    output: str = ""


@dataclass(frozen=True)
class Acting:
    """The actions for a result, and the results in force."""

    result: str
    actions: Collection[Action]
    results: Collection[str]
