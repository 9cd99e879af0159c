"""What people note during the year, on which evaluations rest, by the commands that the API uses."""

from __future__ import annotations

from cycle_engine.actors import Capacity
from demo.world import World, scene
from workflows.monitoring.commands import answer_request, ask_for_feedback, give_feedback, write_progress
from workflows.monitoring.data import About, NewEntry
from workflows.monitoring.models import AboutKind, FeedbackRequest


@scene
def notes(world: World, owner: str, indicator: str, value: str, note: str = "") -> None:
    """The owner enters work done today."""
    entry = NewEntry(indicator, world.today, value, note)
    write_progress(world.plan(owner).pk, [entry], world.agency.people[owner])


@scene
def is_told(world: World, owner: str, result: str, text: str) -> None:
    """The rater gives feedback on a result."""
    plan = world.plan(owner)
    rater = world.acting(plan, Capacity.RATER)
    give_feedback(plan.pk, About(AboutKind.RESULT, result), text, rater.person or 0)


@scene
def asks(world: World, owner: str, post: str, question: str) -> None:
    """The owner asks the holder of a post for feedback on his work."""
    plan, holder = world.plan(owner), world.agency.posts[post]
    ask_for_feedback(plan.pk, About(), question, holder, world.agency.people[owner])


@scene
def replies(world: World, name: str, text: str) -> None:
    """A person gives the feedback that was asked of him last."""
    asked = FeedbackRequest.objects.filter(of=world.agency.people[name]).latest("pk")
    answer_request(asked.pk, text, world.agency.people[name])
