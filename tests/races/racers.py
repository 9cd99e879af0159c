"""Threads that begin at the same moment, each on a connection of its own that stays open between races."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

from django.db import connection

from cycle_engine.errors import WorkflowError

T = TypeVar("T")
MOST = 50
PATIENCE = 30  # seconds


class Racers:
    """Call it with as many functions as shall run at once."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(MOST)
        self.connections: set[Any] = set()

    def __enter__(self) -> Racers:
        return self

    def __exit__(self, *raised: object) -> None:
        self.pool.shutdown()
        for each in self.connections:
            each.close()

    def __call__(self, *acts: Callable[[], T]) -> list[T | WorkflowError]:
        """What each left, in their order: its answer, or the refusal. Any other error is raised here."""
        line = Barrier(len(acts))

        def run(act: Callable[[], T]) -> T | WorkflowError:
            connection.ensure_connection()
            self.connections.add(connection.connection)
            line.wait(PATIENCE)
            try:
                return act()
            except WorkflowError as error:
                return error

        started = [self.pool.submit(run, act) for act in acts]
        return [each.result(PATIENCE) for each in started]
