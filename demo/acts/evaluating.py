"""What one person does about one evaluation, by the commands that the API uses."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.perform import perform_many
from demo.acts.managing import MANAGER
from demo.words import DEPARTURE, PYB
from demo.world import World, scene
from demo.writing import Work
from workflows.evaluation import data as sent
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.measuring import measured_of
from workflows.evaluation.models import Evaluation
from workflows.monitoring.commands import add_evidence

LETTER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
"""The smallest file that is a document."""


# The owner


@scene
def assesses(world: World, owner: str, period: str, proof: str = "") -> None:
    """The owner reports what was realised; with `proof`, a file of this name as evidence of the first indicator."""
    evaluation = world.evaluation(owner, period)
    filled = work(world, evaluation).realised()
    if proof:
        evidence = add_evidence(evaluation.plan_id, proof, io.BytesIO(LETTER), world.agency.people[owner])
        filled.realisations[0].evidence.append(str(evidence.pk))
    world.take(evaluation, "self_assess", owner, data=filled)


@scene
def receives(world: World, owner: str, period: str) -> None:
    world.take(world.evaluation(owner, period), "receive", owner)


@scene
def returns(world: World, owner: str, period: str) -> None:
    """The owner signs the document and gives it back."""
    world.take(world.evaluation(owner, period), "acknowledge", owner)


@scene
def adopts_earlier(world: World, owner: str, period: str) -> None:
    world.take(world.evaluation(owner, period), "adopt_earlier_result", owner)


# Who rates, and who is above him


@scene
def is_asked_for_evidence(world: World, owner: str, period: str, reason: str) -> None:
    evaluation = world.evaluation(owner, period)
    world.take(evaluation, "ask_for_evidence", rater(world, evaluation), reason=reason)


@scene
def is_rated(world: World, /, owner: str, period: str, **how: Any) -> None:
    """The rater rates; `how` as in `Work.rated`."""
    evaluation = world.evaluation(owner, period)
    rate(world, evaluation, "rate", rater(world, evaluation), **how)


@scene
def is_rated_by(world: World, owner: str, period: str, superior: str) -> None:
    """The superior rates in place of the silent rater."""
    rate(world, world.evaluation(owner, period), "rate_by_superior", world.actor(superior))


@scene
def is_reconsidered(world: World, owner: str, period: str, superior: str, reason: str) -> None:
    world.take(world.evaluation(owner, period), "ask_to_reconsider", superior, reason=reason)


@scene
def gets_document(world: World, owner: str, period: str) -> None:
    """Whoever rated signs, and delivers the document."""
    evaluation = world.evaluation(owner, period)
    author = Actor.of(evaluation.rated_by_id or 0)
    sign(world, [evaluation], "sign", author)
    world.take(world.evaluation(owner, period), "deliver", author)


@scene
def is_signed_by(world: World, owner: str, period: str, superior: str) -> None:
    """The superior signs what the rater left unsigned."""
    sign(world, [world.evaluation(owner, period)], "sign_by_superior", world.actor(superior))


@scene
def is_delivered(world: World, owner: str, period: str) -> None:
    """Whoever signed delivers."""
    evaluation = world.evaluation(owner, period)
    world.take(evaluation, "deliver", Actor.of(evaluation.signed_by_id or 0))


@scene
def is_recalled(world: World, owner: str, period: str, reason: str) -> None:
    evaluation = world.evaluation(owner, period)
    world.take(evaluation, "recall", Actor.of(evaluation.signed_by_id or 0), reason=reason)


@scene
def is_offered_earlier(world: World, owner: str, period: str, earlier: str) -> None:
    """The new rater proposes the result of the old unit in an earlier period."""
    evaluation = world.evaluation(owner, period)
    old = Evaluation.objects.get(plan=evaluation.plan.succeeds_id, period=earlier)
    data = sent.Earlier(str(old.pk))
    world.take(evaluation, "propose_earlier_result", rater(world, evaluation), data=data)


@scene
def is_reported(world: World, owner: str, period: str) -> None:
    """The rater reports the result to the competent official."""
    evaluation = world.evaluation(owner, period)
    world.take(evaluation, "report", rater(world, evaluation), data=sent.Reported(PYB))


# The manager


@scene
def is_excused(world: World, owner: str, period: str, reason: str) -> None:
    world.take(world.evaluation(owner, period), "excuse", MANAGER, reason=reason)


@scene
def is_evaluated_after_all(world: World, owner: str, period: str, reason: str) -> None:
    world.take(world.evaluation(owner, period), "reopen", MANAGER, reason=reason)


@scene
def is_handed_document(world: World, owner: str, period: str) -> None:
    """The manager saw the document handed over today."""
    data = sent.Received(world.today)
    world.take(world.evaluation(owner, period), "receive", MANAGER, data=data)


# What these and the routine have in common


def work(world: World, evaluation: Evaluation, facts: EvaluationFacts | None = None) -> Work:
    """What the evaluation is about."""
    facts = facts or EvaluationFacts([evaluation], *clock.moment())
    owner = world.names[evaluation.plan.employee_id]
    post = world.agency.person_rows[owner].post_code
    measured = frozenset(facts.once(measured_of)[evaluation.pk])
    return Work(owner, post, evaluation.period, facts.contents(evaluation), measured)


def rater(world: World, evaluation: Evaluation) -> Actor:
    return world.acting(evaluation, Capacity.RATER)


def rate(world: World, evaluation: Evaluation, step: str, actor: Actor, **how: Any) -> None:
    world.take(evaluation, step, actor, data=work(world, evaluation).rated(**how))


def sign(world: World, evaluations: Sequence[Evaluation], step: str, actor: Actor) -> None:
    """Sign them all; those in whose unit the predicates depart from the guide, with the reason."""
    keys = [each.pk for each in evaluations]
    acts = perform_many(Evaluation, keys, step, actor=actor, data=sent.Signed())
    departing = [each for each, act in zip(evaluations, acts, strict=True) if act.error]
    world.take_all(departing, step, actor, data=sent.Signed(DEPARTURE))
