"""What a rater asks of who is above him: that somebody stands in for him on some days."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cycle_engine.models import Chained
from directory.dated import Dated, never_two

WORDS = 500  # characters


class Standing(models.TextChoices):
    """What has become of a request. That its days have passed is never written: the day says so."""

    OPEN = "open", _("Waits for an answer")
    NAMED = "named", _("A stand-in was named")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    PASSED = "passed", _("The days have passed without an answer")


class StandInRequest(Dated, Chained):
    """The holder of a post, `asked_by`, asks for somebody who stands in for him on all days from `valid_from` to
    `valid_to`, and may propose a person. It is answered by a `letter`, or declined in words (`answer`).
    """

    application_may_update: ClassVar[tuple[str, ...]] = (
        *("standing", "answer", "letter"),
        *("answered_by", "answered_at"),
    )
    dated = ("ask_for_stand_in", "name_stand_in", "decline_stand_in", "withdraw_request")

    post = models.ForeignKey("directory.Post", models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=WORDS)
    proposed = models.ForeignKey(
        "directory.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    standing = models.CharField(max_length=9, choices=Standing, default=Standing.OPEN)
    answer = models.CharField(max_length=WORDS, blank=True)
    letter = models.ForeignKey(
        "directory.Letter", models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_by = models.ForeignKey(
        "directory.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            never_two("stand_in_asked_once", "asked_by", condition=Q(standing=Standing.OPEN)),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=False, valid_to__gte=F("valid_from")),
                name="directory_standinrequest_days",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="directory_standinrequest_reasoned"),
            models.CheckConstraint(
                condition=~Q(proposed=F("asked_by")), name="directory_standinrequest_not_oneself"
            ),
            models.CheckConstraint(
                condition=Q(
                    standing=Standing.OPEN, answered_by=None, answered_at=None, letter=None, answer=""
                )
                | Q(standing=Standing.NAMED, letter__isnull=False, answer="")
                | Q(standing=Standing.DECLINED, letter=None) & ~Q(answer="")
                | Q(standing=Standing.WITHDRAWN, letter=None, answer=""),
                name="directory_standinrequest_answered",
            ),
            models.CheckConstraint(
                condition=Q(standing=Standing.OPEN) | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="directory_standinrequest_answered_by",
            ),
        ]
        indexes = [
            models.Index(
                fields=["valid_to"], condition=Q(standing=Standing.OPEN), name="directory_stand_in_asked"
            )
        ]

    def standing_on(self, day: datetime.date) -> Standing:
        """What has become of it by this day."""
        passed = self.standing == Standing.OPEN and self.valid_to is not None and self.valid_to < day
        return Standing.PASSED if passed else Standing(self.standing)
