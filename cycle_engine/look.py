"""Look: whether a case may be taken, and by whom. The same declarations answer the door and every screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from cycle_engine import clock
from cycle_engine.actors import NAMELESS, Actor, Capacity, Holder
from cycle_engine.case import Case, Facts
from cycle_engine.errors import (
    Blocker,
    LastAct,
    NotYourTurn,
    OwnCause,
    RulesBroken,
    Stale,
    WorkflowError,
    WrongState,
)
from cycle_engine.machine import Step, StepDeclaration, machine_of
from cycle_engine.models import Entry, Record
from cycle_engine.rules import Rule

REASON = Blocker("reason", _("A reason is required."))
NO_STEP = Step("", "", StepDeclaration("", ()), {}, "")


def refusal(case: Case[Any], version: int | None) -> WorkflowError | None:
    """Why the case may not be taken, or nothing; then the case knows its actor's capacity.

    In this order: the version, the actor, the state, the rules (all of them).
    """
    error: WorkflowError | None = None
    if (version is not None and version != case.record.version) or case.facts.stale(case):
        error = Stale()
    elif (acting := _acting(case)) is None:
        error = _not_acting(case)
    else:
        case.actor = acting
        if case.record.state not in case.step.arrows:
            error = WrongState()
        elif blockers := list(_blockers(case)):
            error = RulesBroken(blockers)
    if error is not None:
        error.about(case.record)
    return error


def _acting(case: Case[Any]) -> Actor | None:
    """The actor in the first of the step's capacities that he holds; what is led acts as its leader."""
    if case.led_by is not None:
        return case.led_by.actor
    for capacity in case.step.declaration.by:
        if capacity in NAMELESS or case.actor.capacity in NAMELESS:
            if capacity is case.actor.capacity:
                return case.actor
            continue
        for holder in case.facts.holders(case.record, capacity):
            if holder.person == case.actor.person:
                return case.actor.acting_as(capacity, holder)
    return None


def _not_acting(case: Case[Any]) -> WorkflowError:
    """Why the actor holds none of the step's capacities: he stands in another one, or in none at all."""
    by = case.step.declaration.by
    barred = any(case.actor.person in case.facts.barred(case.record, each) for each in by)
    return OwnCause() if barred else NotYourTurn()


def _blockers(case: Case[Any], *, before_input: bool = False) -> Iterator[Blocker]:
    asks = case.step.declaration.reason and case.led_by is None  # what is led has its leader's, if any
    if asks and not case.reason.strip() and not before_input:
        yield REASON
    for rule in case.step.rules:
        if not rule.warns and not (before_input and rule.of_input) and (blocker := rule.broken(case)):
            yield blocker


def blockers_of(rules: Iterable[Rule], record: Record, facts: Any, actor: Actor) -> list[Blocker]:
    """Those of these rules that stop `actor` outside of any step, as while he edits a draft."""
    case = Case(record, NO_STEP, facts, actor)
    return [blocker for rule in rules if (blocker := rule.broken(case))]


def with_last_act(errors: Sequence[WorkflowError]) -> None:
    """Tell lost races who did what and when: for the stale and the wrong state, the record's newest entry."""
    lost = [
        error for error in errors if isinstance(error, Stale | WrongState) and error.record_id is not None
    ]
    if not lost:
        return
    newest = (
        Entry.objects.filter(record=lost[0].record, record_id__in=[error.record_id for error in lost])
        .values("record_id")
        .annotate(newest=Max("id"))
        .values("newest")
    )
    acts = {entry.record_id: entry for entry in Entry.objects.filter(id__in=newest)}
    for error in lost:
        entry = acts.get(error.record_id or 0)
        if entry:
            error.last = LastAct(entry.step, entry.actor, entry.at)


@dataclass(frozen=True, slots=True)
class Available:
    """A step as a person sees it: may it be taken, what forbids or warns, and whom it waits for."""

    step: Step
    allowed: bool
    blockers: tuple[Blocker, ...]
    warnings: tuple[Blocker, ...]
    waits_for: tuple[tuple[Capacity, Holder], ...]


def available_steps(
    records: Sequence[Record], person: int, facts: Facts[Any] | None = None
) -> dict[int, list[Available]]:
    """For each record (all of one kind) every step that is offered to people, as `person` may take it now.

    Facts are fetched once for all records; who has them already gives them. Rules about what is sent with a step
    are not asked here.
    """
    if not records:
        return {}
    machine = machine_of(type(records[0]))
    facts = machine.facts(records, *clock.moment()) if facts is None else facts
    offered = [step for step in machine.steps.values() if step.offered and not step.is_birth]
    return {
        record.pk: [_available(Case(record, step, facts, Actor.of(person))) for step in offered]
        for record in records
    }


def _available(case: Case[Any]) -> Available:
    declaration = case.step.declaration
    waits_for = tuple(
        (capacity, holder)
        for capacity in declaration.by
        if capacity not in NAMELESS
        for holder in case.facts.holders(case.record, capacity)
    )
    acting = _acting(case)
    case.actor = acting or case.actor
    blockers: list[Blocker] = []
    if acting is None:
        refused = _not_acting(case)
        blockers.append(Blocker(refused.code, refused.sentence))
    if case.record.state not in case.step.arrows:
        blockers.append(Blocker(WrongState.code, WrongState.sentence))
    if not blockers:
        blockers += _blockers(case, before_input=True)
    warnings = (
        tuple(blocker for rule in case.step.rules if rule.warns and (blocker := rule.broken(case)))
        if not blockers
        else ()
    )
    return Available(case.step, not blockers, tuple(blockers), warnings, waits_for)
