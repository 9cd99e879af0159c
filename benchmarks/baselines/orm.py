"""Baseline 2: the Django ORM by hand."""

from __future__ import annotations

from django.db import transaction

from benchmarks.baselines.orm_app.models import Audit, Outbox, Record
from benchmarks.baselines.walk import ACTOR, NEXT_STEP, REASON, count_written
from benchmarks.harness import Contestant


def enter(records: int) -> Contestant:
    """Make the records and answer who takes steps on them."""
    keys = [record.pk for record in Record.objects.bulk_create([Record() for _ in range(records)])]
    return Contestant(
        "Django ORM by hand",
        lambda number: take_step(keys[number % records]),
        lambda: count_written("bench_orm_record", "bench_orm_audit", "bench_orm_outbox"),
    )


def take_step(key: int) -> None:
    """Take whatever step the record's state allows."""
    with transaction.atomic():
        record = Record.objects.select_for_update().get(pk=key)
        source = record.state
        step, target = NEXT_STEP[source]
        record.state = target
        record.version += 1
        record.save(update_fields=["state", "version"])
        Audit.objects.create(
            record=record, step=step, source=source, target=target, actor_id=ACTOR, reason=REASON
        )
        Outbox.objects.create(payload={"record": key, "step": step, "state": target})
