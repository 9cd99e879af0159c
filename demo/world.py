"""The world of the demo on one of its days, and the scenes that happen in it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from types import ModuleType
from typing import Any, Concatenate, ParamSpec, TypeVar

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.machine import machine_of
from cycle_engine.models import Record
from cycle_engine.perform import perform, perform_many
from cycle_engine.workdays import Calendar
from demo.agency import YEAR, Agency
from workflows.appeals.models import Appeal
from workflows.evaluation.models import Evaluation
from workflows.planning.models import Amendment, Plan

UNDECIDED = ["drafting", "submitted", "returned"]
P = ParamSpec("P")
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Scene:
    """Something that somebody does, told before it happens; shown as it stands in the story."""

    act: Callable[..., None]
    words: tuple[Any, ...]
    how: Mapping[str, Any]

    def play(self, world: World) -> None:
        """Let it happen today. What refuses it says which scene it was."""
        try:
            self.act(world, *self.words, **self.how)
        except Exception as error:
            error.add_note(f"On {world.today:%-d %B %Y}: {self}")
            raise

    def is_from(self, module: ModuleType) -> bool:
        """Whether its verb is one of this module's."""
        return self.act.__module__ == module.__name__

    def __str__(self) -> str:
        words = [*map(repr, self.words), *(f"{name}={value!r}" for name, value in self.how.items())]
        return f"{self.act.__name__}({', '.join(words)})"


def scene(act: Callable[Concatenate[World, P], None]) -> Callable[P, Scene]:
    """What happens in the world, as a verb of the story: called, it gives the scene."""

    @wraps(act)
    def verb(*words: P.args, **how: P.kwargs) -> Scene:
        return Scene(act, words, how)

    return verb


Day = datetime.date
Told = Iterable[tuple[Day, Scene]]
Chapter = Mapping[str, Sequence[Scene]]
"""Scenes by the day on which they happen, such as "12 January" (of the story's year) or "6 January 2027"."""


def told(chapter: Chapter) -> Told:
    """The scenes of a chapter with their days, in order."""
    for text, scenes in chapter.items():
        for each in scenes:
            yield day(text), each


def day(text: str) -> Day:
    """The day of which a chapter speaks."""
    dated = text if text[-4:].isdigit() else f"{text} {YEAR}"
    return datetime.datetime.strptime(dated, "%d %B %Y").replace(tzinfo=datetime.UTC).date()


@dataclass
class World:
    """The agencies, and the day that it is. People are named by their user names, posts and units by code."""

    agency: Agency
    calendar: Calendar
    today: Day

    def __post_init__(self) -> None:
        self.names = self.agency.names

    # Who

    def actor(self, name: str) -> Actor:
        return Actor.of(self.agency.people[name])

    def acting(self, record: Record, capacity: Capacity) -> Actor:
        """Who acts today in this capacity: its holder, or who stands in for him."""
        facts: Any = machine_of(type(record)).facts([record], *clock.moment())
        return Actor.of(facts.holders(record, capacity)[-1].person)

    # What there is to act on

    def plan(self, owner: str) -> Plan:
        """The plan that the owner lives by now."""
        plans = Plan.objects.filter(employee=self.agency.people[owner])
        return plans.exclude(state__in=["ended", "void"]).get()

    def matter(self, owner: str) -> Plan | Amendment:
        """What there is to decide: the owner's plan, or once it is in force the change that is under way."""
        plan = self.plan(owner)
        return plan if plan.state in UNDECIDED else plan.amendments.get(state__in=UNDECIDED)

    def evaluation(self, owner: str, period: str) -> Evaluation:
        """The owner's evaluation over a period; after a transfer, that of the later plan."""
        found = Evaluation.objects.filter(plan__employee=self.agency.people[owner], period=period)
        return found.select_related("plan").latest("pk")

    def appeal(self, owner: str) -> Appeal:
        """The appeal that the owner filed last."""
        found = Appeal.objects.filter(plan__employee=self.agency.people[owner])
        return found.select_related("plan").latest("pk")

    # The door

    def take(self, record: R, step: str, actor: Actor | str, **wish: Any) -> R:
        """Have somebody take a step on a record as it is now; the record after it."""
        who = self.actor(actor) if isinstance(actor, str) else actor
        return perform(type(record), record.pk, step, version=record.version, actor=who, **wish).record

    def take_all(self, records: Sequence[Evaluation], step: str, actor: Actor, **wish: Any) -> None:
        """Have somebody take a step on many evaluations at once."""
        acts = perform_many(Evaluation, [each.pk for each in records], step, actor=actor, **wish)
        for error in filter(None, (act.error for act in acts)):
            raise error
