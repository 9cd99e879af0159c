"""A branch of the tree, drawn: a box for each node, what it serves above it, and below it what serves it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, BOX, GAP, INDENT = 360, 52, 12, 24
MOST = 8  # nodes below that are drawn; the list beside has them all
LETTERS, LINES = 44, 2


@dataclass(frozen=True, slots=True)
class Box:
    """Where a node stands, and its words in lines. `here`: it is the one that was asked for."""

    step: Any
    x: int
    y: int
    width: int
    lines: list[str]
    here: bool

    @property
    def heading(self) -> int:
        """The height at which its kind is written."""
        return self.y + 15

    @property
    def written(self) -> list[tuple[int, str]]:
        """Each line with its height."""
        return [(self.y + 30 + 14 * number, line) for number, line in enumerate(self.lines)]

    @property
    def left(self) -> int:
        return self.x + 8


@dataclass(frozen=True, slots=True)
class Picture:
    """`ties`: the lines between boxes as SVG wants them."""

    boxes: list[Box]
    ties: list[str]
    height: int
    width: int = WIDTH
    box: int = BOX


def picture(path: Sequence[Any], below: Sequence[Any]) -> Picture:
    """The steps of a path, its last one asked for, one under the other; under them what is below."""
    boxes = [_box(step, 0, place, here=step is path[-1]) for place, step in enumerate(path)]
    boxes += [_box(step, INDENT, len(path) + place) for place, step in enumerate(below[:MOST])]
    ties = [f"M{INDENT // 2} {each.y + BOX}v{GAP}" for each in boxes[: len(path) - 1]]
    stem = boxes[len(path) - 1].y + BOX
    ties += [f"M{INDENT // 2} {stem}V{each.y + BOX // 2}H{INDENT}" for each in boxes[len(path) :]]
    return Picture(boxes, ties, boxes[-1].y + BOX + 1)


def _box(step: Any, x: int, place: int, *, here: bool = False) -> Box:
    letters = LETTERS - x // 6
    lines = textwrap.wrap(step.text, letters, max_lines=LINES, placeholder=" …") or ["…"]
    return Box(step, x, place * (BOX + GAP), WIDTH - x - 1, lines, here)
