"""Figures of surveys as pages draw them: a bar for each element, and the course of the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflows.cycles.periods import Period
from workflows.voice.indices import Figure
from workflows.voice.instrument import HIGHEST, LOWEST

WIDTH, HEIGHT = 320, 140
LEFT, RIGHT, TOP, BOTTOM = 6, 314, 22, 116
LEAST, MOST = Decimal(25), Decimal(100)  # of an index


@dataclass(frozen=True, slots=True)
class Bar:
    """The mean of an element; `width` in percent from the lowest score to the highest, as SVG writes it."""

    name: object
    mean: Decimal
    width: str


def bars(figure: Figure) -> list[Bar]:
    """The elements in order; none where the figure is not shown."""
    return [Bar(each.element.name, each.value, _width(each.value)) for each in figure.means]


def _width(mean: Decimal) -> str:
    return f"{100 * (mean - LOWEST) / (HIGHEST - LOWEST):.1f}"


@dataclass(frozen=True, slots=True)
class Point:
    """The index of a period, where it stands in the drawing."""

    x: str
    y: str
    period: str
    index: Decimal


@dataclass(frozen=True, slots=True)
class Course:
    """The points that are shown, and the line between them as SVG wants it."""

    points: list[Point]
    line: str
    first: str
    last: str


def course(trend: Sequence[tuple[Period, Figure]]) -> Course | None:
    """The course of the index over these periods; none while fewer than two are shown."""
    across = (RIGHT - LEFT) / max(len(trend) - 1, 1)
    points = [
        Point(f"{LEFT + across * place:.1f}", _height(figure.index), period.name, figure.index)
        for place, (period, figure) in enumerate(trend)
        if figure.index is not None
    ]
    if len(points) < 2:
        return None
    line = " ".join(f"{each.x},{each.y}" for each in points)
    return Course(points, line, trend[0][0].name, trend[-1][0].name)


def _height(index: Decimal) -> str:
    return f"{BOTTOM - (BOTTOM - TOP) * float((index - LEAST) / (MOST - LEAST)):.1f}"
