"""Statements of the door: what is sent is what was meant."""

from __future__ import annotations

import pytest

from cycle_engine.statements import ask

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("words", [["", "A"], ["A,B", "{C}", 'D"E', "F\\G", "NULL"]])
def test_words_of_a_list_arrive_one_by_one(words: list[str]) -> None:
    assert [word for (word,) in ask("SELECT unnest(%s::text[])", words)] == words


def test_numbers_of_a_list_arrive_and_so_does_nothing() -> None:
    assert [number for (number,) in ask("SELECT unnest(%s::bigint[])", [3, None, 1])] == [3, None, 1]
