"""Write: one call of the database function for all that acts leave. Entries, deadlines and events are made here."""

from __future__ import annotations

import datetime
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cycle_engine.actors import Actor, Capacity
from cycle_engine.case import Case
from cycle_engine.deadlines import instants, reminders_of
from cycle_engine.ledger.canonical import canonical
from cycle_engine.machine import machine_of
from cycle_engine.models import Chained
from cycle_engine.statements import tell

SALT_BYTES = 16


def write(acts: Sequence[Sequence[Case[Any]]], request_id: str) -> None:
    """Write acts (each a list of cases, the one that was asked for first); their records then know their state.

    Any mismatch with what the database knows raises, and the transaction leaves nothing.
    """
    entries = [
        _case_entry(case, version, request_id) for act in acts for case, version in _with_versions(act)
    ]
    first = 0
    for act in acts:
        entries[first] |= _event(act)
        first += len(act)
    _call(entries)
    for case in (case for act in acts for case in act):
        case.record.__dict__.update(state=case.to_state, version=case.record.version + 1)


def write_dated(
    chains: Sequence[Chained], act: str, notes: Sequence[Any], actor: Actor, **entry: Any
) -> None:
    """Enter `act` once on each of these chains, without a state, with what is noted for each."""
    kind = chains[0]._meta.model_name
    _call(
        [
            _entry(kind, chain.pk, act, actor, {"notes": note}, **entry)
            for chain, note in zip(chains, notes, strict=True)
        ]
    )


def _call(entries: list[dict[str, Any]]) -> None:
    tell("SELECT engine_write(%s::json)", _encode(entries))


def _plain(value: Any) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"not for the ledger: {value!r}")


_encode = json.JSONEncoder(default=_plain).encode


def _with_versions(act: Sequence[Case[Any]]) -> Iterator[tuple[Case[Any], int]]:
    """Each case with the version that its record has before it: one act may take two steps of one record."""
    taken = Counter[tuple[str, int]]()
    for case in act:
        key = case.kind, case.record.pk
        yield case, case.record.version + taken[key]
        taken[key] += 1


def _case_entry(case: Case[Any], version: int, request_id: str) -> dict[str, Any]:
    record = case.record
    content: dict[str, Any] = {"reason": case.reason, "data": case.data, "notes": case.notes}
    if case.led_by is not None:
        content["led_by"] = case.led_by.step.key
    return _entry(
        case.kind,
        record.pk,
        case.step.name,
        case.actor,
        {name: value for name, value in content.items() if value},
        from_state=case.from_state,
        to_state=case.to_state,
        version=version,
        unit=case.facts.unit(record),
        at=case.now,
        request_id=request_id,
        rule_set=case.facts.rule_set(record),
        meets=_met(case) or None,
        sets=list(_set(case)) or None,
    )


def _entry(
    kind: str | None, record_id: int, step: str, actor: Actor, content: dict[str, Any], **more: Any
) -> dict[str, Any]:
    return {
        "record": kind,
        "record_id": record_id,
        "step": step,
        "capacity": actor.capacity,
        "actor": actor.person,
        "on_behalf_of": actor.on_behalf_of,
        "letter": actor.letter,
        "payload": canonical(content),
        "salt": os.urandom(SALT_BYTES).hex(),
        "from_state": "",
        "to_state": "",
        **more,
    }


def _met(case: Case[Any]) -> list[str]:
    """Kinds of deadlines that the step meets: those whose turn it ends, and those it meets in place."""
    limits = () if case.step.is_birth else machine_of(type(case.record)).limits
    return [limit.kind for limit in limits if limit.turn_ends(case) or case.step.name in limit.met_by]


def _set(case: Case[Any]) -> Iterator[dict[str, Any]]:
    """The deadlines of the turns that the step begins."""
    record, facts = case.record, case.facts
    for limit in machine_of(type(record)).limits:
        if not limit.turn_begins(case) or (last_day := limit.last_day(facts, record, case.day)) is None:
            continue
        calendar, waits_for = facts.calendar(record), limit.waits_for[case.to_state]
        reminders = reminders_of(waits_for, facts.reminders(record))
        at = instants(calendar, last_day, case.day, reminders, limit.moves_after(facts, record))
        yield {
            "kind": limit.kind,
            "waits_for": waits_for,
            "last_day": last_day,
            "due_at": at.due_at,
            "agenda": at.agenda,
            "moves_at": at.moves_at,
        }


def _event(act: Sequence[Case[Any]]) -> dict[str, Any]:
    """One event for the act: whom each of its steps tells, the actor aside, in the first capacity that fits."""
    told: dict[int, Capacity] = {}
    for case in act:
        for capacity in case.step.declaration.tells:
            for holder in case.facts.holders(case.record, capacity):
                told.setdefault(holder.person, capacity)
    first = act[0]
    if first.actor.person is not None:
        told.pop(first.actor.person, None)
    return {
        "recipients": recipients(told),
        "about": first.facts.about(first.record) | {"also": [case.step.key for case in act[1:]]},
    }


def recipients(told: Mapping[int, Capacity]) -> list[dict[str, Any]]:
    """Whom an event tells, as the outbox keeps them."""
    return [{"person": person, "capacity": capacity} for person, capacity in told.items()]
