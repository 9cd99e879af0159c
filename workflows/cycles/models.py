"""Cycles with their policy, and the calendar of each year: dated rows, each change an entry on a chain."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import Deferrable, F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from directory.dated import Dated
from directory.models import Person, Thing, Unit


class Cycle(Thing):
    """A year of plans and evaluations of an agency, `unit` being its root."""

    dated = ("create_cycle", "draft_policy", "change_policy", "reject_policy", "withdraw_policy")

    year = models.IntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "unit"], name="cycles_cycle_once")]

    def __str__(self) -> str:
        return f"{self.year}"

    @property
    def starts_on(self) -> datetime.date:
        return datetime.date(self.year, 1, 1)

    @property
    def ends_on(self) -> datetime.date:
        return datetime.date(self.year, 12, 31)


class Running(models.TextChoices):
    """What another policy does to deadlines that are open on the day from which it holds."""

    KEEP = "keep", _("They keep their days")
    RECOMPUTE = "recompute", _("They are worked out anew, never to an earlier day")


class Outcome(models.TextChoices):
    """What became of a draft of a policy."""

    OPEN = "open", _("Waits for a second manager")
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PolicyDraft(models.Model):
    """Another policy of a cycle as one manager drafted it, for a second one to decide; one at a time is open.

    `recomputed_at`: when the open deadlines were asked to be worked out anew by it.
    """

    application_may_update: ClassVar[tuple[str, ...]] = (
        "outcome",
        "decided_by",
        "decided_at",
        "reason",
        "recomputed_at",
    )

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="policy_drafts")
    number = models.PositiveIntegerField()
    policy = models.JSONField()
    valid_from = models.DateField()
    running = models.CharField(max_length=9, choices=Running)
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.OPEN)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    recomputed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="cycles_policydraft_number"),
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(outcome="open"), name="cycles_policydraft_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="confirmed") | ~Q(decided_by=F("drafted_by")),
                name="cycles_policydraft_two_managers",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="cycles_policydraft_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class PolicyRow(Dated):
    """The policy of a cycle from a day to a day, both included; `draft` none: by which the cycle was made."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="policies")
    policy = models.JSONField()
    draft = models.OneToOneField(PolicyDraft, models.PROTECT, null=True, related_name="row")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="cycles_policyrow_one_a_day",
                expressions=[
                    (Func(F("cycle"), F("cycle"), Value("[]"), function="int8range"), "&&"),
                    (Func(F("valid_from"), F("valid_to"), template="daterange(%(expressions)s + 1)"), "&&"),
                ],
                deferrable=Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return f"{self.valid_from} - {self.valid_to or ''}"


class CalendarYear(Thing):
    """The days off of one year."""

    dated = ("load_days_off",)

    year = models.IntegerField(unique=True)

    def __str__(self) -> str:
        return f"{self.year}"


class DayOffKind(models.TextChoices):
    """National days come from the official list; local ones are a unit's own."""

    HOLIDAY = "holiday", _("National holiday")
    JOINT_LEAVE = "joint_leave", _("Joint leave")
    LOCAL = "local", _("Local day off")


class DayOff(models.Model):
    """A day off from the day it was recorded until it was withdrawn; `unit` none: in the whole country."""

    application_may_update: ClassVar[tuple[str, ...]] = ("withdrawn_at",)

    year = models.ForeignKey(
        CalendarYear, models.PROTECT, to_field="year", db_column="year", related_name="days_off"
    )
    day = models.DateField()
    kind = models.CharField(max_length=11, choices=DayOffKind)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "unit"],
                condition=Q(withdrawn_at=None),
                nulls_distinct=False,
                name="cycles_dayoff_once",
            ),
            models.CheckConstraint(condition=Q(day__year=F("year")), name="cycles_dayoff_year"),
            models.CheckConstraint(
                condition=Q(kind=DayOffKind.LOCAL, unit__isnull=False)
                | Q(kind__in=[DayOffKind.HOLIDAY, DayOffKind.JOINT_LEAVE], unit=None),
                name="cycles_dayoff_local",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
