"""Entries of progress (`6/2022:16`): what is sent, and when it can be taken."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import Blocker
from cycle_engine.rules import rule
from workflows.monitoring.models import TEXT, VALUE
from workflows.planning import figures
from workflows.planning.figures import NotANumberError, Unclear, Words

Refusal = dict[str, object] | None


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
    named, entries that stand."""

    first: datetime.date
    last: datetime.date
    measurable: bool
    indicators: Mapping[str, Mapping[str, Any]]
    evidence: Collection[int]
    standing: Collection[int]


@dataclass
class Row:
    """One of the entries that were sent; `place` counts from 1. `replaced`: what those before it correct."""

    place: int
    entry: NewEntry
    known: Known
    replaced: Collection[int] = field(default=())


@rule("ours:progress_indicator", _("Entry %(entry)s: the plan in force has no such indicator."))
def has_an_indicator(row: Row) -> Refusal:
    return None if row.entry.indicator in row.known.indicators else {}


@rule("ours:progress_day", _("Entry %(entry)s: the day must lie between %(first)s and %(last)s."))
def lies_in_the_plan(row: Row) -> Refusal:
    known = row.known
    return None if known.first <= row.entry.date <= known.last else {"first": known.first, "last": known.last}


@rule("ours:progress_says", _("Entry %(entry)s: a value or a note is needed."))
def says_something(row: Row) -> Refusal:
    return None if row.entry.value.strip() or row.entry.note.strip() else {}


@rule(
    "ours:progress_length",
    _("Entry %(entry)s: a value has up to %(value)s characters, a note up to %(note)s."),
)
def is_not_too_long(row: Row) -> Refusal:
    fits = len(row.entry.value) <= VALUE and len(row.entry.note) <= TEXT
    return None if fits else {"value": VALUE, "note": TEXT}


@rule("ours:progress_value", _("Entry %(entry)s: %(why)s"))
def is_a_figure(row: Row) -> Refusal:
    """Where the target is a figure, what was reached is one; a narrative and a target in words ask for none."""
    indicator, value = row.known.indicators.get(row.entry.indicator), row.entry.value
    if not row.known.measurable or indicator is None or not value.strip():
        return None
    target = figures.target_of(indicator)
    if isinstance(target, Words | Unclear):
        return None
    try:
        figures.number(value, indicator.get("unit"), target)
    except NotANumberError as error:
        return {"why": error.message}
    return None


@rule("ours:progress_evidence", _("Entry %(entry)s: the plan has no such evidence: %(ids)s."))
def has_its_evidence(row: Row) -> Refusal:
    missing = [str(key) for key in row.entry.evidence if key not in row.known.evidence]
    return {"ids": ", ".join(missing)} if missing else None


@rule(
    "ours:progress_corrects",
    _("Entry %(entry)s: what it corrects is no entry of this plan, or was corrected before."),
)
def corrects_what_stands(row: Row) -> Refusal:
    corrected = row.entry.corrects
    if corrected is None:
        return None
    return {} if corrected not in row.known.standing or corrected in row.replaced else None


RULES = (
    has_an_indicator,
    lies_in_the_plan,
    says_something,
    is_not_too_long,
    is_a_figure,
    has_its_evidence,
    corrects_what_stands,
)


def broken(entries: Collection[NewEntry], known: Known) -> Iterator[Blocker]:
    """All that is wrong with these entries, each refusal with the place of its entry."""
    replaced: set[int] = set()
    for place, entry in enumerate(entries, start=1):
        row = Row(place, entry, known, replaced)
        for each in RULES:
            if blocker := each.broken(row):
                yield Blocker(blocker.rule, blocker.sentence, {"entry": place, **blocker.data})
        if entry.corrects is not None:
            replaced.add(entry.corrects)
