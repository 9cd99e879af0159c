"""What citizens say of a service: scores for the elements of a survey, and comments (PermenPANRB 14/2017).

Answers are added and never changed. They say on which day they were given, never by whom: no name, no address, no
account, and not the hour. Scores and comment of one answer lie apart, so that who tells in a comment who he is does
not tell his scores.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.dated import Dated, ends_after_it_begins, never_two
from directory.models import Person, Thing, Unit
from workflows.voice.complaints import Complaint as Complaint
from workflows.voice.complaints import Saying as Saying

LONGEST_CODE, LONGEST_NAME, LONGEST_COMMENT, LONGEST_REPLY = 30, 150, 1000, 4000  # characters
SHOWN_FROM = 30  # answers
TOKEN_MINUTES = 120


class Service(Thing):
    """A service of a unit. `code` stands in its public address; `instrument` is what citizens are asked.

    The instrument never changes: scores can be compared only where the questions were the same.
    """

    dated = ("set_service", "reply_to_comment", "add_context")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="services")
    code = models.CharField(max_length=LONGEST_CODE, unique=True)
    instrument = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[a-z0-9-]+$"), name="voice_service_code")
        ]

    def __str__(self) -> str:
        return self.code


class Every(models.TextChoices):
    """The period after which the index of a service is measured."""

    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    YEAR = "year", _("Year")


class ServiceRow(Dated):
    """What a service is called; how its answers are taken and shown. Answers are taken while it is `active`.

    `minimum`: answers from which on an index is shown; `every`: the period whose index becomes a measured value;
    `form_minutes`: how long a form that was opened may be sent.
    """

    service = models.ForeignKey(Service, models.PROTECT, related_name="rows")
    name = models.CharField(max_length=LONGEST_NAME)
    active = models.BooleanField(default=True)
    minimum = models.PositiveSmallIntegerField(default=SHOWN_FROM)
    every = models.CharField(max_length=7, choices=Every, default=Every.QUARTER)
    form_minutes = models.PositiveSmallIntegerField(default=TOKEN_MINUTES)

    class Meta:
        constraints = [never_two("service_described_once", "service"), ends_after_it_begins("servicerow")]

    def __str__(self) -> str:
        return self.name


class Answer(models.Model):
    """The scores that one citizen gave on `day`, where the unit is: 1 to 4, in the order of the instrument.

    The key is drawn at random: no order of answers stands beside the order of comments.
    """

    application_may_update: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="answers", db_index=False)
    day = models.DateField()
    scores = ArrayField(models.SmallIntegerField())

    class Meta:
        indexes = [models.Index(fields=["service", "day"], name="voice_answer_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(scores__contained_by=[1, 2, 3, 4]) & Q(scores__len__gt=0),
                name="voice_answer_scores",
            )
        ]


class Comment(models.Model):
    """What a citizen wrote, as it was written: for the manager of the unit; others see it cleaned."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    service = models.ForeignKey(Service, models.PROTECT, related_name="comments")
    day = models.DateField()
    text = models.TextField()

    def __str__(self) -> str:
        return str(self.pk)


class Reply(models.Model):
    """The unit's reply to a comment, which everybody may read; `alone`: without the comment, which names somebody."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    comment = models.OneToOneField(Comment, models.PROTECT, related_name="reply")
    text = models.TextField()
    alone = models.BooleanField(default=False)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text


class Context(models.Model):
    """What an employee of the unit knows of what a comment tells: for those who read the comments of the unit."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="contexts")
    text = models.TextField()
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text


class SpentToken(models.Model):
    """The SHA-256 (hex) of a form's token that was sent, kept until the token would have expired."""

    digest = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest
