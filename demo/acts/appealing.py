"""What people do about appeals, by the commands that the API uses."""

from __future__ import annotations

import io
from typing import Any

from cycle_engine.actors import Actor, Capacity
from demo.acts.evaluating import LETTER, work
from demo.world import World, scene
from workflows.appeals import data as sent
from workflows.appeals.commands import file_appeal
from workflows.monitoring.commands import add_evidence


@scene
def appeals(world: World, owner: str, period: str, reasons: str) -> None:
    """The owner objects to his evaluation."""
    file_appeal(world.evaluation(owner, period), sent.Objection(reasons), actor=world.actor(owner))


@scene
def is_explained_to(world: World, owner: str, explanation: str) -> None:
    """Whoever rated answers in writing."""
    appeal = world.appeal(owner)
    actor = world.acting(appeal, Capacity.RATER)
    world.take(appeal, "explain", actor, data=sent.Explanation(explanation))


@scene
def is_heard(world: World, owner: str, absent: str = "") -> None:
    """Whoever decides has asked both; `absent`: why the rater did not come."""
    rater = (
        sent.HearingInput("rater", absent_because=absent)
        if absent
        else sent.HearingInput("rater", world.today, "Menjelaskan dasar penilaian dengan catatan bulanan.")
    )
    told = sent.HearingInput("owner", world.today, "Menunjukkan bukti dukung yang belum dibaca.")
    _decide(world, owner, "record_hearing", data=sent.Heard([told, rater]))


@scene
def is_confirmed(world: World, owner: str, reason: str) -> None:
    _decide(world, owner, "confirm", reason=reason)


@scene
def is_granted(world: World, /, owner: str, reason: str, **how: Any) -> None:
    """The decider changes the result; `how` as in `Work.rated`."""
    about = work(world, world.appeal(owner).evaluation)
    _decide(world, owner, "amend", reason=reason, data=about.rated(**how))


@scene
def is_dismissed(world: World, owner: str, reason: str, proof: str) -> None:
    """The appeal came too late, as the file of this name proves."""
    appeal = world.appeal(owner)
    decider = _decider(world, owner)
    evidence = add_evidence(appeal.plan_id, proof, io.BytesIO(LETTER), decider.person or 0)
    _decide(world, owner, "dismiss", reason=reason, data=sent.Dismissal("late", [str(evidence.pk)]))


@scene
def gives_up(world: World, owner: str) -> None:
    """The owner withdraws the appeal."""
    world.take(world.appeal(owner), "withdraw", owner)


@scene
def is_left_to_another(world: World, owner: str, reason: str) -> None:
    """Whoever decides recuses himself: the duty moves one post up."""
    _decide(world, owner, "appoint_decider", reason=reason, data=sent.Appointment())


def _decide(world: World, owner: str, step: str, **wish: Any) -> None:
    world.take(world.appeal(owner), step, _decider(world, owner), **wish)


def _decider(world: World, owner: str) -> Actor:
    return world.acting(world.appeal(owner), Capacity.DECIDER)
