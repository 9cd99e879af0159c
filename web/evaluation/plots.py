"""What was reached over time against the target, drawn by hand: a line, its points, and where the target is."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workflows.goals.figures import Bound, Figure, Number, Range, Ratio, read, target_of
from workflows.monitoring.models import ProgressEntry

WIDTH, HEIGHT = 320, 140
LEFT, RIGHT, TOP, BOTTOM = 6, 314, 22, 116


@dataclass(frozen=True, slots=True)
class Point:
    """Where a value stands; numbers as SVG writes them."""

    x: str
    y: str
    day: datetime.date
    value: str


@dataclass(frozen=True, slots=True)
class Plot:
    """`line`: the points as SVG wants them; `targets`: the heights of the target's figure, or of both its ends."""

    points: list[Point]
    line: str
    targets: list[str]
    first: datetime.date
    last: datetime.date


Known = tuple[datetime.date, str, Decimal]  # a day, a value as it is written, and what it amounts to


def plot(
    indicator: dict[str, Any],
    entries: Iterable[ProgressEntry],
    first: datetime.date,
    last: datetime.date,
) -> Plot | None:
    """The entries of an indicator that are figures, oldest first, in the days of the plan; none without any."""
    target = target_of(indicator)
    known = [
        (entry.day, entry.value, value)
        for entry in entries
        if (value := _amount(read(entry.value, indicator.get("unit"), target))) is not None
    ]
    return drawn(known, target, first, last)


def drawn(known: Sequence[Known], target: Figure, first: datetime.date, last: datetime.date) -> Plot | None:
    """These values, oldest first, from a first to a last day against a target; none without any."""
    if not known:
        return None
    edges = _edges(target)
    heights = _Heights([value for _day, _text, value in known] + edges)
    points = [Point(_across(day, first, last), heights.of(value), day, text) for day, text, value in known]
    line = " ".join(f"{each.x},{each.y}" for each in points)
    return Plot(points, line, [heights.of(edge) for edge in edges], first, last)


def _amount(figure: Figure) -> Decimal | None:
    match figure:
        case Number(value):
            return value
        case Ratio(part, whole):
            return part / whole
    return None


def _edges(target: Figure) -> list[Decimal]:
    match target:
        case Range(low, high):
            return [low, high]
        case Bound(_, value):
            return [value]
    found = _amount(target)
    return [] if found is None else [found]


class _Heights:
    """A scale from zero, or the lowest value below it, to the highest."""

    def __init__(self, values: list[Decimal]) -> None:
        self.low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
        self.span = (high - self.low) or Decimal(1)

    def of(self, value: Decimal) -> str:
        return f"{BOTTOM - (BOTTOM - TOP) * float((value - self.low) / self.span):.1f}"


def _across(day: datetime.date, first: datetime.date, last: datetime.date) -> str:
    share = (day - first).days / max((last - first).days, 1)
    return f"{LEFT + (RIGHT - LEFT) * min(max(share, 0), 1):.1f}"


def trend(values: Sequence[Decimal]) -> str:
    """The points of a line of 80 to 24 through these values, oldest first; empty for less than two."""
    if len(values) < 2:
        return ""
    low, span = min(values), (max(values) - min(values)) or Decimal(1)
    across = 76 / (len(values) - 1)
    return " ".join(
        f"{2 + place * across:.1f},{22 - 20 * float((value - low) / span):.1f}"
        for place, value in enumerate(values)
    )
