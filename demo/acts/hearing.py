"""What citizens say of services, and what units reply, by the commands that the public pages use."""

from __future__ import annotations

import random

from cycle_engine import clock
from demo.words import PRAISE_AND_BLAME
from demo.world import World, scene
from workflows.voice.commands import add_context, answer, open_form, reply, set_service
from workflows.voice.data import AnswerInput, ServiceInput
from workflows.voice.models import Comment

CHANCES = {2: 4, 3: 55, 4: 41}  # of scores, in a hundred
COMMENTED = 0.15  # how often something is written


@scene
def asks_about(world: World, manager: str, code: str, unit: str, name: str) -> None:
    """A manager lets citizens be asked about a service."""
    service = ServiceInput(world.agency.units[unit], code, name)
    set_service(service, actor=world.actor(manager))


@scene
def is_judged(world: World, code: str) -> None:
    """A citizen answers at the counter; the same in each run."""
    chance, at = random.Random(f"{code} {world.today}"), clock.moment()
    form = open_form(code, at)
    drawn = chance.choices(list(CHANCES), list(CHANCES.values()), k=len(form.service.instrument.elements))
    scores = dict(zip(form.service.instrument.codes, drawn, strict=True))
    comment = chance.choice(PRAISE_AND_BLAME) if chance.random() < COMMENTED else ""
    answer(form.service, AnswerInput(form.token, scores, comment), None, at)


@scene
def explains(world: World, name: str, code: str, word: str, text: str) -> None:
    """An employee adds what he knows of the last comment with this word."""
    add_context(_last(code, word), text, actor=world.actor(name))


@scene
def answers_for(world: World, name: str, code: str, word: str, text: str) -> None:
    """The head of the unit replies to the last comment with this word."""
    reply(_last(code, word), text, alone=False, actor=world.actor(name))


def _last(code: str, word: str) -> int:
    return int(Comment.objects.filter(service__code=code, text__contains=word).latest("day", "pk").pk)
