"""Statements of the door: what is sent is what was meant."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from django.db import DataError, IntegrityError, OperationalError, connection, connections, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext_lazy
from psycopg.pq import TransactionStatus

from cycle_engine.statements import ask, ask_together, tell, together
from tests.wire import traced


@pytest.mark.django_db
@pytest.mark.parametrize("words", [["", "A"], ["A,B", "{C}", 'D"E', "F\\G", "NULL"]])
def test_words_of_a_list_arrive_one_by_one(words: list[str]) -> None:
    assert [word for (word,) in ask("SELECT unnest(%s::text[])", words)] == words


@pytest.mark.django_db
def test_numbers_of_a_list_arrive_and_so_does_nothing() -> None:
    assert [number for (number,) in ask("SELECT unnest(%s::bigint[])", [3, None, 1])] == [3, None, 1]


@pytest.mark.django_db
def test_what_is_no_parameter_is_refused_and_a_percent_sign_is_one() -> None:
    for wrong in (b"ab", 1.5, (1, 2), {"a": 1}, gettext_lazy("Plan"), [[1], [2]]):
        with pytest.raises(TypeError):
            ask("SELECT %s::text", wrong)
    assert ask("SELECT '%%s', '%%', %s::text", "%s") == [("%s", "%", "%s")]


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


@pytest.mark.usefixtures("fresh_database")
def test_begin_goes_with_the_first_statement_and_commit_with_the_last() -> None:
    for _ in range(2):
        with traced() as wire, transaction.atomic():
            ask("SELECT 1")
            with together(last=True):
                tell("SELECT 2")
                tell("SELECT 3")
            assert connection.connection.info.transaction_status == TransactionStatus.IDLE
        assert wire.round_trips == 2
    with transaction.atomic():
        with transaction.atomic(), together(last=True):
            tell("CREATE TEMPORARY TABLE kept (number int)")
        assert connection.connection.info.transaction_status == TransactionStatus.INTRANS
        transaction.set_rollback(True)
    assert ask("SELECT to_regclass('pg_temp.kept')::text") == [(None,)]
    with transaction.atomic(), together(last=True):
        tell("CREATE TEMPORARY TABLE kept (number int)")
        transaction.set_rollback(True)
    assert ask("SELECT to_regclass('pg_temp.kept')::text") == [(None,)]
    with transaction.atomic():
        with suppress(ZeroDivisionError), transaction.atomic(savepoint=False):
            raise ZeroDivisionError
        with pytest.raises(TransactionManagementError), together(last=True):
            tell("SELECT 1")


@pytest.mark.usefixtures("fresh_database")
def test_a_block_inside_of_another_loses_nothing_that_was_told_before_it() -> None:
    tell("CREATE TEMPORARY TABLE told (number int)")
    with transaction.atomic(), together():
        tell("INSERT INTO told VALUES (1)")
        with together():
            tell("INSERT INTO told VALUES (2)")
        tell("INSERT INTO told VALUES (3)")
    assert ask("SELECT number FROM told") == [(1,), (2,), (3,)]


@pytest.mark.usefixtures("fresh_database")
def test_what_is_refused_at_the_last_moment_leaves_nothing_and_is_told() -> None:
    tell("CREATE TEMPORARY TABLE late (number int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(IntegrityError), transaction.atomic(), together(last=True):
        tell("INSERT INTO late VALUES (1)")
        tell("INSERT INTO late VALUES (1)")
    assert ask("SELECT number FROM late") == []


@pytest.mark.usefixtures("fresh_database")
def test_after_a_rollback_of_any_kind_statements_are_prepared_anew() -> None:
    with connection.cursor() as cursor:
        for number in range(4):
            cursor.execute("SELECT %s::int", [number])  # the driver has something to forget, too
    question = "SELECT %s::text"
    assert ask(question, "a") == [("a",)]
    with suppress(ZeroDivisionError), transaction.atomic():
        assert ask(question, "b") == [("b",)]
        raise ZeroDivisionError
    with transaction.atomic():
        connection.cursor().execute("SELECT 1").close()
        assert ask(question, "c") == [("c",)]
        with suppress(ZeroDivisionError), transaction.atomic():
            raise ZeroDivisionError
        assert ask(question, "d") == [("d",)]
    assert ask(question, "e") == [("e",)]


@pytest.mark.usefixtures("fresh_database")
def test_rollbacks_leave_nothing_prepared_that_nobody_knows() -> None:
    for _ in range(5):
        with suppress(ZeroDivisionError), transaction.atomic():
            ask("SELECT 1")
            raise ZeroDivisionError
        with transaction.atomic():
            with suppress(ZeroDivisionError), transaction.atomic():
                raise ZeroDivisionError
            ask("SELECT 1")
    assert ask("SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT 1'") == [(1,)]


@pytest.mark.usefixtures("fresh_database")
def test_much_is_sent_and_much_is_answered() -> None:
    much = "é" * 5_000_000
    (sent,), (answered,) = ask_together(
        ("SELECT length(%s)", much), ("SELECT repeat('é', %s::int)", len(much))
    )
    assert (sent, answered) == ((len(much),), (much,))


@pytest.mark.django_db
def test_a_text_that_cannot_be_kept_is_refused_and_not_shortened() -> None:
    for text in ("a\0b", ["a", "b\0"]):
        with pytest.raises(DataError):
            ask("SELECT %s", text)
    assert ask("SELECT %s::text", "after it") == [("after it",)]


@pytest.mark.usefixtures("fresh_database")
def test_a_connection_that_is_lost_is_told_and_the_next_one_serves() -> None:
    ((who,),) = ask("SELECT pg_backend_pid()")
    with pytest.raises(OperationalError), transaction.atomic():
        ask("SELECT pg_terminate_backend(%s), pg_sleep(5)", who)
    connection.close_if_unusable_or_obsolete()
    ((other,),) = ask("SELECT pg_backend_pid()")
    assert other != who


@pytest.mark.django_db
def test_django_sees_what_is_asked_where_it_counts() -> None:
    with CaptureQueriesContext(connection) as seen:
        assert ask("SELECT unnest(%s::bigint[]), '%%'", [1, 2]) == [(1, "%"), (2, "%")]
        with transaction.atomic(), together(last=True):
            tell("SELECT 3")
    assert [each["sql"] for each in seen if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))] == [
        "SELECT unnest('{1,2}'::int2[]::bigint[]), '%'",
        "SELECT 3",
    ]
    assert ask("SELECT unnest(%s::bigint[]), '%%'", [1, 2]) == [(1, "%"), (2, "%")]
