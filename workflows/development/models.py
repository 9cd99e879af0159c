"""What follows a result for a person: needs, trainings, recognitions, and a plan of improvement.

Needs, trainings and recognitions are rows that are added, and neither changed nor deleted; what becomes of one is
another row, of which the newest counts. Each is entered on the chain of the person's development.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cycle_engine.machine import machine
from cycle_engine.models import Chained
from workflows.development.data import TEXT, TITLE
from workflows.development.facts import LIVE, ImprovementFacts
from workflows.development.limits import IMPROVEMENT_LIMITS
from workflows.development.machine import ImprovementMachine

WORD = 12


class Development(Chained):
    """The chain on which a person's needs, trainings and recognitions are entered."""

    application_may_update: ClassVar[tuple[str, ...]] = ()
    dated: ClassVar[tuple[str, ...]] = (
        "raise_need",
        "answer_need",
        "enter_training",
        "decide_training",
        "confirm_recognition",
        "withdraw_recognition",
    )

    person = models.OneToOneField("directory.Person", models.PROTECT, related_name="+")


class Skill(models.TextChoices):
    """Kinds of skills."""

    TECHNICAL = "technical", _("Technical")
    SOFT = "soft", _("Soft skill")


class Standing(models.TextChoices):
    """What has become of a need."""

    OPEN = "open", _("Open")
    PLANNED = "planned", _("Planned")
    MET = "met", _("Met")
    DROPPED = "dropped", _("Dropped")


class Need(models.Model):
    """What a person has to learn, as the owner or somebody above him said, perhaps with an evaluation."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    of = models.ForeignKey(Development, models.PROTECT, related_name="needs")
    kind = models.CharField(max_length=WORD, choices=Skill)
    skill = models.CharField(max_length=TITLE)
    why = models.TextField()
    evaluation = models.ForeignKey(
        "evaluation.Evaluation", models.PROTECT, null=True, related_name="development_needs"
    )
    raised_by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+", db_index=False)
    raised_at = models.DateTimeField()


class NeedAnswer(models.Model):
    """What a need has come to; the newest counts, without one it is open."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    need = models.ForeignKey(Need, models.PROTECT, related_name="answers")
    standing = models.CharField(max_length=WORD, choices=Standing)
    note = models.TextField()
    by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()


class Training(models.Model):
    """A training that a person has done; `hours` are JP. It counts once it is confirmed."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    of = models.ForeignKey(Development, models.PROTECT, related_name="trainings")
    title = models.CharField(max_length=TITLE)
    provider = models.CharField(max_length=TITLE)
    kind = models.CharField(max_length=WORD, choices=Skill)
    first_day = models.DateField()
    last_day = models.DateField()
    hours = models.PositiveSmallIntegerField()
    document = models.CharField(max_length=TITLE)
    evidence = models.ForeignKey(
        "monitoring.Evidence", models.PROTECT, null=True, related_name="+", db_index=False
    )
    entered_by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+", db_index=False)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="development_training_days_in_order"
            )
        ]
        indexes = [models.Index(fields=["of", "last_day"], name="development_training_year")]


class Decision(models.TextChoices):
    """What became of a training that was entered."""

    WAITING = "waiting", _("Waits to be confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class TrainingDecision(models.Model):
    """What was said of a training; the newest counts, without one it waits."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    training = models.ForeignKey(Training, models.PROTECT, related_name="decisions")
    decision = models.CharField(max_length=WORD, choices=Decision)
    reason = models.TextField()
    by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()


class Reward(models.TextChoices):
    """What a result can earn (`6/2022:31`)."""

    SUCCESSION_POOL = "succession_pool", _("Priority for the succession pool")
    DEVELOPMENT_PRIORITY = "development_priority", _("Priority for the development of competence")
    OTHER = "other", _("Another reward")


class Ground(models.TextChoices):
    """What speaks for a recognition."""

    PREDICATE = "predicate", _("The yearly predicate is Very good (Sangat Baik)")
    TARGETS = "targets", _("All targets were reached")


class Recognition(models.Model):
    """That a manager has recognised the result of a settled year, for which rewards and why (`6/2022:31`).

    `number`: of the same result, from 1; a next one only after the one before was withdrawn.
    """

    application_may_update: ClassVar[tuple[str, ...]] = ()

    of = models.ForeignKey(Development, models.PROTECT, related_name="recognitions")
    evaluation = models.ForeignKey("evaluation.Evaluation", models.PROTECT, related_name="recognitions")
    number = models.PositiveSmallIntegerField()
    year = models.PositiveSmallIntegerField()
    predicate = models.CharField(max_length=15)
    grounds = ArrayField(models.CharField(max_length=WORD, choices=Ground))
    rewards = ArrayField(models.CharField(max_length=20, choices=Reward))
    other = models.CharField(max_length=TITLE, blank=True)
    reason = models.TextField()
    confirmed_by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+", db_index=False)
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "number"], name="development_recognition_number")
        ]


class Withdrawal(models.Model):
    """That a recognition holds no longer, and why."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    recognition = models.OneToOneField(Recognition, models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()


@machine(facts=ImprovementFacts, limits=IMPROVEMENT_LIMITS)
class Improvement(ImprovementMachine):
    """Six months, from `starts_on` to `ends_on`, in which a civil servant improves whose yearly result was Very poor.

    `targets`: what the rater has set; `signed_on`: the day on which the employee signed them, none where he let his
    days pass; `began_on`: from which they hold.
    """

    application_may_update: ClassVar[tuple[str, ...]] = ("targets", "signed_on", "began_on", "concluded_on")

    plan = models.ForeignKey("planning.Plan", models.PROTECT, related_name="improvements")
    evaluation = models.OneToOneField(
        "evaluation.Evaluation", models.PROTECT, related_name="improvement", db_index=False
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    targets = models.JSONField(default=list)
    signed_on = models.DateField(null=True)
    began_on = models.DateField(null=True)
    concluded_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("ends_on")), name="development_improvement_days_in_order"
            )
        ]
        indexes = [
            models.Index(fields=["plan"], condition=Q(state__in=LIVE), name="development_improvement_live")
        ]


class Review(models.Model):
    """What the rater wrote of the employee's progress in an improvement plan."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    improvement = models.ForeignKey(Improvement, models.PROTECT, related_name="reviews")
    text = models.TextField(max_length=TEXT)
    by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
