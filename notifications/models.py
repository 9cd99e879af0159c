"""What was told to whom: one row for each act, person and channel."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cycle_engine.models import Event
from directory.models import Person


class Channel(models.TextChoices):
    """A way to a person."""

    INBOX = "inbox", _("Inbox")
    EMAIL = "email", _("E-mail")


class Delivery(models.Model):
    """One act told to one person through one channel; that of the inbox is the notice that the person reads.

    What happened and when stands in the event; times here are true time. `capacity` is that in which the
    person is told. An inbox has its notice at once (`sent_at`); an e-mail is due at `next_try_at` until it is
    sent or given up, and keeps its `stable_id` through all tries. `last_error` is a code, never the text of a
    mail server, which may hold addresses.
    """

    application_may_update: ClassVar[tuple[str, ...]] = (
        "read_at",
        "sent_at",
        "attempts",
        "next_try_at",
        "last_error",
    )

    event = models.ForeignKey(Event, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel)
    capacity = models.CharField(max_length=12)
    stable_id = models.UUIDField(default=uuid.uuid4, editable=False)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=60, default="")

    employee_name: str | None = None  # of whom the event is about; filled by queries.with_names

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "person", "channel"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(channel=Channel.INBOX, sent_at__isnull=False, next_try_at=None)
                | Q(channel=Channel.EMAIL, read_at=None),
                name="delivery_channel",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], condition=Q(channel=Channel.INBOX), name="delivery_inbox"),
            models.Index(fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="delivery_due"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.person_id} by {self.channel}"
