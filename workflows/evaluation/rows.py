"""What an evaluation consists of beside its state: forms being filled, what was reported, rated and signed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cycle_engine.models import Chained


class Form(models.Model):
    """A person's unfinished form of an evaluation, his self-assessment or his rating. Not ledgered."""

    application_may_update: ClassVar[tuple[str, ...]] = ("contents", "edit")

    evaluation = models.ForeignKey("evaluation.Evaluation", models.CASCADE, related_name="forms")
    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    contents = models.JSONField()
    edit = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evaluation", "person"], name="evaluation_form_once")]


class SelfAssessment(models.Model):
    """What the owner reported: for each indicator a value, or why there is none. The newest counts."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    evaluation = models.ForeignKey("evaluation.Evaluation", models.PROTECT, related_name="self_assessments")
    realisations = models.JSONField()
    said_at = models.DateTimeField()


class Rating(models.Model):
    """A rating of an evaluation; the newest counts, the earlier ones are kept. `number` counts from 1.

    `organisation`: the achievement that was looked at, and on what basis. `by_decision`: an appeal's.
    """

    application_may_update: ClassVar[tuple[str, ...]] = ()

    evaluation = models.ForeignKey("evaluation.Evaluation", models.PROTECT, related_name="ratings")
    number = models.IntegerField()
    by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+", db_index=False)
    by_decision = models.BooleanField(default=False)
    result_marks = models.JSONField()
    results_rating = models.CharField(max_length=11)
    behaviour_rating = models.CharField(max_length=11)
    feedback = models.JSONField()
    recommendation = models.TextField()
    failed_study = models.CharField(max_length=13, default="")
    predicate = models.CharField(max_length=15)
    organisation = models.JSONField()
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "number"], name="evaluation_rating_number")
        ]


class Document(models.Model):
    """A signed evaluation document; `hash` is the SHA-256 of the canonical JSON of `contents`, in hex."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    evaluation = models.ForeignKey("evaluation.Evaluation", models.PROTECT, related_name="documents")
    number = models.IntegerField()
    contents = models.JSONField()
    hash = models.CharField(max_length=64)
    signed_by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+", db_index=False)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "number"], name="evaluation_document_number")
        ]


class Word(models.TextChoices):
    """How an organisation did (`IV.B.1.a`)."""

    ISTIMEWA = "istimewa", _("Outstanding (Istimewa)")
    BAIK = "baik", _("Good (Baik)")
    BUTUH_PERBAIKAN = "butuh_perbaikan", _("Needs improvement (Butuh Perbaikan)")
    KURANG = "kurang", _("Poor (Kurang)")
    SANGAT_KURANG = "sangat_kurang", _("Very poor (Sangat Kurang)")


class Achievements(Chained):
    """The chain on which a unit's achievements are entered."""

    application_may_update: ClassVar[tuple[str, ...]] = ()
    dated: ClassVar[tuple[str, ...]] = ("set_achievement",)

    unit = models.OneToOneField("directory.Unit", models.PROTECT, related_name="+")


class Achievement(models.Model):
    """What a unit achieved in a period, as set; of several the newest counts, and none is ever changed."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    of = models.ForeignKey(Achievements, models.PROTECT, related_name="rows")
    period = models.CharField(max_length=7)
    word = models.CharField(max_length=15, choices=Word)
    set_by = models.ForeignKey("directory.Person", models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["of", "period"], name="evaluation_achieved")]
