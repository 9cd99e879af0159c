"""What managers and leaders arrange: suspensions, new posts, letters, endings, what organisations achieved."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

from cycle_engine.actors import Actor
from demo.agency import MANAGERS
from demo.world import World, day, scene
from directory.commands import ask_for_stand_in, end_letter, put_people, record_letter
from directory.models import Letter
from directory.rows import PersonData
from workflows.evaluation.commands import set_achievement
from workflows.evaluation.queries import may_set_achievement
from workflows.planning import commands
from workflows.planning import data as sent
from workflows.planning.models import Plan

MANAGER = MANAGERS["KAB"]
ONE_DAY = datetime.timedelta(days=1)


@scene
def is_suspended(world: World, owner: str, reason: str) -> None:
    _manage(world, owner, "hold", reason)


@scene
def is_resumed(world: World, owner: str, reason: str) -> None:
    _manage(world, owner, "resume", reason)


@scene
def is_voided(world: World, owner: str, reason: str) -> None:
    _manage(world, owner, "void", reason)


@scene
def gets_rater(world: World, owner: str, post: str, reason: str) -> None:
    """The manager gives the plan to the holder of another post."""
    _manage(world, owner, "reassign_rater", reason, sent.NewRater(str(world.agency.posts[post])))


@scene
def is_exempt(world: World, owner: str, cause: str, first: str, last: str) -> None:
    """A person leaves the scheme for a time."""
    row = world.agency.person_rows[owner]
    _put(
        world,
        dataclasses.replace(row, exempt_cause=cause, exempt_from=day(first), exempt_to=day(last)),
    )


@scene
def leaves(world: World, owner: str, cause: Any, last: str) -> None:
    """The last day in the post is known: the plan ends with it, and a closing evaluation opens."""
    row = world.agency.person_rows[owner]
    if cause == "retirement":
        _put(world, dataclasses.replace(row, to=day(last)))
    else:
        _put(
            world,
            dataclasses.replace(row, exempt_cause=cause, exempt_from=day(last) + ONE_DAY, exempt_to=None),
        )
    _end(world, world.plan(owner), sent.Ending(day(last), cause))


@scene
def move(world: World, new_posts: Mapping[str, str]) -> None:
    """From today these people hold these posts: their plans end, and each begins a new one."""
    rows = [
        dataclasses.replace(world.agency.person_rows[name], post_code=post, from_=world.today)
        for name, post in new_posts.items()
    ]
    _put(world, *rows)
    for name, code in new_posts.items():
        old, post = world.plan(name), world.agency.posts[code]
        _end(world, old, sent.Ending(world.today - ONE_DAY, "transfer", str(post)))
        person, manager = world.agency.people[name], world.actor(MANAGER)
        commands.draft_plan(old.cycle, person, post, world.today, actor=manager)


@scene
def asks_for_stand_in(world: World, name: str, first: str, last: str, reason: str, post: str) -> None:
    """A rater asks who is above him for a stand-in, and proposes who holds another post."""
    proposed = world.agency.posts[post]
    ask_for_stand_in(day(first), day(last), reason, proposed, actor=world.actor(name))


@scene
def is_appointed(world: World, name: str, kind: str, number: str, issuer: str, post: str, last: str) -> None:
    """From today a person stands in for the holder of a post (Plh), or acts in an empty one (Plt)."""
    record_letter(
        kind=kind,
        number=number,
        issuer=world.agency.people[issuer],
        post=world.agency.posts[post],
        person=world.agency.people[name],
        valid_from=world.today,
        valid_to=day(last) if last else None,
        actor=world.actor(issuer),
    )


@scene
def is_relieved(world: World, name: str, number: str, last: str) -> None:
    """The letter ends; who issued it says when."""
    letter = Letter.objects.get(number=number)
    end_letter(letter.pk, day(last), actor=Actor.of(letter.issuer_id))


@scene
def achieved(world: World, period: str, words: Mapping[str, str]) -> None:
    """What these units achieved in a period, as who leads one level up says, or else a manager."""
    for code, word in words.items():
        unit = world.agency.units[code]
        who = min(may_set_achievement(unit, world.today))
        set_achievement(unit, period, word, Actor.of(who))


def _manage(world: World, owner: str, step: str, reason: str, data: Any = None) -> None:
    world.take(world.plan(owner), step, MANAGER, reason=reason, data=data)


def _end(world: World, plan: Plan, ending: sent.Ending) -> None:
    world.take(plan, "end_early", MANAGER, data=ending)


def _put(world: World, *rows: PersonData) -> None:
    put_people(rows, day=world.today, actor=world.actor(MANAGER))
    world.agency.person_rows.update({row.username: row for row in rows})
