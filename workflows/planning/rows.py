"""What a plan consists of beside its state: the draft, frozen revisions, and items in force as rows."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import Deferrable, F, Func, Value

from directory.dated import Dated


class Draft(models.Model):
    """The document being drafted, for a plan or for an amendment, with its own edit counter. Not ledgered."""

    application_may_update: ClassVar[tuple[str, ...]] = ("contents", "edit")

    plan = models.ForeignKey("planning.Plan", models.CASCADE, related_name="drafts")
    amendment = models.OneToOneField("planning.Amendment", models.CASCADE, null=True, related_name="draft")
    contents = models.JSONField()
    edit = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=models.Q(amendment=None), name="planning_draft_one_for_plan"
            )
        ]


class Revision(models.Model):
    """A frozen document: what was signed, returned or set. `number` counts within the plan, from 1.

    `hash` is the SHA-256 of the canonical JSON of `contents`, in hex. `in_force_from` is the day from which it
    was in force, written once (the database refuses another); the newest such revision is in force.
    """

    application_may_update: ClassVar[tuple[str, ...]] = ("in_force_from",)

    plan = models.ForeignKey("planning.Plan", models.PROTECT, related_name="revisions")
    amendment = models.ForeignKey("planning.Amendment", models.PROTECT, null=True, related_name="revisions")
    number = models.IntegerField()
    contents = models.JSONField()
    hash = models.CharField(max_length=64)
    signed = models.BooleanField()
    frozen_at = models.DateTimeField()
    in_force_from = models.DateField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="planning_revision_number"),
        ]


class Item(models.Model):
    """A result or an indicator of a revision that came into force, as a row; `of` is an indicator's result."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="items")
    item = models.CharField(max_length=40)
    of = models.CharField(max_length=40, default="")
    kind = models.CharField(max_length=12)
    text = models.TextField()
    serves_kind = models.CharField(max_length=12, default="")
    serves = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "item"], name="planning_item_once")]
        indexes = [models.Index(fields=["serves_kind", "serves"], name="planning_item_serves")]


class TakenOver(models.Model):
    """A result that the leader took over (`6/2022:20`), which the next evaluation shows."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    plan = models.ForeignKey("planning.Plan", models.PROTECT, related_name="taken_over")
    result = models.CharField(max_length=40)
    tried = models.JSONField()
    note = models.TextField()
    day = models.DateField()


class Reminder(models.Model):
    """A person was reminded, on a working day, of what is late, by a job that a manager asked for."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    job = models.ForeignKey("jobs.Job", models.PROTECT, related_name="+")
    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="planning_reminder_once_a_day")]


class Reading(models.Model):
    """Who decides on a frozen revision has read it, for the first time at `at` (engine time). Never changed."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="+", db_index=False)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="readings", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "revision"], name="planning_reading_once")]


class Template(Dated):
    """The contents with which plans of a post begin, from a day to a day; each change is an entry of the post."""

    post = models.ForeignKey("directory.Post", models.PROTECT, related_name="plan_templates")
    contents = models.JSONField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="planning_template_one_a_day",
                expressions=[
                    (Func(F("post"), F("post"), Value("[]"), function="int8range"), "&&"),
                    (Func(F("valid_from"), F("valid_to"), template="daterange(%(expressions)s + 1)"), "&&"),
                ],
                deferrable=Deferrable.DEFERRED,
            )
        ]
