"""Queue a job; run the jobs that wait. A job outlives its worker.

A worker holds a lock of the database while it runs a job, and the database drops the lock with the worker's
connection. So a running job whose lock is free has lost its worker, and the next one takes it up. The body
runs again from its beginning: it must skip what it has already done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import InterfaceError, OperationalError, connection, connections, transaction

from cycle_engine.actors import Actor
from cycle_engine.errors import Missing, WorkflowError, WrongState
from cycle_engine.perform import bear, perform
from workflows.jobs.machine import JobState
from workflows.jobs.models import Job

logger = logging.getLogger(__name__)

TRIES = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a body leaves: a summary, and an object for each record it could not deal with (plain JSON)."""

    result: dict[str, Any] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)


class TakenAway(Exception):
    """Our connection was lost for a while, and another worker has the job now."""


Progress = Callable[[int, int], None]
Body = Callable[[Job, Progress], Outcome]
BODIES: dict[str, Body] = {}


def job(kind: str) -> Callable[[Body], Body]:
    """Register the body of jobs of this kind.

    It is called outside of any transaction, and again from its beginning after a crash. It calls
    `progress(done, total)` with each piece of work, which raises TakenAway when the job has meanwhile been
    given to another worker; called inside the piece's transaction it takes the piece back then.
    """

    def register(body: Body) -> Body:
        BODIES[kind] = body
        return body

    return register


@contextmanager
def seen_at_once(progress: Progress) -> Iterator[Progress]:
    """`progress` for a piece of work that is one long transaction: told on a connection of its own, so that others
    see it before the piece is done. A job that only the caller's transaction knows is told of there."""
    if connection.in_atomic_block:
        yield progress
        return
    with ThreadPoolExecutor(1) as hand:
        try:
            yield lambda done, total: hand.submit(progress, done, total).result()
        finally:
            hand.submit(connections.close_all).result()


def queue(kind: str, arguments: dict[str, Any], actor: Actor) -> Job:
    """Ask for a job; whether the actor may is for the caller to decide. LookupError when no body has this."""
    if kind not in BODIES:
        raise LookupError(f"no body is registered for jobs of the kind {kind!r}")
    newborn = Job(kind=kind, arguments=arguments, requested_by_id=actor.person)
    return bear(newborn, "queue", actor=actor).record


def run_waiting() -> int:
    """Run one waiting job after the other until none is left; how many were run."""
    count = 0
    while run_next():
        count += 1
    return count


def run_next() -> bool:
    """Run the oldest job that waits or has lost its worker; false when there is none.

    Call it outside of any transaction. What a body raises ends in the job's state. Only a database that went
    away is raised here, and then the next worker takes the job up.
    """
    waiting = Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING], kind__in=BODIES)
    for key in waiting.order_by("pk").values_list("pk", flat=True):
        with _lock(key) as ours:
            if ours and _started(key):
                _run(Job.objects.get(pk=key))
                return True
    return False


@contextmanager
def _lock(key: int) -> Iterator[bool]:
    """The lock of this job, if nobody else has it, for as long as we live or until the end of the block."""
    name = [f"job {key}"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", name)
        (ours,) = cursor.fetchone()
        try:
            yield ours
        finally:
            if ours:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", name)


def _started(key: int) -> bool:
    try:
        perform(Job, key, "start", actor=Actor.clock())
    except (Missing, WrongState):  # done since we looked
        return False
    return True


def _run(job: Job) -> None:
    """Run a started job to its end. Its version is our claim: whoever takes the job from us moves it."""
    if job.tries > TRIES:
        _fail(job, "gave_up")
        return
    try:
        outcome = BODIES[job.kind](job, lambda done, total: _save(job, done=done, total=total))
    except (OperationalError, InterfaceError, TakenAway):
        raise
    except Exception as error:
        logger.exception("Job %s has failed", job.pk)
        _fail(job, error.code if isinstance(error, WorkflowError) else type(error).__name__)
    else:
        with transaction.atomic():
            _save(job, result=outcome.result, errors=outcome.errors)
            perform(Job, job.pk, "finish", version=job.version, actor=Actor.clock())


def _fail(job: Job, code: str) -> None:
    with transaction.atomic():
        _save(job, errors=[{"code": code}])
        perform(Job, job.pk, "fail", version=job.version, actor=Actor.clock(), reason=code)


def _save(job: Job, **values: Any) -> None:
    if not Job.objects.filter(pk=job.pk, version=job.version).update(**values):
        raise TakenAway
