"""Changes of posts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cycle_engine.machine import machine
from cycle_engine.models import Chained
from workflows.staffing.facts import PostChangeFacts
from workflows.staffing.kinds import Change
from workflows.staffing.machine import PostChangeMachine


@machine(facts=PostChangeFacts)
class PostChange(Chained, PostChangeMachine):
    """What a decree says of one person's post from `effective` on, the first day on which it holds (TMT).

    `post` is the one held until then, `new_post` the one held from then on; `unit` and `new_unit` are theirs.
    `refusal`: why it was refused on its day, a list of `{"rule", "message"}`.
    """

    application_may_update: ClassVar[tuple[str, ...]] = ("refusal",)

    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="post_changes")
    change = models.CharField(max_length=15, choices=Change)
    post = models.ForeignKey("directory.Post", models.PROTECT, null=True, related_name="+")
    new_post = models.ForeignKey("directory.Post", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    new_unit = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+")
    effective = models.DateField()
    decree_number = models.CharField(max_length=100)
    note = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    refusal = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "effective"],
                condition=Q(state__in=["new", "planned", "applied"]),
                name="staffing_one_change_a_day",
            )
        ]
        indexes = [
            models.Index(fields=["effective"], condition=Q(state="planned"), name="staffing_change_planned")
        ]

    def __str__(self) -> str:
        return f"{self.change} {self.pk}"
