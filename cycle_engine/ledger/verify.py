"""Verification: every chain is walked from its first entry, and must end where the tables stand.

The format of an entry is told in docs/ledger.md. The database delivers the text that an entry's hash is made
of; every hash is computed here. Memory does not grow with the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from time import perf_counter
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from cycle_engine.machine import MACHINES, NEW
from cycle_engine.models import Chained, Entry
from cycle_engine.sql.install import chained_models
from cycle_engine.sql.write import chain_of, kind_of, preimage

CHAINS_AT_ONCE = 1000
ROWS_AT_ONCE = 500
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


class Wrong(models.TextChoices):
    """What can be wrong with an entry, or with the rows that it vouches for."""

    MISSING = "missing", _("the entry that belongs here is missing")
    PREVIOUS = "previous", _("it does not continue the entry before it")
    HASH = "hash", _("its fields do not give its hash")
    NO_PAYLOAD = "no_payload", _("its payload is missing")
    COMMITMENT = "commitment", _("its payload or salt is not the one it commits to")
    EDGE = "edge", _("no machine declares this step between these states")
    JUMP = "jump", _("it does not continue the state and version of its record")
    NO_CHAIN = "no_chain", _("the row on which its chain stands is missing")
    UNCOUNTED = "uncounted", _("the row on which its chain stands does not count it")
    HEAD = "head", _("the row on which its chain stands holds another hash")
    NO_RECORD = "no_record", _("the row of its record is missing")
    STATE = "state", _("the row of its record holds another state or version")
    NO_BIRTH = "no_birth", _("the record stands in its table without an entry")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: entry `seq` of a chain, about a record ("<kind> <id>", "" if unknown)."""

    chain: str
    chain_id: int
    seq: int
    wrong: Wrong
    record: str = ""

    def __str__(self) -> str:
        place = str(_("%(chain)s %(id)s, entry %(seq)s"))
        about = f" ({self.record})" if self.record else ""
        told = place % {"chain": self.chain, "id": self.chain_id, "seq": self.seq}
        return f"{told}{about}: {self.wrong.label}"


@dataclass(slots=True)
class Report:
    """What was verified, up to the first fault if there is one.

    `records`: rows with states that were compared; `emptied`: payloads whose text was lawfully destroyed.
    """

    chains: int = 0
    entries: int = 0
    records: int = 0
    emptied: int = 0
    seconds: float = 0.0
    fault: Fault | None = None


def verify(
    kind: str | None = None, chain_id: int | None = None, progress: Callable[[int], Any] = lambda more: None
) -> Report:
    """Verify the whole ledger, or the chains of one kind, or one of these; stop at the first fault.

    All is read as of one moment, while others may write; inside a transaction of the caller's, as that one
    sees it. `progress` is told how many more entries were verified. KeyError when no model keeps such chains.
    """
    kept = {kind_of(model): model for model in chained_models()}
    wanted = kept.values() if kind is None else [kept[kind]]
    report, edges, started = Report(), declared_edges(), perf_counter()
    try:
        with _one_moment():
            for model in wanted:
                for low, high in _pieces(model) if chain_id is None else [(chain_id, chain_id)]:
                    before = report.entries
                    _verify_piece(model, low, high, edges, report)
                    progress(report.entries - before)
            if kind is None:
                _find_strange_chain(list(kept))
    except _Found as found:
        (report.fault,) = found.args
    report.seconds = perf_counter() - started
    return report


Edges = frozenset[tuple[str, str, str, str]]


def declared_edges() -> Edges:
    """Every (record, step, from, to) that the machines and dated chains of this program declare."""
    dated = {(kind_of(model), act, "", "") for model in chained_models() for act in model.dated}
    return frozenset(dated.union(*(machine.edges() for machine in MACHINES.values())))


class _Found(Exception):  # noqa: N818 - it is no error of ours
    """A fault on its way to the report."""


@contextmanager
def _one_moment() -> Iterator[None]:
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


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
    """Walk the chains of one model whose ids lie in a range; raise the first fault."""
    kind, chains = kind_of(model), _chains(model, low, high, edges)
    with connection.cursor() as cursor:
        rows = cursor.stream(ENTRIES, [kind, low, high], binary=True, size=ROWS_AT_ONCE)
        with closing(rows):
            for chain_id, entries in groupby(rows, itemgetter(0)):
                if chain_id not in chains:
                    raise _Found(Fault(kind, chain_id, 1, Wrong.NO_CHAIN))
                chain = chains.pop(chain_id)
                for entry in entries:
                    chain.follow(entry)
                chain.end(report)
    for chain in chains.values():
        chain.end(report)


def _chains(model: type[Chained], low: int, high: int, edges: Edges) -> dict[int, _Chain]:
    """The chains of a range as the tables tell of them, with all their records."""
    rows = model._default_manager.filter(pk__gte=low, pk__lte=high).order_by("pk")
    chains = {
        key: _Chain(kind_of(model), key, edges, seq, bytes(head))
        for key, seq, head in rows.values_list("pk", "seq", "head")
    }
    for kind, machine in MACHINES.items():
        if chain_of(machine.model) is not model:
            continue
        place = f"{machine.model.chain_link}_id" if machine.model.chain_link else "id"
        inside = {f"{place}__gte": low, f"{place}__lte": high}
        records = machine.model._default_manager.filter(**inside).order_by("pk")
        for chain_id, key, state, version in records.values_list(place, "pk", "state", "version"):
            chains[chain_id].records[kind, key] = _Course(state, version)
    return chains


def _find_strange_chain(kept: list[str]) -> None:
    strange = Entry.objects.exclude(chain__in=kept).order_by("chain", "chain_id", "seq").first()
    if strange is not None:
        raise _Found(Fault(strange.chain, strange.chain_id, strange.seq, Wrong.NO_CHAIN))


@dataclass(slots=True)
class _Course:
    """The state and version in a record's row, and those to which its entries have led, the last one `seq`."""

    state: str
    version: int
    led_to: tuple[str, int] = (NEW, 0)
    seq: int = 0


@dataclass(slots=True)
class _Chain:
    """A chain on the walk: the length and head that its row promises, its records, and how far it has come."""

    kind: str
    id: int
    edges: Edges
    promised_seq: int
    promised_head: bytes
    records: dict[tuple[str, int], _Course] = field(default_factory=dict)
    seq: int = 0
    head: bytes = b""
    emptied: int = 0

    def follow(self, entry: tuple[Any, ...]) -> None:
        """Go one entry further; raise what is wrong with it."""
        _, seq, record, key, step, source, target, before, after, *seals = entry
        self.seq += 1
        if seq != self.seq:
            raise self._found(self.seq, Wrong.MISSING)
        wrong = self._broken_seal(*seals)
        if wrong is None and (record, step, source, target) not in self.edges:
            wrong = Wrong.EDGE
        wrong = wrong or self._lead(record, key, source, target, before, after)
        if wrong is not None:
            raise self._found(seq, wrong, f"{record} {key}")

    def _broken_seal(
        self, commitment: bytes, previous: bytes, own: bytes, text: bytes, salt: bytes | None, payload: bytes | None
    ) -> Wrong | None:
        if previous != self.head:
            return Wrong.PREVIOUS
        if sha256(text).digest() != own:
            return Wrong.HASH
        if salt is None:
            return Wrong.NO_PAYLOAD
        if payload is None:
            self.emptied += 1
        elif sha256(salt + payload).digest() != commitment:
            return Wrong.COMMITMENT
        self.head = own
        return None

    def _lead(
        self, record: str, key: int, source: str, target: str, before: int | None, after: int | None
    ) -> Wrong | None:
        """Lead the record to its next state and version; a dated act has neither."""
        if source == "":
            own = (record, key, before, after) == (self.kind, self.id, None, None)
            return None if own else Wrong.JUMP
        course = self.records.get((record, key))
        if course is None:
            return Wrong.NO_RECORD
        if course.led_to != (source, before) or after != course.led_to[1] + 1:
            return Wrong.JUMP
        course.led_to, course.seq = (target, after), self.seq
        return None

    def end(self, report: Report) -> None:
        """Compare with the rows; raise what differs."""
        if self.seq < max(self.promised_seq, 1):
            raise self._found(self.seq + 1, Wrong.MISSING)
        if self.seq > self.promised_seq:
            raise self._found(self.promised_seq + 1, Wrong.UNCOUNTED)
        if self.head != self.promised_head:
            raise self._found(self.seq, Wrong.HEAD)
        for (record, key), course in self.records.items():
            if course.led_to != (course.state, course.version):
                wrong = Wrong.STATE if course.seq else Wrong.NO_BIRTH
                raise self._found(course.seq, wrong, f"{record} {key}")
        report.chains += 1
        report.entries += self.seq
        report.records += len(self.records)
        report.emptied += self.emptied

    def _found(self, seq: int, wrong: Wrong, record: str = "") -> _Found:
        return _Found(Fault(self.kind, self.id, seq, wrong, record))
