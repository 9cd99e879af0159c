"""Bars that show how many plans are where: drawn by the server, with their numbers beside."""

from __future__ import annotations

from dataclasses import dataclass

from cycle_engine.errors import type_sentence
from web.planning.stages import STAGES
from workflows.planning.progress import Progress

LENGTH = 1000  # of a whole bar, in its own measure


@dataclass(frozen=True, slots=True)
class Piece:
    """The plans of a stage: how many, and from where on and how long they are drawn. `name` is the stage's colour."""

    label: type_sentence
    name: int
    count: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Bar:
    """All stages in their order, those without plans too."""

    pieces: list[Piece]
    total: int

    @classmethod
    def of(cls, told: Progress) -> Bar:
        """The bar of these plans."""
        pieces, before = [], 0
        for name, (label, states) in enumerate(STAGES):
            count = sum(told.states[state] for state in states)
            start, end = (_place(each, told.plans) for each in (before, before + count))
            pieces.append(Piece(label, name, count, start, end - start))
            before += count
        return cls(pieces, told.plans)

    @property
    def words(self) -> str:
        """What the bar shows, in words."""
        return ", ".join(f"{piece.label}: {piece.count}" for piece in self.pieces if piece.count)


def _place(count: int, total: int) -> int:
    return LENGTH * count // total if total else 0
