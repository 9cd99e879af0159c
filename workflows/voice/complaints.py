"""Complaints, and what citizens and units say in them. Of a citizen nothing is kept but the hash of his code."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cycle_engine.machine import machine
from cycle_engine.models import Chained
from workflows.voice.complaint_facts import ComplaintFacts
from workflows.voice.complaint_limits import COMPLAINT_LIMITS
from workflows.voice.machine import ComplaintMachine


class Category(models.TextChoices):
    """What a citizen sends; each has clocks of its own."""

    COMPLAINT = "complaint", _("Complaint")
    INFORMATION = "information", _("Question for information")


@machine(facts=ComplaintFacts, limits=COMPLAINT_LIMITS)
class Complaint(Chained, ComplaintMachine):
    """A complaint to a unit, perhaps about one of its services.

    `receipt`: the keyed hash of the code that the citizen has. `post`: whose holder handles it. All days are the
    unit's: `responded_on` of the first response, `answered_on` of the final answer, `reopened_on` when the citizen
    was not content. `ground`: why it was not dealt with.
    """

    application_may_update: ClassVar[tuple[str, ...]] = (
        "unit",
        "service",
        "post",
        "category",
        "responded_on",
        "answered_on",
        "reopened_on",
        "ground",
    )

    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="complaints")
    service = models.ForeignKey("voice.Service", models.PROTECT, null=True, related_name="complaints")
    receipt = models.CharField(max_length=64, unique=True)
    category = models.CharField(max_length=11, choices=Category)
    post = models.ForeignKey("directory.Post", models.PROTECT, null=True, related_name="+")
    received_on = models.DateField()
    responded_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    reopened_on = models.DateField(null=True)
    ground = models.CharField(max_length=9, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "responded_on"], name="voice_complaint_responded")]

    def __str__(self) -> str:
        return str(self.pk)


class Saying(models.Model):
    """What was said in a complaint: by the citizen (`complaint`, `reopening`) or by the unit, to him."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("Complaint")
        RESPONSE = "response", _("First response")
        ANSWER = "answer", _("Final answer")
        REOPENING = "reopening", _("Not settled")
        DISMISSAL = "dismissal", _("Not dealt with")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="sayings")
    kind = models.CharField(max_length=9, choices=Kind)
    words = models.TextField()
    said_at = models.DateTimeField()

    @property
    def is_the_citizens(self) -> bool:
        return self.kind in (self.Kind.COMPLAINT, self.Kind.REOPENING)
