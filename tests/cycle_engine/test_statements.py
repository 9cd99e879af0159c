"""Statements of the door: what is sent is what was meant."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DataError, connection, connections, transaction

from cycle_engine.statements import ask, tell
from cycle_engine.tables import together


@pytest.mark.django_db
@pytest.mark.parametrize("words", [["", "A"], ["A,B", "{C}", 'D"E', "F\\G", "NULL"]])
def test_words_of_a_list_arrive_one_by_one(words: list[str]) -> None:
    assert [word for (word,) in ask("SELECT unnest(%s::text[])", words)] == words


@pytest.mark.django_db
def test_numbers_of_a_list_arrive_and_so_does_nothing() -> None:
    assert [number for (number,) in ask("SELECT unnest(%s::bigint[])", [3, None, 1])] == [3, None, 1]


@pytest.mark.usefixtures("fresh_database")
def test_each_statement_has_its_own_answer_whatever_became_of_those_before() -> None:
    question, who = "SELECT %s::text", "SELECT pg_backend_pid()"

    def elsewhere() -> list[tuple[Any, ...]]:
        try:
            return ask(who) + ask(question, "d")
        finally:
            connections.close_all()

    assert ask(question, "a") == [("a",)]
    with pytest.raises(DataError), transaction.atomic():
        ask("SELECT 1 / %s::int", 0)
    assert ask(question, None) == [(None,)]
    with transaction.atomic(), together():
        tell("SELECT 1, 2")
        tell("SELECT generate_series(1, 3)")
    assert ask(question, "b") == [("b",)]
    with pytest.raises(DataError), transaction.atomic(), together():
        tell("SELECT 1 / %s::int", 0)
        tell("SELECT 2")
    (here,) = ask(who)
    with ThreadPoolExecutor(1) as others:
        there, answer = others.submit(elsewhere).result()
    connection.close()
    assert ask(question, "c") == [("c",)]
    assert answer == ("d",) and len({here, there, *ask(who)}) == 3
