"""THE door. Nothing else changes a state, enters a step in the ledger, or announces one.

`perform` is `perform_many` of one. In one transaction: the idempotency key, lock, look, change, write. If any
part fails, nothing stays.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import transaction

from cycle_engine import idempotency
from cycle_engine.actors import Actor
from cycle_engine.case import Case, Changes
from cycle_engine.chunks import by_chunks
from cycle_engine.errors import Missing, WorkflowError
from cycle_engine.look import refusal, with_last_act
from cycle_engine.machine import Link, Machine, Step, followers, machine_of, step_at
from cycle_engine.models import Record
from cycle_engine.save import save
from cycle_engine.statements import together
from cycle_engine.tables import expect, lock, lock_parents
from cycle_engine.write import write

R = TypeVar("R", bound=Record)


@dataclass(slots=True)
class Act(Generic[R]):
    """One record's step with all that it takes and that follows it; or `error`, and nothing was done.

    `replayed`: an idempotency key was answered before, by the record `record_id`.
    """

    record_id: int | None
    cases: list[Case[Any]] = field(default_factory=list)
    error: WorkflowError | None = None
    replayed: bool = False

    @property
    def record(self) -> R:
        """The record after the act."""
        return self.cases[0].record  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants done, the same for every record of the call.

    `data` is an instance of the step's dataclass. `request_id` (at most 64 characters) goes into the ledger.
    """

    actor: Actor
    reason: str = ""
    data: Any = None
    request_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    idempotency_key: idempotency.Key | None = None


def perform(model: type[R], key: int, step: str, *, version: int | None = None, **wish: Any) -> Act[R]:
    """Take `step` on the record with this key; `wish` as in `Wish`.

    Raises a WorkflowError when it is refused, the first of: InProgress, KeyReused, Missing, Stale, NotYourTurn
    or OwnCause, WrongState, RulesBroken (which holds every broken rule).
    """
    versions = None if version is None else {key: version}
    return _one(perform_many(model, [key], step, versions=versions, **wish))


def bear(newborn: R, step: str, **wish: Any) -> Act[R]:
    """Save a new record by its birth step. Errors as in `perform`."""
    return _one(bear_many([newborn], step, **wish))


def perform_many(
    model: type[R],
    keys: Sequence[int],
    step: str,
    *,
    versions: Mapping[int, int] | None = None,
    **wish: Any,
) -> list[Act[R]]:
    """Take `step` on each of these records in one transaction; each has its own answer, in the order of keys.

    The clock leaves out what somebody else holds: such acts carry Missing, and it comes again.
    """
    wanted, machine, versions = Wish(**wish), machine_of(model), versions or {}
    with transaction.atomic():
        if replayed := _replay(wanted, len(keys)):
            return replayed
        records, moment = lock(model, keys, skip_locked=wanted.actor.is_clock)
        facts = machine.facts([records[key] for key in keys if key in records], *moment)
        acts: list[Act[R]] = [Act(key) for key in keys]
        for act, key in zip(acts, keys, strict=True):
            if key in records:
                _look(act, _case(records[key], machine.steps[step], facts, wanted), versions.get(key))
            else:
                act.error = Missing()
        return _finish(acts, wanted)


def bear_many(newborn: Sequence[R], step: str, **wish: Any) -> list[Act[R]]:
    """Save new records of one kind by their birth step in one transaction; each has its own answer."""
    wanted = Wish(**wish)
    with transaction.atomic():
        if replayed := _replay(wanted, len(newborn)):
            return replayed
        machine = machine_of(type(newborn[0]))
        facts = machine.facts(newborn, *lock_parents(newborn))
        acts: list[Act[R]] = [Act(None) for _ in newborn]
        for act, record in zip(acts, newborn, strict=True):
            _look(act, _case(record, machine.steps[step], facts, wanted), None)
        return _finish(acts, wanted)


def perform_by_chunks(model: type[R], keys: Sequence[int], step: str, **wish: Any) -> int:
    """Take `step` on each of these records, a few thousand in one transaction; how many it was not refused."""

    def take(some: list[int]) -> int:
        return sum(act.error is None for act in perform_many(model, some, step, **wish))

    return by_chunks(keys, take)


def _one(acts: list[Act[R]]) -> Act[R]:
    (act,) = acts
    if act.error is not None:
        raise act.error
    return act


def _replay(wanted: Wish, count: int) -> list[Act[Any]]:
    if wanted.idempotency_key is None:
        return []
    known = idempotency.look_up(wanted.idempotency_key)
    return [Act(known.record_id, replayed=True)] * count if known else []


def _case(record: R, step: Step, facts: Any, wanted: Wish) -> Case[R]:
    return Case(record, step, facts, wanted.actor, wanted.reason, wanted.data)


def _look(act: Act[R], case: Case[R], version: int | None) -> None:
    """Look at one case; change its record in memory when nothing forbids it."""
    act.error = refusal(case, version)
    if act.error is None:
        case.change()
        act.cases.append(case)


def _finish(acts: list[Act[R]], wanted: Wish) -> list[Act[R]]:
    """Lead on to what each act takes and what follows it, then write all that was not refused."""
    leading = [(act, act.cases[0]) for act in acts if act.error is None]
    while leading:
        leading = _lead_on(leading)
    with_last_act([act.error for act in acts if act.error is not None])
    done = [act for act in acts if act.error is None]
    if done:
        _write(done, wanted)
    return acts


def _write(done: Sequence[Act[R]], wanted: Wish) -> None:
    """The end of the transaction."""
    cases = [case for act in done for case in act.cases]
    changes = Changes.of((case.record for case in cases), (case.changes for case in cases))
    with together(last=True):
        save(changes, all_keys=False)
        for act in done:
            act.record_id = act.record.pk
            if wanted.idempotency_key:
                idempotency.keep(wanted.idempotency_key, act.cases[0].kind, act.record.pk)
        write([act.cases for act in done], wanted.request_id)


def _lead_on(leading: Sequence[tuple[Act[Any], Case[Any]]]) -> list[tuple[Act[Any], Case[Any]]]:
    """One level further: the cases that these take, and those that follow them."""
    found: list[tuple[Act[Any], Case[Any]]] = []
    for name in dict.fromkeys(case.step.key for _, case in leading):
        act_of = {id(case): act for act, case in leading if case.step.key == name}
        cases = [case for _, case in leading if case.step.key == name]
        taken = [(*step_at(link.step), link) for link in cases[0].step.declaration.takes]
        for machine, step, link in (*taken, *followers(name)):
            found += _led(act_of, cases, machine, step, link)
    return [(act, case) for act, case in found if act.error is None]


def _led(
    act_of: Mapping[int, Act[Any]], cases: Sequence[Case[Any]], machine: Machine, step: Step, link: Link
) -> Iterator[tuple[Act[Any], Case[Any]]]:
    pairs = [pair for pair in link.find(cases) if act_of[id(pair[0])].error is None]
    facts = machine.facts([record for _, record in pairs], cases[0].now, cases[0].facts.epoch)
    for leader, record in pairs:
        act = act_of[id(leader)]
        if act.error is not None:
            continue
        expect(record)
        case = Case(record, step, facts, leader.actor, leader.reason, None, led_by=leader)
        _look(act, case, None)
        yield act, case
