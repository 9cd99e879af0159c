"""What people learn, what six months to improve are made of, and what is recognised, by the commands of pages."""

from __future__ import annotations

from typing import Any, Literal

from cycle_engine.actors import Capacity
from demo.agency import MANAGERS
from demo.world import World, day, scene
from workflows.development import commands
from workflows.development.data import (
    NeedInput,
    RecognitionInput,
    Reviewed,
    Targets,
    TrainingInput,
)
from workflows.development.models import Improvement, Need, Training

MANAGER = MANAGERS["KAB"]
Kind = Literal["technical", "soft"]


@scene
def has_learnt(world: World, owner: str, title: str, kind: Kind, days: tuple[str, str], hours: int) -> None:
    """The owner enters a training that is over."""
    training = _training(title, kind, days, hours)
    commands.enter_training(world.agency.people[owner], training, actor=world.actor(owner))


@scene
def was_sent(world: World, owner: str, title: str, kind: Kind, days: tuple[str, str], hours: int) -> None:
    """The manager enters a training of somebody else."""
    training = _training(title, kind, days, hours)
    commands.enter_training(world.agency.people[owner], training, actor=world.actor(MANAGER))


def _training(title: str, kind: str, days: tuple[str, str], hours: int) -> TrainingInput:
    first, last = map(day, days)
    document = f"{hours}/{first:%m%d}/BPSDM/{first.year}"
    return TrainingInput(
        title=title,
        provider="BPSDM",
        kind=kind,
        first_day=first,
        last_day=last,
        hours=hours,
        document=document,
    )


@scene
def is_credited(world: World, owner: str, decision: str = "confirmed", reason: str = "") -> None:
    """The manager decides on the training that the owner entered last."""
    last = Training.objects.filter(of__person=world.agency.people[owner]).latest("pk")
    commands.decide_training(last.pk, decision, reason, actor=world.actor(MANAGER))


@scene
def wants_to_learn(world: World, owner: str, skill: str, kind: Kind, why: str) -> None:
    """The owner says what he has to learn."""
    need = NeedInput(kind=kind, skill=skill, why=why)
    commands.raise_need(world.agency.people[owner], need, actor=world.actor(owner))


@scene
def has_to_learn(world: World, owner: str, period: str, skill: str, kind: Kind, why: str) -> None:
    """The rater says it beside the evaluation."""
    evaluation = world.evaluation(owner, period)
    actor, need = world.acting(evaluation, Capacity.RATER), NeedInput(kind=kind, skill=skill, why=why)
    commands.raise_need(world.agency.people[owner], need, actor=actor, evaluation=evaluation.pk)


@scene
def is_promised(world: World, owner: str, note: str) -> None:
    """The manager plans for the need that was raised last."""
    last = Need.objects.filter(of__person=world.agency.people[owner]).latest("pk")
    commands.answer_need(last.pk, "planned", note, actor=world.actor(MANAGER))


@scene
def gets_targets(world: World, owner: str, *targets: str) -> None:
    """The rater sets the targets of the owner's improvement plan."""
    _improve(world, owner, "set_targets", Capacity.RATER, Targets(list(targets)))


@scene
def signs_targets(world: World, owner: str) -> None:
    """The owner signs them."""
    _improve(world, owner, "sign", Capacity.OWNER)


@scene
def is_reviewed(world: World, owner: str, text: str) -> None:
    """The rater writes how far the owner has come."""
    _improve(world, owner, "review", Capacity.RATER, Reviewed(text))


def _improve(world: World, owner: str, step: str, capacity: Capacity, data: Any = None) -> None:
    found = Improvement.objects.filter(plan__employee=world.agency.people[owner]).select_related("plan")
    record = found.latest("pk")
    world.take(record, step, world.acting(record, capacity), data=data)


@scene
def is_recognised(world: World, owner: str, period: str, rewards: list[str], reason: str) -> None:
    """The manager recognises the owner's result."""
    recognition = RecognitionInput(rewards=rewards, reason=reason)
    evaluation = world.evaluation(owner, period)
    commands.confirm_recognition(evaluation.pk, recognition, actor=world.actor(MANAGER))
