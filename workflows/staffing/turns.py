"""In which order changes are carried out: who takes a post comes after who leaves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar


class Move(Protocol):
    """From a post to another, by their ids; either may be missing."""

    @property
    def post_id(self) -> int | None: ...

    @property
    def new_post_id(self) -> int | None: ...


M = TypeVar("M", bound=Move)


def in_turns(moves: Sequence[M]) -> Iterator[list[M]]:
    """The moves, each after the one that leaves its new post; those who change places with each other together."""
    leaves = {move.post_id: index for index, move in enumerate(moves) if move.post_id is not None}
    done: set[int] = set()
    for first in range(len(moves)):
        path: list[int] = []
        index: int | None = first
        while index is not None and index not in done and index not in path:
            path.append(index)
            index = leaves.get(moves[index].new_post_id)
        ring = path[path.index(index) :] if index is not None and index in path else []
        if ring:
            yield [moves[each] for each in ring]
        for each in reversed(path):
            if each not in ring:
                yield [moves[each]]
        done.update(path)
