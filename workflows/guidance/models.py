"""Guidance, counselling, and the papers that people write in them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cycle_engine.ledger.canonical import canonical, digest
from cycle_engine.machine import machine
from workflows.guidance.facts import CounsellingFacts, GuidanceFacts
from workflows.guidance.machine import (
    COUNSELLING_TURNS,
    GUIDANCE_TURNS,
    CounsellingMachine,
    GuidanceMachine,
)


class GuidanceWay(models.TextChoices):
    """How somebody is guided (`III.D.4.c`)."""

    COACHING = "coaching", _("Coaching")
    MENTORING = "mentoring", _("Mentoring")
    TRAINING = "training", _("Training")


@machine(facts=GuidanceFacts)
class Guidance(GuidanceMachine):
    """A guidance of the employee of a plan by `guide`; by whoever is the rater where none is named."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    plan = models.ForeignKey("planning.Plan", models.PROTECT, related_name="guidances")
    way = models.CharField(max_length=9, choices=GuidanceWay)
    guide = models.ForeignKey("directory.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["plan"], condition=Q(state__in=[*GUIDANCE_TURNS]), name="guidance_waits")
        ]


@machine(facts=CounsellingFacts)
class Counselling(CounsellingMachine):
    """A behaviour of the employee of a plan, and who counsels him."""

    application_may_update: ClassVar[tuple[str, ...]] = ("counsellor",)

    plan = models.ForeignKey("planning.Plan", models.PROTECT, related_name="counsellings")
    counsellor = models.ForeignKey("directory.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["plan"], condition=Q(state__in=[*COUNSELLING_TURNS]), name="counselling_waits"
            )
        ]


class Paper(models.Model):
    """What somebody wrote in a step: one `part` of the record, of which the ledger keeps `commitment` alone.

    Of papers of the same part the newest counts. `salt`, in hex, keeps short texts from being guessed by their hash.
    """

    application_may_update: ClassVar[tuple[str, ...]] = ()

    part = models.CharField(max_length=14)
    contents = models.JSONField()
    salt = models.CharField(max_length=32)
    by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def commitment(self) -> str:
        """SHA-256, in hex, of salt and contents: what the entry of the step notes."""
        contents: dict[str, Any] = self.contents
        return digest(canonical({"salt": self.salt, "contents": contents}))


class GuidancePaper(Paper):
    of = models.ForeignKey(Guidance, models.PROTECT, related_name="papers")


class CounsellingPaper(Paper):
    of = models.ForeignKey(Counselling, models.PROTECT, related_name="papers")
