"""What was told to whom and how people want to be told: notices, e-mails and webhooks on their way."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cycle_engine.models import Entry, Event
from directory.models import Person


class Channel(models.TextChoices):
    """A way to a person."""

    INBOX = "inbox", _("Inbox")
    EMAIL = "email", _("E-mail")
    OWN = "own", _("Own channel")


class Delivery(models.Model):
    """One act told to one person through one channel; that of the inbox is the notice that the person reads.

    What happened and when stands in the event; times here are true time. `capacity` is that in which the
    person is told. An inbox has its notice at once (`sent_at`); a message by another channel is due at
    `next_try_at` until it is sent or given up. Notices that go in one message share its `stable_id`, which it
    keeps through all tries. `last_error` is a code, never the text of a server, which may hold addresses.
    """

    application_may_update: ClassVar[tuple[str, ...]] = (
        "stable_id",
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

    # Filled by queries.with_names: of whom the event is about; of the evaluation with the number of its record.
    employee_name: str | None = None
    period: str | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "person", "channel"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(channel=Channel.INBOX, sent_at__isnull=False, next_try_at=None)
                | Q(channel__in=[Channel.EMAIL, Channel.OWN], read_at=None),
                name="delivery_channel",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], condition=Q(channel=Channel.INBOX), name="delivery_inbox"),
            # Of thousands that wait for the same morning the first is found without a sort.
            models.Index(
                fields=["next_try_at", "id"], condition=Q(next_try_at__isnull=False), name="delivery_due"
            ),
            models.Index(fields=["person"], condition=Q(next_try_at__isnull=False), name="delivery_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.person_id} by {self.channel}"


class Mail(models.TextChoices):
    """When a notice is sent by e-mail, or by a channel of one's own, as well."""

    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("Once a day")
    OFF = "off", _("Never")


class Preference(models.Model):
    """How a person wants to be told; who has no row has the defaults of `notifications.preferences`.

    `choices` maps groups of notices to `{"inbox": bool, "email": a Mail, "own": a Mail}`. Times are of the person's
    wall clock; no message goes from `quiet_from` up to `quiet_to`, which may lie on the next day, nor on days off
    if so chosen.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    choices: models.JSONField[Any, Any] = models.JSONField()
    digest_at = models.TimeField()
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    quiet_days_off = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_to=None)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="preference_quiet",
            )
        ]


class OwnChannel(models.Model):
    """A channel of a person's own: one that the operator offers (`name`), led to the person's `address` in it.

    Until it is confirmed it is sent nothing but a code, of which a keyed hash is kept. `wrong`: how often another
    code was given. `failing_since`: since when it has taken nothing. True time.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    name = models.CharField(max_length=20)
    address = models.CharField(max_length=60)
    code = models.CharField(max_length=64)
    asked_at: models.DateTimeField[Any, datetime.datetime] = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} of {self.person_id}"


class Endpoint(models.Model):
    """An address of another system that is told of steps, as long as its owner manages the units concerned.

    `types`: names of steps ("plan.approve"), or "*" for all. The secret itself is nowhere: `salt` and the secret key
    of the installation make it (see `webhooks.keys`). The old one signs as well until `old_until`. True time.
    """

    application_may_update: ClassVar[tuple[str, ...]] = (
        "url",
        "types",
        "salt",
        "old_salt",
        "old_until",
        "failing_since",
        "disabled_at",
        "told_at",
        "removed_at",
    )

    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    url = models.URLField(max_length=500)
    types = ArrayField(models.CharField(max_length=80))
    salt = models.CharField(max_length=64)
    old_salt = models.CharField(max_length=64, default="")
    old_until = models.DateTimeField(null=True)
    stable_id = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.pk} of {self.owner_id}"

    def wants(self, kind: str) -> bool:
        """Whether it asked for steps of this name."""
        return "*" in self.types or kind in self.types


class WebhookDelivery(models.Model):
    """One act told to one endpoint. It is due at `next_try_at` until it was delivered or given up."""

    application_may_update: ClassVar[tuple[str, ...]] = (
        "sent_at",
        "attempts",
        "next_try_at",
        "response_code",
        "last_error",
    )

    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="deliveries", db_index=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+", db_index=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", db_index=False)
    stable_id = models.UUIDField(default=uuid.uuid4, editable=False)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    response_code = models.PositiveSmallIntegerField(null=True)
    last_error = models.CharField(max_length=60, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["endpoint", "event"], name="webhookdelivery_once")]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="webhookdelivery_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.endpoint_id}"

    @property
    def webhook_id(self) -> str:
        """The name of the message, the same in every try."""
        return f"msg_{self.stable_id.hex}"


class Fault(models.Model):
    """What is broken and concerns the operator: "email", "webhook:<endpoint>", "job:<id>". True time.

    `told_at`: when the operator was alerted of it; `ended_at`: since when it works again.
    """

    subject = models.CharField(max_length=60, unique=True)
    since: models.DateTimeField[Any, datetime.datetime] = models.DateTimeField()
    last_error = models.CharField(max_length=60, default="")
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.subject
