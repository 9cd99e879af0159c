"""What people do about plans, by the commands that the API uses."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from cycle_engine.actors import Actor, Capacity
from demo.words import REASON, Remark
from demo.world import World, scene
from workflows.planning import commands
from workflows.planning import data as sent
from workflows.planning.contents import Document
from workflows.planning.models import Amendment, Plan
from workflows.planning.models import Remark as Pinned

Matter = Plan | Amendment
Change = Callable[[Document], None]


# The owner


@scene
def begins(world: World, owner: str) -> None:
    """The owner starts from what is usual for the post."""
    plan = world.plan(owner)
    _write(world, plan, lambda contents: contents.update(world.agency.templates[plan.post.code]), owner)


@scene
def writes(world: World, owner: str, annex: str, line: str) -> None:
    """The owner writes one line more into an annex of the plan, or of its change."""
    _write(world, world.matter(owner), adding(annex, line), owner)


@scene
def submits(world: World, owner: str) -> None:
    world.take(world.matter(owner), "submit", owner)


@scene
def withdraws(world: World, owner: str) -> None:
    world.take(world.matter(owner), "withdraw", owner)


@scene
def answers(world: World, owner: str, remark: Remark) -> None:
    """The owner answers what is open, changes what was asked for, and submits again."""
    matter = world.matter(owner)
    for pinned in _remarks(matter).filter(state="open"):
        world.take(pinned, "answer", owner, data=sent.Answer(remark.answer))
    _write(world, matter, adding(remark.annex, remark.line), owner)
    world.take(matter, "submit", owner)


@scene
def proposes(world: World, owner: str, cause: Any, line: str = "") -> None:
    """The owner opens the next revision, with one line more among the resources."""
    amendment = commands.propose_amendment(world.plan(owner), sent.Proposal(cause), actor=world.actor(owner))
    if line:
        _write(world, amendment.record, adding("resources", line), owner)


@scene
def adds_result(world: World, owner: str, result: dict[str, Any]) -> None:
    """The owner writes one main result more into the change."""
    _write(world, world.matter(owner), lambda contents: contents["results"].append(result), owner)


@scene
def drops_result(world: World, owner: str, name: str) -> None:
    """The owner strikes a result out of the plan."""

    def change(contents: Document) -> None:
        contents["results"] = [each for each in contents["results"] if each["id"] != name]

    _write(world, world.matter(owner), change, owner)


@scene
def cancels(world: World, owner: str) -> None:
    world.take(world.matter(owner), "cancel", owner)


# The rater and his superior


@scene
def is_asked_to_change(world: World, owner: str, rater: str, line: str) -> None:
    """The rater opens a change of what he expects."""
    actor = world.actor(rater)
    amendment = commands.propose_amendment(world.plan(owner), sent.Proposal("expectation"), actor=actor)
    _write(world, amendment.record, adding("accountability", line), rater)


@scene
def gets_back(world: World, owner: str, remark: Remark, item: str = "r1") -> None:
    """Whoever has the rater's duty asks for a revision, and pins a remark to an item."""
    matter = world.matter(owner)
    data = sent.Return([sent.RemarkInput(remark.text, item)])
    world.take(matter, "return_for_revision", _rater(world, matter), reason=REASON, data=data)


@scene
def is_remarked_on(world: World, owner: str, remark: Remark, item: str) -> None:
    """The rater remarks on an item, beside any decision."""
    plan = world.plan(owner)
    commands.pin_remark(plan, None, item, remark.text, actor=_rater(world, plan))


@scene
def is_approved(world: World, owner: str, by: str | None = None) -> None:
    """What was remarked is settled, and what was submitted comes into force; else by the rater."""
    matter = world.matter(owner)
    actor = world.actor(by) if by else _rater(world, matter)
    for remark in _remarks(matter).exclude(state="resolved"):
        world.take(remark, "resolve", actor)
    world.take(matter, "approve", actor, data=_newest(matter))


@scene
def is_set_by(world: World, owner: str, superior: str) -> None:
    """The superior sets a plan in place of the silent rater."""
    plan = world.plan(owner)
    world.take(plan, "set_by_superior", superior, data=_newest(plan))


@scene
def is_set_unsigned(world: World, owner: str, reason: str) -> None:
    plan = world.plan(owner)
    data = sent.NamedEdit(_draft(plan).edit)
    world.take(plan, "set_unsigned", _rater(world, plan), reason=reason, data=data)


@scene
def loses_result(world: World, owner: str, result: str, tried: list[Any], reason: str) -> None:
    """The leader takes a result over."""
    plan = world.plan(owner)
    data = sent.TakenOver(result, tried)
    world.take(plan, "take_over_result", _rater(world, plan), reason=reason, data=data)


def adding(annex: str, line: str) -> Change:
    """A change of a plan's contents: one line more in an annex."""

    def change(contents: Document) -> None:
        contents["annexes"].setdefault(annex, []).append(line)

    return change


def _write(world: World, matter: Matter, change: Change, writer: str) -> None:
    draft = _draft(matter)
    contents = copy.deepcopy(draft.contents)
    change(contents)
    write = commands.write_plan if isinstance(matter, Plan) else commands.write_amendment
    write(matter.pk, contents, draft.edit, world.agency.people[writer])


def _rater(world: World, matter: Matter) -> Actor:
    return world.acting(matter, Capacity.RATER)


def _draft(matter: Matter) -> Any:
    return matter.drafts.get(amendment=None) if isinstance(matter, Plan) else matter.draft


def _newest(matter: Matter) -> sent.NamedRevision:
    return sent.NamedRevision(matter.revisions.latest("number").hash)


def _remarks(matter: Matter) -> Any:
    return Pinned.objects.filter(amendment=None, plan=matter) if isinstance(matter, Plan) else matter.remarks
