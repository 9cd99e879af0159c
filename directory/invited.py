"""What is asked of the post office about an account: an e-mail with a link by which its password is set."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.dated import RecordedField


class Invitation(models.Model):
    """An e-mail with a link to the holder of an account. The link itself is made as it is sent, and kept nowhere.

    `by` is the person who invites; nobody for the operator, and where somebody has forgotten the password.
    Times are true time. It is due at `next_try_at`, or at once, until there is an `outcome`; `last_error` is a
    code, never the text of a mail server.
    """

    class Purpose(models.TextChoices):
        INVITED = "invited", _("Invited")
        FORGOTTEN = "forgotten", _("Password forgotten")

    class Outcome(models.TextChoices):
        WAITING = "", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not sent")

    application_may_update: ClassVar[tuple[str, ...]] = (
        "attempts",
        "next_try_at",
        "sent_at",
        "outcome",
        "last_error",
    )

    user = models.ForeignKey("directory.User", models.PROTECT, related_name="invitations")
    by = models.ForeignKey("directory.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    purpose = models.CharField(max_length=9, choices=Purpose)
    recorded_at = RecordedField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=6, choices=Outcome, default=Outcome.WAITING, blank=True)
    last_error = models.CharField(max_length=60, default="")

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(outcome=""), name="directory_invitation_waits")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.user_id}"
