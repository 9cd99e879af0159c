"""What follows from dated rows is asked once in an epoch; what is only supposed is remembered by nobody."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Collection

import pytest

from cycle_engine.remembered import Supposed, remembered

DAY = datetime.date(2026, 3, 2)


@pytest.fixture
def epoch() -> bytes:
    return secrets.token_bytes(32)


def test_what_is_supposed_is_found_instead_and_all_else_as_it_is_and_remembered(epoch: bytes) -> None:
    asked: list[int] = []

    def zones(units: Collection[int], day: datetime.date) -> dict[int, str]:
        asked.extend(units)
        return dict.fromkeys(units, "Asia/Jakarta")

    def posts(units: Collection[int], day: datetime.date) -> dict[int, int]:
        return {unit: 10 * unit for unit in units}

    supposed = Supposed.of(epoch, {posts: lambda units, day: dict.fromkeys(units, 7)})
    assert remembered(supposed, posts, [1, 2], DAY) == {1: 7, 2: 7}
    assert remembered(epoch, posts, [1, 2], DAY) == {1: 10, 2: 20}
    assert remembered(supposed, posts, [1], DAY) == {1: 7}
    assert remembered(supposed, zones, [1], DAY) == remembered(epoch, zones, [1], DAY) == {1: "Asia/Jakarta"}
    assert asked == [1]
