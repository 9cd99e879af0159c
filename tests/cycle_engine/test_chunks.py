"""Many keys are seen to in pieces, two at once, each on a connection of its own."""

from __future__ import annotations

from threading import Barrier

import pytest
from django.db import connection, transaction

from cycle_engine.chunks import HANDS, by_chunks

pytestmark = pytest.mark.usefixtures("fresh_database")

KEYS = range(1, 24)


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_two_pieces_are_seen_to_at_once_and_every_key_once() -> None:
    seen: list[int] = []
    backends: set[int] = set()
    together = Barrier(HANDS, timeout=10)

    def take(piece: list[int]) -> int:
        if 1 in piece or 6 in piece:
            together.wait()  # the first two pieces wait for each other
        backends.add(_backend())
        seen.extend(piece)
        return len(piece)

    assert by_chunks(KEYS, take, 5) == len(KEYS)
    assert sorted(seen) == list(KEYS)
    assert len(backends) == HANDS
    assert _backend() not in backends


def test_few_keys_are_seen_to_here_and_so_are_all_inside_of_a_transaction() -> None:
    here, backends = _backend(), set[int]()

    def take(piece: list[int]) -> int:
        backends.add(_backend())
        return len(piece)

    assert by_chunks(KEYS, take, len(KEYS)) == len(KEYS)
    with transaction.atomic():
        assert by_chunks(KEYS, take, 5) == len(KEYS)
    assert backends == {here}


def test_an_error_of_one_piece_is_raised_and_leaves_no_connection() -> None:
    def take(piece: list[int]) -> int:
        if 7 in piece:
            raise LookupError("seven")
        return _backend()

    with pytest.raises(LookupError, match="seven"):
        by_chunks(KEYS, take, 5)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend' AND usename = current_user"
        )
        assert cursor.fetchone() == (0,)
