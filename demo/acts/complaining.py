"""What citizens complain about, and how units deal with it. Complaints are known by their place in the story."""

from __future__ import annotations

from typing import Any

from cycle_engine import clock
from demo.agency import MANAGERS
from demo.world import World, scene
from workflows.voice import complaint_data as sent
from workflows.voice.complaining import Sent, form_token, reopen, send
from workflows.voice.complaints import Complaint

MANAGER = MANAGERS["KAB"]


@scene
def complains(world: World, to: str, category: str, words: str) -> None:
    """A citizen writes to a unit, or about a service; who he is, nobody knows."""
    send(Sent(to, category, words, form_token(clock.moment())), None)


@scene
def is_assigned(world: World, place: int, post: str) -> None:
    _manage(world, place, "assign", sent.Assigned(str(world.agency.posts[post])))


@scene
def is_given_on(world: World, place: int, post: str) -> None:
    _manage(world, place, "reassign", sent.Assigned(str(world.agency.posts[post])))


@scene
def is_classified(world: World, place: int, category: Any) -> None:
    _manage(world, place, "reclassify", sent.Classified(category))


@scene
def is_forwarded(world: World, place: int, unit: str, reason: str) -> None:
    _manage(world, place, "forward", sent.Forwarded(str(world.agency.units[unit])), reason)


@scene
def is_not_dealt_with(world: World, place: int, ground: Any, words: str) -> None:
    _manage(world, place, "dismiss", sent.Dismissed(ground, words))


@scene
def is_responded_to(world: World, place: int, by: str, words: str) -> None:
    world.take(_complaint(place), "respond", by, data=sent.Responded(words))


@scene
def is_checked(world: World, place: int, by: str, reason: str) -> None:
    """Somebody goes and looks."""
    world.take(_complaint(place), "check_in_field", by, reason=reason)


@scene
def is_answered(world: World, place: int, by: str, words: str) -> None:
    world.take(_complaint(place), "answer", by, data=sent.Answered(words))


@scene
def is_not_settled(world: World, place: int, words: str) -> None:
    """The citizen says so, by his code."""
    reopen(_complaint(place), words)


def _manage(world: World, place: int, step: str, data: Any, reason: str = "") -> None:
    world.take(_complaint(place), step, MANAGER, data=data, reason=reason)


def _complaint(place: int) -> Complaint:
    return Complaint.objects.order_by("pk")[place - 1]
