"""Evaluations of plans."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cycle_engine.machine import machine
from workflows.evaluation.data import ADDRESSEE
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.limits import EVALUATION_LIMITS
from workflows.evaluation.machine import EvaluationMachine
from workflows.evaluation.rows import (
    Achievement,
    Achievements,
    Document,
    Form,
    Rating,
    SelfAssessment,
)


class Kind(models.TextChoices):
    PERIODIC = "periodic", _("Periodic")
    YEARLY = "yearly", _("Yearly")


@machine(facts=EvaluationFacts, limits=EVALUATION_LIMITS)
class Evaluation(EvaluationMachine):
    """An evaluation of a plan over `period` ("2026-Q2", "2026-06"; "2026": yearly), as far as the plan covers it.

    `rater_post` and `superior_post` are the line in which it was begun and ends; `rater` held that post when the
    window opened. `unit`: the one that the rater leads. `closing`: of a leaver, for his part of the year;
    `counted_from`: the day from which the window counts where that is later than usual, of a transferred person or
    of an evaluation that opened late. `rated_as`, `signed_as`: rater or
    superior. Days are local ones. `received_on` is the day from which return and appeal count. `passed_on`: excused
    when the plan ended, so that the plan which succeeds it is evaluated for the period.
    """

    application_may_update: ClassVar[tuple[str, ...]] = (
        "rated_by",
        "rated_post",
        "rated_as",
        "signed_by",
        "signed_post",
        "signed_as",
        "predicate",
        "is_final",
        "signed_on",
        "distribution_reason",
        "delivered_on",
        "delivered_by_clock",
        "received_on",
        "returned_on",
        "recalled_on",
        "proposed",
        "reported_on",
        "reported_to",
        "reported_contested",
        "passed_on",
    )

    plan = models.ForeignKey("planning.Plan", models.PROTECT, related_name="evaluations")
    kind = models.CharField(max_length=8, choices=Kind)
    period = models.CharField(max_length=7)
    starts_on = models.DateField()
    ends_on = models.DateField()
    closing = models.BooleanField(default=False)
    counted_from = models.DateField(null=True)
    revision = models.ForeignKey("planning.Revision", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+", db_index=False)
    rater_post = models.ForeignKey("directory.Post", models.PROTECT, related_name="+")
    rater = models.ForeignKey("directory.Person", models.PROTECT, null=True, related_name="+")
    superior_post = models.ForeignKey("directory.Post", models.PROTECT, null=True, related_name="+")
    rated_by = models.ForeignKey("directory.Person", models.PROTECT, null=True, related_name="+")
    rated_post = models.ForeignKey(
        "directory.Post", models.PROTECT, null=True, related_name="+", db_index=False
    )
    rated_as = models.CharField(max_length=8, default="")
    signed_by = models.ForeignKey("directory.Person", models.PROTECT, null=True, related_name="+")
    signed_post = models.ForeignKey(
        "directory.Post", models.PROTECT, null=True, related_name="+", db_index=False
    )
    signed_as = models.CharField(max_length=8, default="")
    predicate = models.CharField(max_length=15, default="")
    is_final = models.BooleanField(default=False)
    signed_on = models.DateField(null=True)
    distribution_reason = models.TextField(default="")
    delivered_on = models.DateField(null=True)
    delivered_by_clock = models.BooleanField(default=False)
    received_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    recalled_on = models.DateField(null=True)
    proposed = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    reported_on = models.DateField(null=True)
    reported_to = models.CharField(max_length=ADDRESSEE, default="")
    reported_contested = models.BooleanField(default=False)

    passed_on = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "period"], name="evaluation_one_a_period"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="evaluation_days_in_order"),
        ]
        indexes = [models.Index(fields=["unit", "period"], name="evaluation_unit_period")]


__all__ = [
    "Achievement",
    "Achievements",
    "Document",
    "Evaluation",
    "Form",
    "Kind",
    "Rating",
    "SelfAssessment",
]
