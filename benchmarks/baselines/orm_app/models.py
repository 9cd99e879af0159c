"""The tables of the baseline that uses the ORM by hand."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Record(models.Model):
    """What takes steps."""

    state = models.CharField(max_length=20, default="draft")
    version = models.IntegerField(default=0)
    objects: ClassVar[models.Manager[Record]] = models.Manager()


class Audit(models.Model):
    """One row per step."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT)
    step = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    actor_id = models.BigIntegerField()
    reason = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    objects: ClassVar[models.Manager[Audit]] = models.Manager()


class Outbox(models.Model):
    """One row per step, for a relay to send."""

    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    objects: ClassVar[models.Manager[Outbox]] = models.Manager()
