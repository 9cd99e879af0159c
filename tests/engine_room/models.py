"""Voyages, watches and repairs, and what is known of them."""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Count

from cycle_engine.actors import Capacity, Holder
from cycle_engine.case import Facts
from cycle_engine.deadlines import Limit
from cycle_engine.machine import machine
from cycle_engine.models import Chained
from cycle_engine.workdays import Calendar
from tests.engine_room.machine import ENGINEER, LINE, SKIPPER, RepairMachine, VoyageMachine, WatchMachine

AT_SEA = Calendar(ZoneInfo("UTC"), 6, frozenset())
SHIPPING_LINE = 30  # a person


class OnBoard(Facts[Any]):
    """Persons are named by the voyage itself."""

    def holders(self, record: Any, capacity: Capacity) -> tuple[Holder, ...]:
        voyage = getattr(record, "voyage", record)
        person = {SKIPPER: voyage.skipper, ENGINEER: voyage.engineer, LINE: SHIPPING_LINE}.get(capacity)
        return () if person is None else (Holder(person),)

    def calendar(self, record: Any) -> Calendar:
        return AT_SEA

    def rule_set(self, record: Any) -> str:
        return "custom of the sea"

    @cached_property
    def open_repairs(self) -> dict[int, int]:
        """How many repairs each voyage waits for."""
        found = Repair.objects.filter(voyage__in=[record.pk for record in self.records], state="open")
        return dict(found.values_list("voyage").annotate(Count("pk")))


def _days(number: int) -> Any:
    def last_day(facts: OnBoard, record: Any, begun: datetime.date) -> datetime.date:
        return facts.calendar(record).after(begun, number)

    return last_day


LIMITS = (
    Limit("inspection", {"under_way": ENGINEER}, _days(2), met_by=("inspect",)),
    Limit("arrival", {"under_way": SKIPPER, "stopped": SKIPPER}, _days(10)),
    Limit("going_on", {"stopped": ENGINEER}, _days(1)),
)


@machine(facts=OnBoard, limits=LIMITS)
class Voyage(Chained, VoyageMachine):
    """A ship on its way, with its skipper and engineer (persons by number)."""

    skipper = models.BigIntegerField()
    engineer = models.BigIntegerField(null=True)
    course = models.IntegerField(default=0)
    ferry = models.BooleanField(default=False)


@machine(facts=OnBoard)
class Watch(WatchMachine):
    """A watch on a voyage; the first one takes it out."""

    voyage = models.ForeignKey(Voyage, models.PROTECT, related_name="watches")
    first = models.BooleanField(default=False)
    asleep = models.BooleanField(default=False)
    alarms = models.IntegerField(default=0)


@machine(facts=OnBoard)
class Repair(RepairMachine):
    """A repair of one part."""

    voyage = models.ForeignKey(Voyage, models.PROTECT, related_name="repairs")
    part = models.CharField(max_length=20)
