"""What a step declares beyond django_fsm, and the registry of machines. The only reader of its metadata.

A room writes its states and steps on one abstract model with django_fsm's `@transition(…, custom=step(…))`
and registers the one concrete heir with `@machine(…)`.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import models
from django_fsm import RETURN_VALUE, FSMField

from cycle_engine.actors import NAMELESS, Capacity
from cycle_engine.errors import type_sentence
from cycle_engine.fields import Deconstructed, WrittenByEngine
from cycle_engine.rules import HUNG, Rule

if TYPE_CHECKING:
    from cycle_engine.case import Case, Facts
    from cycle_engine.deadlines import Limit
    from cycle_engine.models import Record

NEW = "new"


class StateField(WrittenByEngine, FSMField):
    """The state of a record, one of `states`; `new` until its birth step, and never written by Django."""

    plain = models.CharField

    def __init__(self, states: Any = None, **kwargs: Any) -> None:
        if states is not None:
            kwargs["choices"] = states.choices
        super().__init__(**({"max_length": 30} | kwargs | {"db_default": NEW, "editable": False}))

    def deconstruct(self) -> Deconstructed:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, path, args, kwargs


@dataclass(frozen=True)
class NoData:
    """The data of a step that takes none beside its reason."""


@dataclass(frozen=True, slots=True)
class Link:
    """A step that follows another of a lower record, or takes one: "<record>.<step>".

    `find` names, for the cases of the step that leads, the records on which it is performed; a record not yet
    saved is born by it. A take without a record for a case is not taken, and its step goes on alone.
    """

    step: str
    find: Callable[[Sequence[Case[Any]]], Iterable[tuple[Case[Any], Any]]]


@dataclass(frozen=True, slots=True)
class StepDeclaration:
    """What `step` was given."""

    label: type_sentence
    by: tuple[Capacity, ...]
    rules: tuple[Rule, ...] = ()
    data: type = NoData
    reason: bool = False
    tells: tuple[Capacity, ...] = ()
    takes: tuple[Link, ...] = ()
    follows: tuple[Link, ...] = ()
    renews_deadlines: bool = False


def step(label: type_sentence, by: Iterable[Capacity], **declared: Any) -> dict[str, Any]:
    """Declare a step, for the `custom` of django_fsm's `@transition`.

    `by`: the capacities that may take it (none: only another machine's step takes it). `rules`: what must
    hold. `data`: a frozen dataclass of its fields. `reason`: whether one is required. `tells`: whom its event
    concerns. `takes`, `follows`: see `Link`. `renews_deadlines`: all open ones are dropped and set anew.
    """
    for name in ("rules", "tells", "takes", "follows"):
        declared[name] = tuple(declared.get(name, ()))
    return {"step": StepDeclaration(label, tuple(by), **declared)}


@dataclass(frozen=True)
class Step:
    """One step of a machine: its declaration and its arrows."""

    record: str
    name: str
    declaration: StepDeclaration
    arrows: dict[str, tuple[str, ...]]
    doc: str

    @property
    def key(self) -> str:
        return f"{self.record}.{self.name}"

    @property
    def is_birth(self) -> bool:
        return NEW in self.arrows

    @property
    def offered(self) -> bool:
        """Whether people may take it, so that it is shown to them."""
        return any(capacity not in NAMELESS for capacity in self.declaration.by)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Its own rules, then those that upper rooms hang on it."""
        return self.declaration.rules + tuple(HUNG.get(self.key, ()))


@dataclass(frozen=True)
class Machine:
    """The machine of one kind of record."""

    model: type[Record]
    facts: type[Facts[Any]]
    limits: tuple[Limit, ...]
    steps: dict[str, Step] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def states(self) -> list[tuple[str, Any]]:
        """Values and labels, in the order of declaration."""
        return list(cast(StateField, self.model._meta.get_field("state")).choices or ())  # type: ignore[misc]

    def edges(self) -> Iterator[tuple[str, str, str, str]]:
        """Every (record, step, from, to) that is declared."""
        for declared in self.steps.values():
            for source, targets in declared.arrows.items():
                for target in targets:
                    yield self.kind, declared.name, source, target


MACHINES: dict[str, Machine] = {}
LINKS: dict[str, list[tuple[Machine, Step, Link]]] = {}
R = TypeVar("R", bound="Record")


def machine(facts: type[Facts[Any]], limits: Iterable[Limit] = ()) -> Callable[[type[R]], type[R]]:
    """Register the concrete model of a machine with its facts and its deadlines."""

    def register(model: type[R]) -> type[R]:
        made = Machine(model, facts, tuple(limits))
        for name, declared in _declarations(model):
            made.steps[name] = Step(made.kind, name, declared[0], declared[1], declared[2])
        MACHINES[made.kind] = made
        for declared_step in made.steps.values():
            for link in declared_step.declaration.follows:
                LINKS.setdefault(link.step, []).append((made, declared_step, link))
        return model

    return register


def machine_of(model: type[Record]) -> Machine:
    return MACHINES[str(model._meta.model_name)]


def step_at(key: str) -> tuple[Machine, Step]:
    """The machine and step of "<record>.<step>". KeyError when there is none."""
    kind, _, name = key.partition(".")
    return MACHINES[kind], MACHINES[kind].steps[name]


def _declarations(
    model: type[Any],
) -> Iterator[tuple[str, tuple[StepDeclaration, dict[str, tuple[str, ...]], str]]]:
    """Each step's name, declaration, arrows and docstring, in the order in which they are written."""
    methods = {name: value for base in reversed(model.__mro__) for name, value in vars(base).items()}
    for name, method in methods.items():
        meta = getattr(method, "_django_fsm", None)
        if meta is None:
            continue
        arrows: dict[str, tuple[str, ...]] = {}
        for source, arrow in meta.transitions.items():
            if source in ("*", "+") or "step" not in arrow.custom:
                raise TypeError(
                    f"{model.__name__}.{name}: name its sources and declare it with custom=step(…)"
                )
            arrows[str(source)] = _targets(source, arrow.target)
        yield name, (arrow.custom["step"], arrows, inspect.getdoc(method) or "")


def _targets(source: object, target: object) -> tuple[str, ...]:
    if target is None:
        return (str(source),)
    if isinstance(target, RETURN_VALUE):
        return tuple(str(state) for state in target.allowed_states)
    return (str(target),)


def followers(key: str) -> list[tuple[Machine, Step, Link]]:
    """The steps of upper rooms that follow this one."""
    return LINKS.get(key, [])


def table() -> dict[str, Any]:
    """The generated machine table: all that decides what may happen, as plain data."""
    return {
        kind: {
            name: {
                "arrows": {source: list(targets) for source, targets in sorted(declared.arrows.items())},
                "by": [capacity.value for capacity in declared.declaration.by],
                "rules": [each.code for each in declared.rules],
                "reason": declared.declaration.reason,
            }
            for name, declared in sorted(registered.steps.items())
        }
        for kind, registered in sorted(MACHINES.items())
    }


@lru_cache
def table_hash() -> str:
    """SHA-256 of the machine table, in hex: one half of a rule set's version."""
    return hashlib.sha256(json.dumps(table(), sort_keys=True).encode()).hexdigest()
