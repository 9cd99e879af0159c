"""Background jobs: asked for once, done once, and outliving the worker that does them."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction

from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.errors import NotYourTurn, RulesBroken, WrongState
from cycle_engine.models import Entry, Event, Payload
from cycle_engine.perform import perform
from cycle_engine.record import record
from directory.models import Person
from tests.databases import Database
from workflows.jobs.commands import (
    BODIES,
    TRIES,
    Outcome,
    Progress,
    TakenAway,
    job,
    queue,
    run_next,
    run_waiting,
    seen_at_once,
)
from workflows.jobs.models import Job
from workflows.jobs.queries import visible
from workflows.jobs.tasks import run_jobs

CLOCK = Actor.clock()


@pytest.fixture(autouse=True)
def bodies(monkeypatch: pytest.MonkeyPatch, fresh_database: Database) -> Iterator[None]:
    """No bodies but those of the test, on a database of its own."""
    for kind in list(BODIES):
        monkeypatch.delitem(BODIES, kind)
    yield
    BODIES.clear()


@pytest.fixture
def dewi() -> int:
    return person("dewi")


def person(nip: str) -> int:
    new = Person(nip=nip, nip_hash=nip)
    record([new], "describe", Changes(), actor=CLOCK, notes=[{}])
    return new.pk


def nothing(this: Job, progress: Progress) -> Outcome:
    return Outcome()


def easy(kind: str = "easy", *, by: Actor = CLOCK, **arguments: Any) -> Job:
    """Queue a job that does nothing."""
    BODIES.setdefault(kind, nothing)
    return queue(kind, arguments, by)


def steps(asked: Job) -> list[tuple[str, str, str]]:
    entries = Entry.objects.filter(record="job", record_id=asked.pk).order_by("seq")
    return [(entry.step, entry.from_state, entry.to_state) for entry in entries]


def told(asked: Job, kind: str) -> list[int]:
    return [each["person"] for each in Event.objects.get(record_id=asked.pk, kind=kind).recipients]


def test_a_job_is_done_with_its_arguments_and_leaves_its_result(dewi: int) -> None:
    @job("count")
    def count(this: Job, progress: Progress) -> Outcome:
        for n in range(this.arguments["to"]):
            progress(n + 1, this.arguments["to"])
        return Outcome({"counted": 3}, [{"record": 2, "code": "missing"}])

    asked = queue("count", {"to": 3}, Actor.of(dewi))
    assert run_next()
    asked.refresh_from_db()
    assert (asked.state, asked.done, asked.total) == ("done", 3, 3)
    assert (asked.result, asked.errors) == ({"counted": 3}, [{"record": 2, "code": "missing"}])
    assert steps(asked) == [
        ("queue", "new", "queued"),
        ("start", "queued", "running"),
        ("finish", "running", "done"),
    ]
    assert told(asked, "job.finish") == [dewi]
    assert not run_next()


def test_the_ledger_keeps_who_asked_for_what(dewi: int) -> None:
    asked = easy(by=Actor.of(dewi), cycle=7)
    entry = Entry.objects.get(record="job", record_id=asked.pk)
    assert (entry.actor, entry.capacity) == (dewi, "manager")
    assert Payload.objects.get(entry=entry).text == '{"notes":{"arguments":{"cycle":7},"kind":"easy"}}'


def test_progress_can_be_seen_while_the_job_runs() -> None:
    seen: list[tuple[str, int, int]] = []

    @job("watched")
    def watched(this: Job, progress: Progress) -> Outcome:
        progress(2, 5)
        other = threading.Thread(target=look)
        other.start()
        other.join()
        return Outcome()

    def look() -> None:
        row = Job.objects.get()
        seen.append((row.state, row.done, row.total))
        connection.close()

    queue("watched", {}, CLOCK)
    run_next()
    assert seen == [("running", 2, 5)]


def test_progress_of_one_long_transaction_is_seen_before_it_ends_and_stays_when_it_is_taken_back() -> None:
    seen: list[tuple[int, int]] = []

    @job("long")
    def long(this: Job, progress: Progress) -> Outcome:
        with seen_at_once(progress) as told, transaction.atomic():
            person("of the piece")
            told(1, 2)
            other = threading.Thread(target=look)
            other.start()
            other.join()
            transaction.set_rollback(True)
        return Outcome()

    def look() -> None:
        seen.append(Job.objects.values_list("done", "total").get())
        connections.close_all()

    asked = queue("long", {}, CLOCK)
    assert run_next()
    asked.refresh_from_db()
    assert seen == [(asked.done, asked.total)] == [(1, 2)]
    assert not Person.objects.filter(nip="of the piece").exists()


def test_who_lost_his_job_learns_it_in_the_middle_of_one_long_transaction() -> None:
    @job("lost")
    def lost(this: Job, progress: Progress) -> Outcome:
        perform(Job, this.pk, "start", actor=CLOCK)
        with seen_at_once(progress) as told, transaction.atomic():
            told(1, 2)
        return Outcome()

    queue("lost", {}, CLOCK)
    with pytest.raises(TakenAway):
        run_next()


@pytest.mark.parametrize(
    ("error", "code"), [(ZeroDivisionError("of Ani"), "ZeroDivisionError"), (RulesBroken(), "rules_broken")]
)
def test_a_job_that_breaks_off_has_failed_and_the_next_one_is_done(
    dewi: int, error: Exception, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    @job("broken")
    def broken(this: Job, progress: Progress) -> Outcome:
        progress(1, 2)
        raise error

    asked, other = queue("broken", {}, Actor.of(dewi)), easy()
    assert run_waiting() == 2
    asked.refresh_from_db()
    assert (asked.state, asked.done, asked.errors) == ("failed", 1, [{"code": code}])
    assert told(asked, "job.fail") == [dewi]
    last = Entry.objects.filter(record="job", record_id=asked.pk).latest("seq")
    assert Payload.objects.get(entry=last).text == f'{{"reason":"{code}"}}'
    assert f"Job {asked.pk} has failed" in caplog.text
    other.refresh_from_db()
    assert other.state == "done"


def test_what_a_failed_piece_of_a_job_wrote_is_taken_back_and_earlier_pieces_stay() -> None:
    @job("pieces")
    def pieces(this: Job, progress: Progress) -> Outcome:
        with transaction.atomic():
            person("first")
            progress(1, 2)
        with transaction.atomic():
            person("second")
            progress(2, 2)
            raise ValueError
        return Outcome()

    asked = queue("pieces", {}, CLOCK)
    run_next()
    asked.refresh_from_db()
    assert (asked.state, asked.done) == ("failed", 1)
    assert [each.nip for each in Person.objects.all()] == ["first"]


def test_a_job_whose_worker_is_killed_is_taken_up_by_another_and_by_nobody_before() -> None:
    runs = multiprocessing.get_context("fork")
    begun, never = runs.Event(), runs.Event()
    parent = os.getpid()

    @job("long")
    def long(this: Job, progress: Progress) -> Outcome:
        progress(this.done + 1, 2)
        if os.getpid() != parent:
            begun.set()
            never.wait()
        return Outcome({"runs": this.tries})

    asked = queue("long", {}, CLOCK)
    connections.close_all()  # a forked worker opens its own
    worker = runs.Process(target=run_next)
    worker.start()
    try:
        assert begun.wait(20)
        assert not run_next(), "a live worker has it"
    finally:
        worker.kill()
        worker.join()
    asked.refresh_from_db()
    assert (asked.state, asked.done) == ("running", 1)
    wait_until_its_lock_is_free()
    assert run_next()
    asked.refresh_from_db()
    assert (asked.state, asked.done, asked.result) == ("done", 2, {"runs": 2})
    assert steps(asked)[1:] == [
        ("start", "queued", "running"),
        ("start", "running", "running"),
        ("finish", "running", "done"),
    ]


def wait_until_its_lock_is_free() -> None:
    """The server needs a moment to see that a killed client is gone."""
    others = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
    others += " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(others)
            if cursor.fetchone() == (0,):
                return
            cursor.execute("SELECT pg_sleep(0.05)")
    pytest.fail("the killed worker still holds its lock after ten seconds")


def test_a_job_waits_for_the_next_worker_when_the_database_goes_away() -> None:
    @job("unlucky")
    def unlucky(this: Job, progress: Progress) -> Outcome:
        if this.tries == 1:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return Outcome({"runs": this.tries})

    asked = queue("unlucky", {}, CLOCK)
    with pytest.raises(OperationalError):
        run_next()
    connections.close_all()
    asked.refresh_from_db()
    assert asked.state == "running"
    assert run_next()
    asked.refresh_from_db()
    assert (asked.state, asked.result) == ("done", {"runs": 2})


def test_a_worker_whose_job_was_given_to_another_can_neither_report_nor_finish() -> None:
    @job("stolen")
    def stolen(this: Job, progress: Progress) -> Outcome:
        perform(Job, this.pk, "start", actor=CLOCK)
        if this.arguments["reports"]:
            progress(1, 1)
        return Outcome({"by": "the first worker"})

    for reports in (True, False):
        asked = queue("stolen", {"reports": reports}, CLOCK)
        with pytest.raises(TakenAway):
            run_next()
        asked.refresh_from_db()
        assert (asked.state, asked.done, asked.result) == ("running", 0, {})
        perform(Job, asked.pk, "fail", actor=CLOCK, reason="end of the test")


def test_a_job_that_kills_its_workers_is_given_up() -> None:
    ran: list[int] = []

    @job("deadly")
    def deadly(this: Job, progress: Progress) -> Outcome:
        ran.append(this.tries)
        return Outcome()

    asked = queue("deadly", {}, CLOCK)
    for _ in range(TRIES):
        perform(Job, asked.pk, "start", actor=CLOCK)
    assert run_next()
    asked.refresh_from_db()
    assert (asked.state, asked.errors, ran) == ("failed", [{"code": "gave_up"}], [])


def test_two_workers_do_each_job_once() -> None:
    done: list[int] = []
    both = threading.Barrier(2, timeout=20)

    @job("once")
    def once(this: Job, progress: Progress) -> Outcome:
        done.append(this.pk)
        return Outcome()

    def work() -> None:
        both.wait()
        run_waiting()
        connection.close()

    asked = [queue("once", {}, CLOCK).pk for _ in range(8)]
    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(done) == asked
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def test_jobs_are_done_in_the_order_in_which_they_were_asked_for() -> None:
    done: list[int] = []

    @job("noted")
    def noted(this: Job, progress: Progress) -> Outcome:
        done.append(this.pk)
        return Outcome()

    asked = [queue("noted", {}, CLOCK).pk for _ in range(3)]
    run_jobs()
    assert done == asked


def test_a_job_of_a_kind_unknown_here_is_left_to_a_worker_that_knows_it() -> None:
    asked = easy("of tomorrow")
    del BODIES["of tomorrow"]
    assert not run_next()
    asked.refresh_from_db()
    assert asked.state == "queued"
    with pytest.raises(LookupError):
        queue("of tomorrow", {}, CLOCK)


def test_nobody_but_the_clock_moves_a_job_once_it_is_queued(dewi: int) -> None:
    asked = easy(by=Actor.of(dewi))
    for step in ("start", "finish", "fail"):
        with pytest.raises(NotYourTurn):
            perform(Job, asked.pk, step, actor=Actor.of(dewi), reason="impatience")
    for step in ("finish", "fail"):
        with pytest.raises(WrongState):
            perform(Job, asked.pk, step, actor=CLOCK, reason="too early")


def test_a_finished_job_stays_as_it_is() -> None:
    asked = easy()
    run_waiting()
    for step in ("start", "finish", "fail"):
        with pytest.raises(WrongState):
            perform(Job, asked.pk, step, actor=CLOCK, reason="again")


def test_people_see_the_jobs_that_they_asked_for(dewi: int) -> None:
    hers, _ = easy(by=Actor.of(dewi)), easy()
    assert list(visible(dewi)) == [hers]
    assert not visible(person("eko")).exists()
