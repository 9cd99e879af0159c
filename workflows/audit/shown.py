"""Entries of the ledger as inspectors see them: in answers, on pages and in files."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from cycle_engine.clock import Moment
from cycle_engine.remembered import remembered
from directory.models import UnitRow
from directory.names import Named, Names
from directory.today import today
from workflows.audit.acts import label
from workflows.evaluation.disclosure import Act
from workflows.voice.complaint_queries import cleaned


@dataclass(frozen=True)
class AuditEntry:
    """An entry of the ledger. `from` and `to` are states, empty for what has none; `actor` is none for the clock.

    `reason` and `changes` (what was sent with the step, what it left) are what `commitment` stands for; `emptied`:
    they were lawfully removed; `withheld`: you have a part in it, and they are not for your eyes yet. Hashes are
    SHA-256 in hex.
    """

    id: str
    chain: str
    chain_id: str
    seq: int
    record: str
    record_id: str
    step: str
    label: str
    from_: str
    to: str
    version_before: int | None
    version_after: int | None
    capacity: str
    actor: Named | None
    on_behalf_of: Named | None
    letter: str | None
    unit: Named | None
    at: datetime.datetime
    recorded_at: datetime.datetime
    reason: str
    changes: dict[str, Any]
    emptied: bool
    withheld: bool
    request_id: str
    rule_set: str
    commitment: str
    previous_hash: str
    hash: str


def show(entries: Sequence[Any], withheld: Collection[Act], at: Moment) -> list[AuditEntry]:
    """These entries, found each with the text of its payload, in their order, without the words of the acts that
    are withheld; at most two queries."""
    names = Names.of([*(each.actor for each in entries), *(each.on_behalf_of for each in entries)], at)
    units = {each.unit for each in entries if each.unit is not None}
    called = remembered(at.epoch, _called, units, today(at))
    return [_entry(each, _act(each) in withheld, names, called) for each in entries]


def _called(units: Collection[int], day: datetime.date) -> dict[int, str]:
    return dict(UnitRow.objects.on(day).filter(unit__in=units).values_list("unit", "name"))


def _named(person: int | None, names: Names) -> Named | None:
    return None if person is None else Named(str(person), names[person])


def _act(entry: Any) -> Act:
    return (entry.chain_id if entry.chain == "plan" else 0, entry.request_id)


def _entry(entry: Any, withheld: bool, names: Names, units: dict[int, str]) -> AuditEntry:  # noqa: FBT001
    payload = json.loads("{}" if withheld else entry.text or "{}")
    if entry.record == "complaint":
        payload = cleaned(entry.step, payload)
    return AuditEntry(
        id=str(entry.pk),
        chain=entry.chain,
        chain_id=str(entry.chain_id),
        seq=entry.seq,
        record=entry.record,
        record_id=str(entry.record_id),
        step=entry.step,
        label=label(entry.record, entry.step),
        from_=entry.from_state,
        to=entry.to_state,
        version_before=entry.version_before,
        version_after=entry.version_after,
        capacity=entry.capacity,
        actor=_named(entry.actor, names),
        on_behalf_of=_named(entry.on_behalf_of, names),
        letter=str(entry.letter) if entry.letter else None,
        unit=Named(str(entry.unit), units.get(entry.unit, "")) if entry.unit else None,
        at=entry.at,
        recorded_at=entry.recorded_at,
        reason=payload.pop("reason", ""),
        changes=payload,
        emptied=entry.text is None,
        withheld=withheld,
        request_id=entry.request_id,
        rule_set=entry.rule_set,
        commitment=bytes(entry.commitment).hex(),
        previous_hash=bytes(entry.previous_hash).hex(),
        hash=bytes(entry.hash).hex(),
    )
