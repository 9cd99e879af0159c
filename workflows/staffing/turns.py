"""In which order changes are carried out: who takes a post comes after who leaves it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar


class Move(Protocol):
    """From a post to another (ids; either may be missing) on a day."""

    @property
    def post_id(self) -> int | None: ...

    @property
    def new_post_id(self) -> int | None: ...

    @property
    def effective(self) -> datetime.date: ...


M = TypeVar("M", bound=Move)


def in_turns(moves: Sequence[M]) -> Iterator[list[M]]:
    """The moves, the earliest first, each after the one that leaves its new post; who change places together."""
    moves = sorted(moves, key=lambda move: move.effective)
    done: set[int] = set()
    for first in range(len(moves)):
        path: list[int] = []
        index: int | None = first
        while index is not None and index not in done and index not in path:
            path.append(index)
            index = _leaver(moves, index)
        ring = path[path.index(index) :] if index is not None and index in path else []
        if ring:
            yield [moves[each] for each in ring]
        for each in reversed(path):
            if each not in ring:
                yield [moves[each]]
        done.update(path)


def _leaver(moves: Sequence[Move], index: int) -> int | None:
    """Which move leaves the post that this one enters: of several the last that is not later."""
    post, day = moves[index].new_post_id, moves[index].effective
    if post is None:
        return None
    found = [place for place, move in enumerate(moves) if move.post_id == post and move.effective <= day]
    return found[-1] if found else None
