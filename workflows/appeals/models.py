"""Appeals against evaluations, and what is said in them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cycle_engine.machine import machine
from workflows.appeals.facts import AppealFacts
from workflows.appeals.limits import APPEAL_LIMITS
from workflows.appeals.machine import LIVE, AppealMachine


@machine(facts=AppealFacts, limits=APPEAL_LIMITS)
class Appeal(AppealMachine):
    """An appeal against an evaluation of a plan.

    `decider_post`: the post that decides, or the first occupied one above it; `decider` was found there last, or
    is `named` by `letter`. `filed_on` and `duty_since` are local days: of the filing, and of the day from which
    whoever decides has his time. `reason` of the decision stands in the ledger and in `decision`.
    """

    application_may_update: ClassVar[tuple[str, ...]] = (
        "decider_post",
        "decider",
        "named",
        "letter",
        "duty_since",
        "decided_by",
        "decided_at",
        "decision",
        "ground",
    )

    plan = models.ForeignKey("planning.Plan", models.PROTECT, related_name="appeals")
    evaluation = models.ForeignKey("evaluation.Evaluation", models.PROTECT, related_name="appeals")
    filed_on = models.DateField()
    decider_post = models.ForeignKey("directory.Post", models.PROTECT, null=True, related_name="+")
    decider = models.ForeignKey("directory.Person", models.PROTECT, null=True, related_name="+")
    named = models.BooleanField(default=False)
    letter = models.ForeignKey(
        "directory.Letter", models.PROTECT, null=True, related_name="+", db_index=False
    )
    duty_since = models.DateField()
    decided_by = models.ForeignKey("directory.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(default="")
    ground = models.CharField(max_length=15, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation"],
                condition=Q(state__in=["new", *LIVE]),
                name="appeals_one_live",
            )
        ]


class Statement(models.Model):
    """What a party wrote: the owner's reasons, the rater's explanation; with ids of evidence."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="statements")
    party = models.CharField(max_length=7)
    by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    evidence = models.JSONField()
    said_at = models.DateTimeField()


class Hearing(models.Model):
    """How a party was heard: on which day, with which minutes, or why it did not come."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="hearings")
    party = models.CharField(max_length=7)
    date = models.DateField(null=True)
    minutes = models.TextField()
    absent_because = models.TextField()
    recorded_at = models.DateTimeField()
