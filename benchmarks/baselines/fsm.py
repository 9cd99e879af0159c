"""Baseline 3: django-fsm-2 and django-fsm-log, with a row lock and an outbox row by hand."""

from __future__ import annotations

from django.db import transaction

from benchmarks.baselines.fsm_app.models import Outbox, Record
from benchmarks.baselines.walk import NEXT_STEP, REASON, count_written
from benchmarks.harness import Contestant
from directory.models import User


def enter(records: int) -> Contestant:
    """Make the records and answer who takes steps on them."""
    actor = User.objects.create(username="bench")
    keys = [record.pk for record in Record.objects.bulk_create([Record() for _ in range(records)])]
    return Contestant(
        "django-fsm-2 + fsm-log",
        lambda number: take_step(keys[number % records], actor),
        lambda: count_written("bench_fsm_record", "django_fsm_log_statelog", "bench_fsm_outbox"),
    )


def take_step(key: int, actor: User) -> None:
    """Take whatever step the record's state allows; the log's row is written by its signal."""
    with transaction.atomic():
        record = Record.objects.select_for_update().get(pk=key)
        step, target = NEXT_STEP[record.state]
        getattr(record, step)(by=actor, description=REASON)
        record.version += 1
        record.save(update_fields=["state", "version"])
        Outbox.objects.create(payload={"record": key, "step": step, "state": target})
