"""What follows from dated rows is asked once in an epoch; what is only supposed is remembered by nobody."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Collection

import pytest

from cycle_engine import remembered as memory
from cycle_engine.remembered import TABLES, Supposed, remembered

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


def test_whoever_asks_for_many_days_lets_the_first_of_them_be_forgotten_and_is_answered(epoch: bytes) -> None:
    asked: list[datetime.date] = []

    def holders(posts: Collection[int], day: datetime.date) -> dict[int, int]:
        asked.append(day)
        return dict.fromkeys(posts, day.toordinal())

    days = [DAY + number * datetime.timedelta(days=1) for number in range(TABLES + 1)]
    for day in (*days, days[-1], days[0]):
        assert remembered(epoch, holders, [1], day) == {1: day.toordinal()}
    assert asked == [*days, days[0]]


def test_whoever_fills_a_table_takes_nothing_from_who_is_reading_it(
    epoch: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "MOST", 2)

    def doubled(keys: Collection[int], day: datetime.date) -> dict[int, int]:
        if 3 in keys:  # meanwhile others ask too
            remembered(epoch, doubled, [4], DAY)
            remembered(epoch, doubled, [5], DAY)
        return {key: 2 * key for key in keys}

    remembered(epoch, doubled, [1, 2], DAY)
    assert remembered(epoch, doubled, [1, 3], DAY) == {1: 2, 3: 6}
