"""The machines of the engine room: the voyage below, the watch and the repair above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django_fsm import RETURN_VALUE, transition

from cycle_engine.actors import Capacity
from cycle_engine.case import Case
from cycle_engine.machine import NEW, Link, StateField, step
from cycle_engine.models import Record
from tests.engine_room import rules

SKIPPER, ENGINEER, LINE, CLOCK = Capacity.OWNER, Capacity.RATER, Capacity.MANAGER, Capacity.CLOCK
AnyCase = Case[Any]
Led = Iterator[tuple[AnyCase, Any]]


class VoyageState(models.TextChoices):
    BERTHED = "berthed"
    UNDER_WAY = "under_way"
    STOPPED = "stopped"
    ARRIVED = "arrived"
    ABANDONED = "abandoned"


V = VoyageState


@dataclass(frozen=True)
class Course:
    """`degrees` from north; beyond 360 there is none."""

    degrees: int


class VoyageMachine(Record):
    """A ship on its way."""

    state = StateField(VoyageState)

    class Meta:
        abstract = True

    @transition(
        field="state",
        source=NEW,
        target=V.BERTHED,
        custom=step("Plan", by=[LINE], rules=[rules.there_is_an_engineer], tells=[SKIPPER, ENGINEER]),
    )
    def plan(self, case: AnyCase) -> None:
        """Begin at the berth."""

    @transition(
        field="state",
        source=V.BERTHED,
        target=V.UNDER_WAY,
        custom=step("Cast off", by=[], tells=[SKIPPER]),
    )
    def cast_off(self, case: AnyCase) -> None:
        """Taken by the first watch alone."""

    @transition(
        field="state",
        source=V.UNDER_WAY,
        target=None,
        custom=step(
            "Change course",
            by=[SKIPPER, CLOCK],
            data=Course,
            rules=[rules.course_is_possible, rules.course_differs],
            renews_deadlines=True,
        ),
    )
    def change_course(self, case: AnyCase) -> None:
        """Stays under way, on another course; all clocks begin anew."""
        case.changes.change(self, course=case.data.degrees)

    @transition(
        field="state",
        source=[V.UNDER_WAY, V.STOPPED],
        target=None,
        custom=step("Inspect the engine", by=[ENGINEER], tells=[SKIPPER]),
    )
    def inspect(self, case: AnyCase) -> None:
        """Meets the inspection where the ship is."""

    @transition(
        field="state",
        source=V.UNDER_WAY,
        target=V.STOPPED,
        custom=step("Stop", by=[SKIPPER], reason=True, tells=[ENGINEER]),
    )
    def stop(self, case: AnyCase) -> None:
        """The reason names the parts that broke."""

    @transition(
        field="state", source=V.STOPPED, target=V.UNDER_WAY, custom=step("Go on", by=[SKIPPER, ENGINEER])
    )
    def go_on(self, case: AnyCase) -> None:
        """The engine runs again."""

    @transition(
        field="state",
        source=V.UNDER_WAY,
        target=RETURN_VALUE(V.ARRIVED, V.BERTHED),
        custom=step("Arrive", by=[SKIPPER]),
    )
    def arrive(self, case: AnyCase) -> str:
        """A ferry is berthed again and ready; any other ship has arrived."""
        return V.BERTHED if self.ferry else V.ARRIVED  # type: ignore[attr-defined]

    @transition(
        field="state",
        source=[V.BERTHED, V.UNDER_WAY, V.STOPPED],
        target=V.ABANDONED,
        custom=step("Abandon", by=[SKIPPER, LINE], tells=[SKIPPER, ENGINEER, LINE]),
    )
    def abandon(self, case: AnyCase) -> None:
        """Everybody leaves."""


def first_voyage(cases: Sequence[AnyCase]) -> Led:
    """The voyage of each first watch; any other watch begins alone."""
    return ((case, case.record.voyage) for case in cases if case.record.first)


def watches(cases: Sequence[AnyCase]) -> Led:
    """Who is on watch on each voyage, or on that of repairs: once, however many repairs."""
    from tests.engine_room.models import Watch

    voyages: dict[int, tuple[AnyCase, Any]] = {}
    for case in reversed(cases):
        voyage: Any = getattr(case.record, "voyage", case.record)
        voyages[voyage.pk] = case, voyage
    for watch in Watch.objects.filter(voyage__in=voyages, state="on").order_by("pk"):
        case, watch.voyage = voyages[watch.voyage_id]
        yield case, watch


def repairs(cases: Sequence[AnyCase]) -> Led:
    """A repair, to be born, of each part that a stop names."""
    from tests.engine_room.models import Repair

    for case in cases:
        for part in case.reason.split(", "):
            yield case, Repair(voyage=case.record, part=part)


class WatchState(models.TextChoices):
    ON = "on"
    RELIEVED = "relieved"


class WatchMachine(Record):
    """An engineer's watch."""

    chain_link = "voyage"
    state = StateField(WatchState)

    class Meta:
        abstract = True

    @transition(
        field="state",
        source=NEW,
        target="on",
        custom=step(
            "Begin the watch",
            by=[ENGINEER],
            rules=[rules.is_awake],
            tells=[ENGINEER],
            takes=[Link("voyage.cast_off", first_voyage)],
        ),
    )
    def begin(self, case: AnyCase) -> None:
        """The first watch of a voyage casts off."""

    @transition(
        field="state",
        source="on",
        target=None,
        custom=step("Alarm", by=[], follows=[Link("repair.open", watches)], tells=[ENGINEER]),
    )
    def alarm(self, case: AnyCase) -> None:
        """Whoever is on watch hears of each repair."""
        case.changes.change(self, alarms=self.alarms + 1)  # type: ignore[attr-defined]

    @transition(
        field="state",
        source="on",
        target="relieved",
        custom=step(
            "Relieve",
            by=[ENGINEER],
            follows=[Link("voyage.arrive", watches), Link("voyage.abandon", watches)],
        ),
    )
    def relieve(self, case: AnyCase) -> None:
        """The watch ends; at the latest with the voyage."""


class RepairState(models.TextChoices):
    OPEN = "open"
    DONE = "done"


class RepairMachine(Record):
    """A repair on the way."""

    chain_link = "voyage"
    state = StateField(RepairState)

    class Meta:
        abstract = True

    @transition(
        field="state",
        source=NEW,
        target="open",
        custom=step(
            "Open a repair",
            by=[ENGINEER],
            rules=[rules.part_is_known],
            follows=[Link("voyage.stop", repairs)],
        ),
    )
    def open(self, case: AnyCase) -> None:
        """Begun by hand, or one for each part for which the ship stops."""

    @transition(field="state", source="open", target="done", custom=step("Fix", by=[ENGINEER]))
    def fix(self, case: AnyCase) -> None:
        """The part works."""
