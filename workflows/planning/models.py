"""Plans, amendments and remarks."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import ExpressionWrapper, F, Func, Q, Value

from cycle_engine.machine import machine
from cycle_engine.models import Chained
from workflows.planning.cells import Cell, CellRow
from workflows.planning.facts import AmendmentFacts, PlanFacts, RemarkFacts
from workflows.planning.limits import AMENDMENT_LIMITS, PLAN_LIMITS
from workflows.planning.machine import (
    AMENDING,
    AmendmentMachine,
    PlanMachine,
    PlanState,
    RemarkMachine,
)
from workflows.planning.rows import Draft, Item, Reading, Reminder, Revision, TakenOver, Template


def _day_of_employee(day: str) -> Func:
    """The number of an employee's day: each employee has a stretch of numbers, and in it each day its own."""
    return Func(
        F("employee"),
        F(day),
        arg_joiner=" * 100000 + (",
        template="(%(expressions)s - DATE '2000-01-01'))",
        output_field=models.BigIntegerField(),
    )


# One range says what two would (whose, and which days), at half the price for core GiST.
DAYS = Func(_day_of_employee("starts_on"), _day_of_employee("ends_on"), Value("[]"), function="INT8RANGE")


@machine(facts=PlanFacts, limits=PLAN_LIMITS)
class Plan(Chained, PlanMachine):
    """A plan (SKP) of an employee in a post, from `starts_on` to `ends_on`.

    `set_by` is the last day on which it should be set (`6/2022:14`). `rater_post` is the post that rates;
    `rater` the person who was found there last. `leader`: the post was a leader's (JPT, or head of an
    independent unit) when the plan began. `held_from`: the first day of a suspension that still lasts.
    `prefers_last_year`: a new one that the clock begins takes up the owner's last plan before a template.
    """

    prefers_last_year = False

    application_may_update: ClassVar[tuple[str, ...]] = (
        "rater_post",
        "rater",
        "ends_on",
        "set_by",
        "end_cause",
        "held_from",
    )

    cycle = models.ForeignKey("cycles.Cycle", models.PROTECT, related_name="plans")
    employee = models.ForeignKey("directory.Person", models.PROTECT, related_name="plans")
    post = models.ForeignKey("directory.Post", models.PROTECT, related_name="plans", db_index=False)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="plans")
    rater_post = models.ForeignKey("directory.Post", models.PROTECT, related_name="rated_plans")
    rater = models.ForeignKey("directory.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    starts_on = models.DateField()
    ends_on = models.DateField()
    set_by = models.DateField()
    leader = models.BooleanField(default=False)
    held_from = models.DateField(null=True)
    end_cause = models.CharField(max_length=20, default="")
    succeeds = models.ForeignKey("self", models.PROTECT, null=True, related_name="successors", db_index=False)
    # The state stands in no index, so that a step rewrites the row in place.
    voided = models.GeneratedField(
        expression=ExpressionWrapper(Q(state=PlanState.VOID), output_field=models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="planning_plan_one_a_day",
                expressions=[
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(voided=False),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")), name="planning_plan_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(rater=None) | ~Q(rater=F("employee")), name="planning_plan_not_own_rater"
            ),
        ]


@machine(facts=AmendmentFacts, limits=AMENDMENT_LIMITS)
class Amendment(AmendmentMachine):
    """A change of a plan in force: the workflow of its next revision. `causes` are codes, the first proposed."""

    application_may_update: ClassVar[tuple[str, ...]] = ("causes",)

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="amendments")
    proposed_by = models.ForeignKey("directory.Person", models.PROTECT, null=True, related_name="+")
    causes = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state__in=["new", *AMENDING]),
                name="planning_amendment_one_live",
            )
        ]


@machine(facts=RemarkFacts)
class Remark(RemarkMachine):
    """A remark on `item` ("" for the whole) of a plan, or of its amendment."""

    application_may_update: ClassVar[tuple[str, ...]] = ("answer_text", "answered_at")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="remarks")
    amendment = models.ForeignKey(Amendment, models.PROTECT, null=True, related_name="remarks")
    item = models.CharField(max_length=40, default="")
    text = models.TextField()
    author = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    answer_text = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["plan", "state"], name="planning_remark_plan")]


__all__ = [
    "Amendment",
    "Cell",
    "CellRow",
    "Draft",
    "Item",
    "Plan",
    "Reading",
    "Remark",
    "Reminder",
    "Revision",
    "TakenOver",
    "Template",
]
