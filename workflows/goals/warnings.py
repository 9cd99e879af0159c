"""What of a sheet of indicators is odd, yet may be meant: it is taken once somebody has said so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from directory.rows import Problem
from workflows.goals import figures
from workflows.goals.figures import Unclear
from workflows.goals.guessing import edge_of
from workflows.goals.models import Kind
from workflows.goals.sheets import IndicatorData

MUCH, ABSURD = 100, 1000  # percent
DECIMALS = re.compile(r"(?<![\d.,])\d+([.,])(?:\d\d?|\d{4,})(?![\d.,])", re.ASCII)
FIGURES = ("target", "realised", "baseline")

MIXED = _(
    "Decimals are mixed: row %(other)s has “%(theirs)s” and this row “%(text)s”. Each is taken as it stands; better"
    " write all of them with a comma, here “%(better)s”."
)
PERCENTAGE = _("“%(text)s” is more than 100 percent. Is it meant so?")
SENSELESS = _("“%(text)s” is more than a thousand percent. Did you mean “%(less)s”?")
TINY = _(
    "“%(text)s” is less than one percent. Did you mean “%(more)s”? A cell that a spreadsheet shows as a percentage"
    " holds a hundredth of it."
)
UNCLEAR = _(
    "“%(text)s” can mean %(whole)s or %(fraction)s. It is kept as it stands, and nothing is worked out of it."
)
TWICE = _(
    "Row %(other)s describes an indicator of the same words in the same year. It is taken for another one; give both"
    " a code to tell them apart."
)
GUESSED = _(
    "Of %(count)s rows nothing says which values are good: lower ones where targets fall, else higher ones. The"
    " column “better” can say otherwise."
)


def odd(rows: Sequence[IndicatorData], kinds: Mapping[int, str], twice: Mapping[int, int]) -> list[Problem]:
    """What is odd in these rows. `kinds`: by row what the values are; `twice`: rows like an earlier one."""
    found = [*_mixed(rows)]
    for row in rows:
        if kinds.get(row.row) == Kind.PERCENTAGE:
            found += _out_of_scale(row)
        found += _unclear(row)
    found += [_problem(row, "indicator", TWICE, other=twice[row.row]) for row in rows if row.row in twice]
    return sorted(found, key=lambda each: (each.row, each.column))


def guessed(count: int) -> list[Problem]:
    """That it was guessed of so many rows which values are good."""
    return [Problem(IndicatorData.sheet, 0, "better", GUESSED, {"count": count})] if count else []


def _mixed(rows: Sequence[IndicatorData]) -> Iterator[Problem]:
    """The first decimal that is written with another mark than the first one of the sheet."""
    first: tuple[int, re.Match[str]] | None = None
    for row in rows:
        for column in FIGURES:
            found = DECIMALS.search(getattr(row, column))
            if found is None:
                continue
            if first is None:
                first = row.row, found
            elif found[1] != first[1][1]:
                text, theirs = found[0], first[1][0]
                better = text.replace(".", ",")
                yield _problem(row, column, MIXED, other=first[0], theirs=theirs, text=text, better=better)
                return


def _out_of_scale(row: IndicatorData) -> Iterator[Problem]:
    for column in FIGURES:
        text = getattr(row, column)
        edge = edge_of(figures.read(text, row.satuan or "%"))
        if edge is not None and edge > ABSURD:
            yield _problem(row, column, SENSELESS, text=text, less=_plain(edge / 100))
        elif edge is not None and edge > MUCH:
            yield _problem(row, column, PERCENTAGE, text=text)
        elif edge is not None and 0 < edge < 1:
            yield _problem(row, column, TINY, text=text, more=_plain(edge * 100))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _unclear(row: IndicatorData) -> Iterator[Problem]:
    for column in ("target", "baseline"):
        text = getattr(row, column)
        figure = figures.read(text, row.satuan)
        if isinstance(figure, Unclear):
            told = figures.refusal(figure, text).data
            yield _problem(row, column, UNCLEAR, **told)


def _problem(row: IndicatorData, column: str, sentence: str, **data: object) -> Problem:
    return Problem(row.sheet, row.row, column, sentence, data)
