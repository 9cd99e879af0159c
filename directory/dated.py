"""Dated rows: what held from a day to a day, both included. Such a row only ever changes its last day."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import Deferrable, F, Func, Q, Value
from django.db.models.functions import Now

from cycle_engine.fields import WrittenByEngine
from cycle_engine.models import EngineQuerySet

M = TypeVar("M", bound=models.Model)

DAY = datetime.timedelta(days=1)


class DatedQuerySet(EngineQuerySet[M]):
    """Rows with a first and a last day."""

    def on(self, day: datetime.date) -> DatedQuerySet[M]:
        """Those that hold on `day`."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)

    def held(self) -> DatedQuerySet[M]:
        """Those that hold on any day: what was withdrawn never does."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")))


class RecordedField(WrittenByEngine, models.DateTimeField):  # type: ignore[type-arg]
    """True time at which the database took the row; the application cannot say otherwise."""

    plain = models.DateTimeField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**(kwargs | {"db_default": Now(), "editable": False}))


def recorded_within(span: datetime.timedelta) -> Q:
    """Rows that the database took within this time until now, in true time."""
    return Q(recorded_at__gt=Now() - span)


class Dated(models.Model):
    """Holds from `valid_from` to `valid_to`, without end if null.

    A row that ends the day before it begins was withdrawn: it never held.
    """

    application_may_update: ClassVar[tuple[str, ...]] = ("valid_to",)

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    recorded_at = RecordedField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


def ends_after_it_begins(name: str, room: str = "directory") -> models.CheckConstraint:
    """The last day is no earlier than the day before the first; that one withdraws the row."""
    day_before = Func(F("valid_from"), template="(%(expressions)s - 1)", output_field=models.DateField())
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=day_before), name=f"{room}_{name}_days"
    )


def never_two(
    name: str, *keys: str, condition: Q | None = None, room: str = "directory"
) -> ExclusionConstraint:
    """No two rows with the same `keys` (whole numbers) hold on one day; looked at as the transaction ends.

    A key that is null is the same as any other.
    """
    same = [(Func(F(key), F(key), Value("[]"), function="int8range"), "&&") for key in keys]
    # Half-open, so that a withdrawn row is the empty range and collides with nothing.
    days = Func(F("valid_from"), F("valid_to"), template="daterange(%(expressions)s + 1)")
    return ExclusionConstraint(
        name=f"{room}_{name}",
        expressions=[*same, (days, "&&")],
        condition=condition,
        deferrable=Deferrable.DEFERRED,
    )
