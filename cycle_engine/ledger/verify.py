"""Verification: every chain is walked from its first entry, and must end where the tables stand.

The database delivers the text that an entry's hash is made of; every hash is computed here. Memory does not
grow with the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from itertools import groupby
from operator import itemgetter
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from cycle_engine.ledger.walk import Chain, Course, Edges, Fault, FaultFound, Report, Wrong
from cycle_engine.machine import MACHINES
from cycle_engine.models import Chained, Entry
from cycle_engine.sql.install import chained_models
from cycle_engine.sql.write import chain_of, kind_of, preimage

CHAINS_AT_ONCE = 1000
LOWEST, HIGHEST = -(2**63), 2**63 - 1

# LATERAL with LIMIT: payloads are found by key, however little the planner knows about the tables.
ENTRIES = f"""
    SELECT e.chain_id, e.seq, e.record, e.record_id, e.step, e.from_state, e.to_state,
        e.version_before, e.version_after, e.commitment, e.previous_hash, e.hash,
        convert_to({preimage("e")}, 'UTF8'), p.salt, convert_to(p.text, 'UTF8')
    FROM engine_entry e
    LEFT JOIN LATERAL (SELECT salt, text FROM engine_payload WHERE entry_id = e.id LIMIT 1) p ON true
    WHERE e.chain = %s AND e.chain_id BETWEEN %s AND %s
    ORDER BY e.chain_id, e.seq
"""  # noqa: S608 - made of constants


def verify(
    kind: str | None = None,
    chain_id: int | None = None,
    progress: Callable[[int], Any] | None = None,
) -> Report:
    """Verify the whole ledger, or the chains of one kind, or one of these; stop at the first fault.

    All is read as of one moment, while others may write; inside a transaction of the caller's, as that one
    sees it. `progress` is told how many more entries were verified. KeyError when no model keeps such chains.
    """
    kept = {kind_of(model): model for model in chained_models()}
    report, started = Report(), perf_counter()
    try:
        with one_moment():
            for model in kept.values() if kind is None else [kept[kind]]:
                _verify_kind(model, chain_id, report, progress)
            if kind is None:
                _find_strange_chain(list(kept))
    except FaultFound as found:
        (report.fault,) = found.args
    report.seconds = perf_counter() - started
    return report


def declared_edges() -> Edges:
    """Every (record, step, from, to) that the machines and dated chains of this program declare."""
    dated = {(kind_of(model), act, "", "") for model in chained_models() for act in model.dated}
    return frozenset(dated.union(*(machine.edges() for machine in MACHINES.values())))


@contextmanager
def one_moment() -> Iterator[None]:
    """Read all as of one moment, while others may write; inside a transaction of the caller's, as it sees it."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _verify_kind(
    model: type[Chained], chain_id: int | None, report: Report, progress: Callable[[int], Any] | None
) -> None:
    edges, chains_before = declared_edges(), report.chains
    for low, high in _pieces(model) if chain_id is None else [(chain_id, chain_id)]:
        before = report.entries
        _verify_piece(model, low, high, edges, report)
        if progress is not None:
            progress(report.entries - before)
    if chain_id is not None and report.chains == chains_before:
        raise FaultFound(Fault(kind_of(model), chain_id, None, Wrong.NO_CHAIN))


def _pieces(model: type[Chained]) -> Iterator[tuple[int, int]]:
    """Ranges of ids, first and last included, of so many rows each; together they hold every number."""
    low = LOWEST
    while True:
        keys = model._default_manager.filter(pk__gte=low).order_by("pk").values_list("pk", flat=True)
        beyond = list(keys[CHAINS_AT_ONCE : CHAINS_AT_ONCE + 1])
        if not beyond:
            yield low, HIGHEST
            return
        yield low, beyond[0] - 1
        low = beyond[0]


def _verify_piece(model: type[Chained], low: int, high: int, edges: Edges, report: Report) -> None:
    """Walk the chains of one model whose ids lie in a range."""
    kind, chains = kind_of(model), _chains(model, low, high, edges)
    with connection.cursor() as cursor, closing(_entries(cursor, kind, low, high)) as rows:
        for chain_id, entries in groupby(rows, itemgetter(0)):
            if chain_id not in chains:
                raise FaultFound(Fault(kind, chain_id, 1, Wrong.NO_CHAIN))
            chain = chains.pop(chain_id)
            for entry in entries:
                chain.follow(entry)
            chain.end(report)
    for chain in chains.values():
        chain.end(report)


def _entries(cursor: Any, kind: str, low: int, high: int) -> Generator[tuple[Any, ...], None, None]:
    """Entries as the server finds them; neither side gathers them, and both work at once."""
    return cursor.stream(ENTRIES, [kind, low, high], binary=True)  # type: ignore[no-any-return]


def _chains(model: type[Chained], low: int, high: int, edges: Edges) -> dict[int, Chain]:
    """The chains of a range as the tables tell of them, with all their records."""
    kind = kind_of(model)
    rows = model._default_manager.filter(pk__gte=low, pk__lte=high).order_by("pk")
    chains = {
        key: Chain(kind, key, edges, seq, bytes(head))
        for key, seq, head in rows.values_list("pk", "seq", "head")
    }
    for record, machine in MACHINES.items():
        if chain_of(machine.model) is not model:
            continue
        place = f"{machine.model.chain_link}_id" if machine.model.chain_link else "id"
        inside = {f"{place}__gte": low, f"{place}__lte": high}
        records = machine.model._default_manager.filter(**inside).order_by("pk")
        for chain_id, key, state, version in records.values_list(place, "pk", "state", "version"):
            if chain_id not in chains:
                raise FaultFound(Fault(kind, chain_id, None, Wrong.NO_CHAIN, f"{record} {key}"))
            chains[chain_id].records[record, key] = Course(state, version)
    return chains


def _find_strange_chain(kept: list[str]) -> None:
    strange = Entry.objects.exclude(chain__in=kept).order_by("chain", "chain_id", "seq").first()
    if strange is not None:
        raise FaultFound(Fault(strange.chain, strange.chain_id, strange.seq, Wrong.NO_CHAIN))
