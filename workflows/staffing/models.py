"""Changes of posts, and imports of sheets."""

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


class Import(models.Model):
    """Sheets that a manager has sent to be put into the directory, all of one day.

    `preview` is the job that looked at them last; `summary` says by sheet what it found, `digest` stands for every
    change and every wrong row of it. `application` is the job that puts them. What each change is worth stands on
    the chains of what they change; an import itself has none.
    """

    application_may_update: ClassVar[tuple[str, ...]] = (
        "preview",
        "application",
        "summary",
        "digest",
        "applied_at",
    )

    requested_by = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    day = models.DateField()
    complete = models.BooleanField()
    preview = models.ForeignKey("jobs.Job", models.PROTECT, null=True, related_name="+", db_index=False)
    application = models.ForeignKey("jobs.Job", models.PROTECT, null=True, related_name="+", db_index=False)
    summary = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    applied_at = models.DateTimeField(null=True)


class ImportSheet(models.Model):
    """The file of one sheet; its content is kept until it is applied or too old."""

    application_may_update: ClassVar[tuple[str, ...]] = ("content",)

    of = models.ForeignKey(Import, models.PROTECT, related_name="sheets")
    sheet = models.CharField(max_length=10)
    name = models.CharField(max_length=150)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "sheet"], name="staffing_import_sheet_once")]


class ImportLine(models.Model):
    """One thing that a preview found: what a row would change, or what is `wrong` with it.

    Of a change `data` holds columns with the value before and after; of what is wrong the data of its `sentence`.
    """

    WRONG: ClassVar[str] = "wrong"

    of = models.ForeignKey(Import, models.PROTECT, related_name="lines", db_index=False)
    sheet = models.CharField(max_length=10)
    row = models.PositiveIntegerField()
    kind = models.CharField(max_length=7)
    subject = models.CharField(max_length=200, blank=True)
    column = models.CharField(max_length=200, blank=True)
    sentence = models.TextField(blank=True)
    rule = models.CharField(max_length=60, blank=True)
    data = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["of", "id"], name="staffing_import_line")]
