"""Background jobs, and what the engine must know about one."""

from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import models

from cycle_engine.actors import Capacity, Holder
from cycle_engine.case import Facts
from cycle_engine.machine import machine, table_hash
from cycle_engine.models import Chained
from cycle_engine.workdays import Calendar
from directory.models import Person
from workflows.jobs.machine import JobMachine

UTC_WEEK = Calendar(ZoneInfo("UTC"), 5, frozenset())


class JobFacts(Facts["Job"]):
    """Whoever asked for a job is its manager; whether he might is decided by the room that queues it."""

    def holders(self, record: Job, capacity: Capacity) -> tuple[Holder, ...]:
        if capacity is Capacity.MANAGER and record.requested_by_id is not None:
            return (Holder(record.requested_by_id),)
        return ()

    def calendar(self, record: Job) -> Calendar:
        return UTC_WEEK

    def rule_set(self, record: Job) -> str:
        return table_hash()

    def about(self, record: Job) -> dict[str, Any]:
        return {"job": record.pk, "kind": record.kind}


@machine(facts=JobFacts)
class Job(Chained, JobMachine):
    """Work for the background: `kind` names its body, `arguments` are the body's (plain JSON).

    `done` of `total` is how far it has come; `result` and `errors` are what its body leaves.
    """

    application_may_update: ClassVar[tuple[str, ...]] = ("tries", "done", "total", "result", "errors")

    requested_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    errors = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
