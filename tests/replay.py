"""The ledger told anew: what its entries alone lead to, and what the tables hold, each as plain sets."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from cycle_engine.ledger.canonical import canonical, digest
from cycle_engine.machine import MACHINES, NEW
from cycle_engine.models import Payload
from workflows.evaluation.models import Document, Evaluation
from workflows.planning.models import Revision

IN_FORCE = {("plan", "in_force"), ("amendment", "approved")}
UNRATED = {"ask_to_reconsider", "excuse"}


@dataclass
class World:
    """State and version of each record; of each plan's revisions the hash, and whether it came into force; of each
    evaluation the predicate, and the hashes of its signed documents."""

    records: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)
    revisions: dict[tuple[int, int], str] = field(default_factory=dict)
    set_in_force: set[tuple[int, int]] = field(default_factory=set)
    predicates: dict[int, str] = field(default_factory=dict)
    documents: dict[int, list[str]] = field(default_factory=dict)


def of_the_ledger() -> World:
    """What the entries lead to, from `new` through declared edges; nothing else is read."""
    world = World()
    edges = {edge for machine in MACHINES.values() for edge in machine.edges()}
    payloads = Payload.objects.select_related("entry").exclude(entry__version_after=None)
    appealed: dict[int, int] = {}
    filed: int | None = None
    for payload in payloads.order_by("entry__chain", "entry__chain_id", "entry__seq"):
        entry, record = payload.entry, (payload.entry.record, payload.entry.record_id)
        state, version = world.records.get(record, (NEW, 0))
        assert (entry.from_state, entry.version_before) == (state, version), entry.pk
        assert (entry.record, entry.step, state, entry.to_state) in edges, entry.pk
        world.records[record] = entry.to_state, version + 1
        notes = json.loads(payload.text or "{}").get("notes", {})
        _revise(world, entry, notes)
        if filed is not None:  # what an appeal contests stands next to its filing
            appealed[filed] = entry.record_id
        filed = entry.record_id if (entry.record, entry.step) == ("appeal", "file") else None
        if entry.record == "evaluation":
            _evaluate(world, entry.record_id, entry.step, notes)
        elif entry.record == "appeal" and entry.record_id in appealed:
            _evaluate(world, appealed[entry.record_id], entry.step, notes)
    return world


def _evaluate(world: World, evaluation: int, step: str, notes: dict[str, Any]) -> None:
    """What the rater, or the decider of an appeal, has said last, unless it counts no longer; what was signed."""
    if step in UNRATED:
        world.predicates.pop(evaluation, None)
    if "predicate" in notes:
        world.predicates[evaluation] = notes["predicate"]
    if "document" in notes:
        world.documents.setdefault(evaluation, []).append(notes["document"])


def _revise(world: World, entry: Any, notes: dict[str, Any]) -> None:
    if "revision" not in notes:
        return
    place = entry.chain_id, notes["number"]
    assert world.revisions.setdefault(place, notes["revision"]) == notes["revision"], entry.pk
    if entry.from_state != entry.to_state and (entry.record, entry.to_state) in IN_FORCE:
        world.set_in_force.add(place)


def of_the_tables() -> World:
    """What the tables hold; a revision's hash is made anew from its contents."""
    world = World()
    for kind, machine in MACHINES.items():
        rows: Any = machine.model._base_manager
        for key, state, version in rows.values_list("pk", "state", "version"):
            world.records[kind, key] = state, version
    for revision in Revision.objects.all():
        place = revision.plan_id, revision.number
        world.revisions[place] = digest(canonical(revision.contents))
        assert revision.hash == world.revisions[place], place
        if revision.in_force_from is not None:
            world.set_in_force.add(place)
    world.predicates = dict(Evaluation.objects.exclude(predicate="").values_list("pk", "predicate"))
    for document in Document.objects.order_by("number"):
        known = world.documents.setdefault(document.evaluation_id, [])
        known.append(digest(canonical(document.contents)))
        assert document.hash == known[-1], document.pk
    return world


def assert_the_ledger_alone_gives_the_tables() -> None:
    """The same records, states, versions and revisions, no more on either side."""
    told, kept = of_the_ledger(), of_the_tables()
    assert told.records == kept.records
    assert told.revisions == kept.revisions
    assert told.set_in_force == kept.set_in_force
    assert told.predicates == kept.predicates
    assert told.documents == kept.documents
