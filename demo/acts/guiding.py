"""How somebody is guided and counselled, by the commands that the API uses."""

from __future__ import annotations

from typing import Any

from cycle_engine.actors import Capacity
from demo.world import World, scene
from workflows.guidance.commands import arrange_guidance, tell_of_behaviour
from workflows.guidance.data import (
    COMPETENCES,
    CRITERIA,
    Appointment,
    Arrangement,
    Assessment,
    BehaviourReport,
    Coached,
    Competence,
    Concern,
    Counsel,
    Experience,
    FollowUp,
    Sheet,
    Way,
)
from workflows.guidance.models import Counselling, Guidance
from workflows.monitoring.actions import write_action_plan
from workflows.monitoring.commands import give_feedback
from workflows.monitoring.data import About, Action
from workflows.monitoring.models import AboutKind
from workflows.planning.contents import Value


@scene
def means_to(world: World, owner: str, result: str, *actions: tuple[str, str, str]) -> None:
    """The owner writes what he will do for a result: activity, when, what comes of it."""
    planned = [Action(*each) for each in actions]
    write_action_plan(world.plan(owner).pk, result, planned, world.agency.people[owner])


# Guidance


def _guidance(world: World, owner: str) -> Guidance:
    return Guidance.objects.filter(plan=world.plan(owner)).latest("pk")


def _guides(world: World, guidance: Guidance, step: str, **wish: Any) -> None:
    world.take(guidance, step, world.acting(guidance, Capacity.GUIDE), **wish)


@scene
def is_guided(world: World, owner: str, way: Way, post: str | None = None) -> None:
    """The rater arranges guidance, and guides himself where no post is named."""
    plan = world.plan(owner)
    named = None if post is None else str(world.agency.posts[post])
    arrange_guidance(plan.pk, Arrangement(way, named), actor=world.acting(plan, Capacity.RATER))


@scene
def was_coached(world: World, owner: str, indicator: str, problem: str, ahead: str, can: str) -> None:
    """The guide signs the record of a coaching."""
    sheet = Sheet([Coached(indicator, problem=problem, ahead=ahead)], can)
    _guides(world, _guidance(world, owner), "sign", data=sheet)


@scene
def agrees(world: World, owner: str, note: str) -> None:
    """The employee signs the record too, and says how the guidance was."""
    guidance = world.take(_guidance(world, owner), "countersign", owner)
    world.take(guidance, "give_feedback", owner, data=Experience(["agree"] * CRITERIA, note))


@scene
def is_assessed(world: World, owner: str, recommendation: str) -> None:
    """The guide says what he found of the employee's competence, and the superior sees it."""
    found = [Competence(each, 3, "Sesuai standar jabatan") for each in COMPETENCES]
    guidance = _guidance(world, owner)
    _guides(world, guidance, "assess", data=Assessment(found, recommendation))
    guidance = _guidance(world, owner)
    world.take(guidance, "see", world.acting(guidance, Capacity.SUPERIOR))


# Counselling


def _counselling(world: World, owner: str) -> Counselling:
    return Counselling.objects.filter(plan=world.plan(owner)).latest("pk")


@scene
def is_warned(world: World, owner: str, value: Value, text: str) -> None:
    """The rater gives feedback on a behaviour, and tells the employee what it hinders."""
    plan = world.plan(owner)
    rater = world.acting(plan, Capacity.RATER)
    give_feedback(plan.pk, About(AboutKind.VALUE, value), text, rater.person or 0)
    tell_of_behaviour(plan.pk, Concern(value, text), actor=rater)


@scene
def is_reported(world: World, owner: str, problem: str, done: str) -> None:
    """Nothing has changed, and the rater reports it to the personnel unit."""
    counselling = _counselling(world, owner)
    report = BehaviourReport(problem=problem, done=done, others="no")
    world.take(counselling, "report", world.acting(counselling, Capacity.RATER), data=report)


@scene
def gets_counsellor(world: World, owner: str, post: str, meeting: str) -> None:
    """The personnel unit names who counsels."""
    counselling = _counselling(world, owner)
    named = Appointment(str(world.agency.posts[post]), meeting)
    world.take(counselling, "name_counsellor", world.acting(counselling, Capacity.MANAGER), data=named)


@scene
def is_counselled(world: World, owner: str, session: str, recommendation: str, follow_up: str) -> None:
    """The counsellor records what was said, and the personnel unit decides what follows."""
    counselling = _counselling(world, owner)
    counsellor = world.acting(counselling, Capacity.GUIDE)
    counselling = world.take(counselling, "counsel", counsellor, data=Counsel(session, recommendation))
    manager = world.acting(counselling, Capacity.MANAGER)
    world.take(counselling, "close", manager, data=FollowUp(follow_up))
