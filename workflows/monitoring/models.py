"""What an evaluation rests on: evidence, entries of progress, and feedback asked for and given (`6/2022:16-19`).

Rows are added and never changed or deleted; what was wrong is corrected by another row. Only how evidence was found
when it was looked at last is written anew.
"""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cycle_engine.models import Chained

NAME, VALUE, TEXT, URL = 150, 200, 4000, 500  # characters


class Evidence(models.Model):
    """A file or a link that proves what was achieved (`III.A.7`).

    A file's content lies in the store under `sha256` (hex); `media_type` is what the content is, whatever was said
    of it; `size` is in bytes. A link has a `url` instead, and lies with others.
    """

    application_may_update: ClassVar[tuple[str, ...]] = ()

    plan = models.ForeignKey("planning.Plan", models.PROTECT, related_name="+")
    name = models.CharField(max_length=NAME)
    media_type = models.CharField(max_length=80, blank=True)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    url = models.CharField(max_length=URL, blank=True)
    added_by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(url="", size__gt=0, sha256__regex=r"^[0-9a-f]{64}$")
                | (~Q(url="") & Q(size=0, sha256="")),
                name="monitoring_evidence_file_or_link",
            ),
        ]

    @property
    def broken_since(self) -> datetime.datetime | None:
        """Since when it is known to be broken, if it is; ask for it with `checked` selected."""
        checked = getattr(self, "checked", None)
        return checked.broken_since if checked else None


class Why(models.TextChoices):
    """Why evidence is not there as it was."""

    DAMAGED = "damaged", _("The file is lost or damaged on our side.")
    GONE = "gone", _("The page is not there any more.")
    SILENT = "silent", _("The address does not answer.")
    PRIVATE = "private", _("The address leads into a private network.")


class EvidenceCheck(models.Model):
    """How a piece of evidence was found when it was looked at last; `next_at`: when it is looked at again, if ever.

    `why` it was not as it should be, `failures` times in a row; broken `broken_since`. Of a link the `status` of the
    answer and the address `reached` in the end. Engine time.
    """

    application_may_update: ClassVar[tuple[str, ...]] = (
        *("looked_at", "next_at", "why", "failures", "broken_since"),
        *("status", "reached"),
    )

    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="checked")
    looked_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True, db_index=True)
    why = models.CharField(max_length=7, choices=Why, blank=True)
    failures = models.IntegerField(default=0)
    broken_since = models.DateTimeField(null=True)
    status = models.IntegerField(null=True)
    reached = models.CharField(max_length=URL, blank=True)


class EvidenceLog(Chained):
    """The chain on which is entered what broke of a plan's evidence, and what is whole again."""

    application_may_update: ClassVar[tuple[str, ...]] = ()
    dated: ClassVar[tuple[str, ...]] = ("note_broken_evidence", "note_whole_evidence")

    plan = models.OneToOneField("planning.Plan", models.PROTECT, related_name="+")


class ProgressEntry(models.Model):
    """Work done on a day for an indicator (id of the item in the contents); `value` stands as it was typed.

    An entry that was wrong is replaced by the one that `corrects` it.
    """

    application_may_update: ClassVar[tuple[str, ...]] = ()

    plan = models.ForeignKey("planning.Plan", models.PROTECT, related_name="+", db_index=False)
    indicator = models.CharField(max_length=40)
    day = models.DateField()
    value = models.CharField(max_length=VALUE)
    note = models.TextField()
    evidence = models.ManyToManyField(Evidence, through="Attachment")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    written_by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["plan", "day"], name="monitoring_progress_day")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(value="") | ~Q(note=""), name="monitoring_progress_says_something"
            )
        ]


class Attachment(models.Model):
    """Evidence of an entry of progress."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    entry = models.ForeignKey(ProgressEntry, models.PROTECT, related_name="attachments", db_index=False)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "evidence"], name="monitoring_attachment_once")
        ]


class AboutKind(models.TextChoices):
    """What feedback may be about."""

    RESULT = "result", _("A result")
    VALUE = "value", _("A value of behaviour")
    WHOLE = "whole", _("The whole plan")


class OfPlan(models.Model):
    """Stands on a plan, about a result (its id), one of the seven values (its word), or the whole ("")."""

    plan = models.ForeignKey("planning.Plan", models.PROTECT, related_name="+", db_index=False)
    about_kind = models.CharField(max_length=6, choices=AboutKind)
    about = models.CharField(max_length=40)

    class Meta:
        abstract = True


class FeedbackRequest(OfPlan):
    """A question to one person, `of`, for feedback (`III.C.9`)."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    asked_by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+", db_index=False)
    of = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    question = models.TextField()
    asked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["plan"], name="monitoring_request_plan")]


class Standing(models.TextChoices):
    """Where the giver of feedback stands towards the employee on that day (`6/2022:18`)."""

    LEADER = "leader", _("Leader")
    PEER = "peer", _("Colleague of the same leader")
    SUBORDINATE = "subordinate", _("Subordinate")
    OTHER = "other", _("Another party")


class Feedback(OfPlan):
    """Feedback given on `day`, where the plan's unit is; the answer to `request` if it was asked for."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    text = models.TextField()
    given_by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+", db_index=False)
    standing = models.CharField(max_length=11, choices=Standing)
    day = models.DateField()
    given_at = models.DateTimeField()
    request = models.OneToOneField(FeedbackRequest, models.PROTECT, null=True, related_name="answer")

    class Meta:
        indexes = [models.Index(fields=["plan", "day"], name="monitoring_feedback_day")]


class UnnamedFeedback(OfPlan):
    """Feedback that a colleague or a subordinate gave without his name, in the period that ends on `until`.

    Nothing in it leads to who gave it: the key is random, there is no time, and `giver` is a keyed hash that differs
    from plan to plan and from period to period.
    """

    application_may_update: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.TextField()
    standing = models.CharField(max_length=11, choices=Standing)
    until = models.DateField()
    giver = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["giver", "about_kind", "about"], name="monitoring_unnamed_feedback_once"
            )
        ]
        indexes = [models.Index(fields=["plan", "until"], name="monitoring_unnamed_plan")]


class ActionPlan(models.Model):
    """What the employee means to do for a result (id of the item), as `{"activity", "period", "output"}` each.

    Of several of one result the newest counts (`III.A.2-3`).
    """

    application_may_update: ClassVar[tuple[str, ...]] = ()

    plan = models.ForeignKey("planning.Plan", models.PROTECT, related_name="+")
    result = models.CharField(max_length=40)
    actions = models.JSONField()
    written_by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField()
