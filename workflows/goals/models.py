"""What an agency is to achieve: strategic goals, key indicators (IKU) by year, and what was measured.

Goals, indicators and measures are things with a chain, described by dated rows. What was measured is added and never
changed; a wrong value is corrected by another one.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.dated import Dated, ends_after_it_begins, never_two
from directory.models import Person, Post, Thing, Unit


class Kind(models.TextChoices):
    """What the values of an indicator or a measure are."""

    NUMBER = "number", _("Number")
    PERCENTAGE = "percentage", _("Percentage")
    DURATION = "duration", _("Duration")
    INDEX = "index", _("Index")
    MILESTONE = "milestone", _("Milestone: reached or not")


class Better(models.TextChoices):
    """Which values are good ones."""

    HIGHER = "higher", _("Higher is better")
    LOWER = "lower", _("Lower is better")
    RANGE = "range", _("Inside the range")


class Goal(Thing):
    """A strategic goal (sasaran) of a unit; `code` is the only one of its kind in the system."""

    dated = ("set_goal",)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="goals")
    code = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.code


class GoalRow(Dated):
    """What a goal says, and which goal of a unit above it serves."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="rows")
    text = models.TextField()
    serves = models.ForeignKey(Goal, models.PROTECT, null=True, related_name="served_by")

    class Meta:
        constraints = [
            never_two("goal_described_once", "goal", room="goals"),
            ends_after_it_begins("goalrow", "goals"),
            models.CheckConstraint(
                condition=~Q(serves=models.F("goal")), name="goals_goalrow_not_its_own_goal"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Source(models.TextChoices):
    """Where the values of a measure come from."""

    ENTERED = "entered", _("Entered by people")
    REGISTER = "register", _("Counted in a register")
    SURVEY = "survey", _("The citizens' survey")
    COMPLAINTS = "complaints", _("Answers to complaints")
    SYSTEM = "system", _("Another system")


class Measure(Thing):
    """Something of a unit that is measured again and again; `code` is the only one of its kind in the system."""

    dated = ("set_measure",)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="measures")
    code = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.code


class MeasureRow(Dated):
    """What a measure is called, and in which `unit_of_measure` its values are."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="rows")
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=Kind)
    unit_of_measure = models.CharField(max_length=80, blank=True)
    better = models.CharField(max_length=6, choices=Better)
    source = models.CharField(max_length=10, choices=Source)

    class Meta:
        constraints = [
            never_two("measure_described_once", "measure", room="goals"),
            ends_after_it_begins("measurerow", "goals"),
        ]

    def __str__(self) -> str:
        return self.name


class KeyIndicator(Thing):
    """A key indicator (IKU) of a unit; `code` is the only one of its kind in the system, and what results serve."""

    dated = ("set_indicator", "end_indicator")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="key_indicators")
    code = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.code


class IndicatorRow(Dated):
    """What a key indicator is in one `year`, or in every year where its source names none.

    `target` and `baseline` stand as they are printed in `document`. `quarterly`: four targets, or none; cumulative
    if `cumulative`. `measure`: from which its values come.
    """

    indicator = models.ForeignKey(KeyIndicator, models.PROTECT, related_name="rows")
    year = models.IntegerField(null=True)
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, related_name="indicator_rows")
    text = models.TextField()
    kind = models.CharField(max_length=10, choices=Kind)
    unit_of_measure = models.CharField(max_length=80, blank=True)
    formula = models.TextField(blank=True)
    better = models.CharField(max_length=6, choices=Better)
    target = models.CharField(max_length=200, blank=True)
    quarterly = models.JSONField(default=list)
    cumulative = models.BooleanField(default=True)
    baseline = models.CharField(max_length=200, blank=True)
    responsible = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    document = models.CharField(max_length=500, blank=True)
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, related_name="indicator_rows")

    class Meta:
        constraints = [
            never_two("indicator_described_once_a_year", "indicator", "year", room="goals"),
            ends_after_it_begins("indicatorrow", "goals"),
        ]

    def __str__(self) -> str:
        return self.text


class Quality(models.TextChoices):
    """How far a measured value can be relied on, least first."""

    REPORTED = "reported", _("Reported by oneself")
    EVIDENCED = "evidenced", _("With evidence")
    SYSTEM = "system", _("From a system")
    AUDITED = "audited", _("Audited")


class Measurement(models.Model):
    """The value of a measure from `first_day` to `last_day`, and where it stands (`document`: a name or a link).

    `written`: as the value stands there, if it was read from a sheet. `measured_by` is nobody where the clock
    measured. One that was wrong is replaced by the one that `corrects` it.
    """

    application_may_update: ClassVar[tuple[str, ...]] = ()

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="measurements", db_index=False)
    first_day = models.DateField()
    last_day = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=4)
    written = models.CharField(max_length=100, blank=True)
    quality = models.CharField(max_length=9, choices=Quality)
    document = models.CharField(max_length=500, blank=True)
    note = models.TextField(blank=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    measured_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    measured_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["measure", "last_day"], name="goals_measurement_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="goals_measurement_days"
            )
        ]


class RegisterItem(models.Model):
    """One thing that a register counts, such as an innovation, on its `day`; `strikes` takes another one out."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="register", db_index=False)
    day = models.DateField()
    title = models.CharField(max_length=300)
    note = models.TextField(blank=True)
    strikes = models.OneToOneField("self", models.PROTECT, null=True, related_name="struck_by")
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["measure", "day"], name="goals_register_day")]
