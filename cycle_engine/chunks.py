"""Many keys: a few thousand in one transaction, and two transactions at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from threading import Lock

from django.db import connection, connections

CHUNK = 5000
HANDS = 2  # while the database writes what one of them found, the other looks


def in_chunks(keys: Sequence[int], size: int = CHUNK) -> Iterator[list[int]]:
    """Keys in pieces small enough for one transaction each."""
    left = iter(keys)
    while piece := list(islice(left, size)):
        yield piece


def by_chunks(keys: Sequence[int], take: Callable[[list[int]], int], size: int = CHUNK // HANDS) -> int:
    """Have `take` see to all keys, piece by piece, and add up what it answers, as in `by_pieces`."""
    return by_pieces(list(in_chunks(keys, size)), take)


def by_pieces(pieces: Sequence[list[int]], take: Callable[[list[int]], int]) -> int:
    """Have `take` see to each piece and add up what it answers; the first error is raised.

    Two pieces at once, each on a connection of its own, so `take` must not mind what it does to other pieces;
    one after the other inside of a transaction, which cannot be shared.
    """
    if len(pieces) <= 1 or connection.in_atomic_block:
        return sum(map(take, pieces))
    left, turn = iter(pieces), Lock()

    def next_piece() -> list[int]:
        with turn:
            return next(left, [])

    def work() -> int:
        try:
            return sum(map(take, iter(next_piece, [])))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(HANDS) as pool:
        return sum(hand.result() for hand in [pool.submit(work) for _ in range(HANDS)])
