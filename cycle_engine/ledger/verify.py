"""Verification: every chain is walked from its first entry, and must end where the tables stand.

The format of an entry stands in docs/ledger.md. The database delivers the text that an entry's hash is made of;
every hash is computed here. Memory does not grow with the ledger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
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
"""


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
    NO_ENTRY = "no_entry", _("there is no entry of this record")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and in which entry of which chain; `record` is the one it is about, if known."""

    chain: str
    chain_id: int
    seq: int
    wrong: Wrong
    record: str = ""

    def __str__(self) -> str:
        place = _("%(chain)s %(id)s, entry %(seq)s")
        told = str(place) % {"chain": self.chain, "id": self.chain_id, "seq": self.seq}
        return f"{told}{f' ({self.record})' if self.record else ''}: {self.wrong.label}"


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


class _Found(Exception):  # noqa: N818 - no error of ours: it carries the fault to the report
    pass


def verify(
    kind: str | None = None, chain_id: int | None = None, progress: Callable[[int], Any] = lambda more: None
) -> Report:
    """Verify the whole ledger, or the chains of one kind, or one chain of it; stop at the first fault.

    All is read as of one moment, while others may write; inside a transaction of the caller's, as that one
    sees it. `progress` is told how many more entries were verified. LookupError when no model keeps chains of
    this kind.
    """
    kept = {kind_of(model): model for model in chained_models()}
    wanted = kept if kind is None else {kind: kept[kind]}
    report, started = Report(), perf_counter()
    try:
        with _one_moment():
            for model in wanted.values():
                for low, high in [(chain_id, chain_id)] if chain_id is not None else _pieces(model):
                    before = report.entries
                    _Piece(model, low, high, report).verify()
                    progress(report.entries - before)
            if kind is None:
                _find_strange_chain(kept)
    except _Found as found:
        (report.fault,) = found.args
    report.seconds = perf_counter() - started
    return report


@contextmanager
def _one_moment() -> Iterator[None]:
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _pieces(model: type[Chained]) -> Iterator[tuple[int, int]]:
    """Ranges of ids, first and last, that hold so many rows each; together they hold every number."""
    low = LOWEST
    while True:
        rows = model._default_manager.filter(pk__gte=low).order_by("pk").values_list("pk", flat=True)
        beyond = list(rows[CHAINS_AT_ONCE : CHAINS_AT_ONCE + 1])
        if not beyond:
            yield low, HIGHEST
            return
        yield low, beyond[0] - 1
        low = beyond[0]


def _find_strange_chain(kept: Iterable[str]) -> None:
    strange = Entry.objects.exclude(chain__in=kept).order_by("chain", "chain_id", "seq").first()
    if strange is not None:
        raise _Found(Fault(strange.chain, strange.chain_id, strange.seq, Wrong.NO_CHAIN))


def declared_edges() -> frozenset[tuple[str, str, str, str]]:
    """Every (record, step, from, to) that machines and dated chains declare in this program."""
    dated = {(kind_of(model), act, "", "") for model in chained_models() for act in model.dated}
    return frozenset(dated.union(*(machine.edges() for machine in MACHINES.values())))


@dataclass(slots=True)
class _Course:
    """A record's row, and how far its entries have brought it."""

    row: tuple[str, int]
    reached: tuple[str, int] = (NEW, 0)
    seq: int = 0


@dataclass
class _Piece:
    """The chains of one model whose ids lie in a range: their rows, their records' rows, their entries."""

    model: type[Chained]
    low: int
    high: int
    report: Report
    rows: dict[int, tuple[int, bytes]] = field(default_factory=dict)
    courses: dict[int, dict[tuple[str, int], _Course]] = field(default_factory=lambda: defaultdict(dict))

    def verify(self) -> None:
        """Walk all chains; raise what is found first."""
        self.kind, self.edges = kind_of(self.model), declared_edges()
        self._read_rows()
        with connection.cursor() as cursor:
            parameters = [self.kind, self.low, self.high]
            with closing(cursor.stream(ENTRIES, parameters, binary=True, size=ROWS_AT_ONCE)) as entries:
                for chain_id, own in groupby(entries, itemgetter(0)):
                    self._verify_chain(chain_id, own)
        for chain_id in sorted(self.rows):
            raise self._found(chain_id, 1, Wrong.MISSING)
        self._end(self.courses)

    def _read_rows(self) -> None:
        rows = self.model._default_manager.filter(pk__gte=self.low, pk__lte=self.high)
        self.rows = {key: (seq, bytes(head)) for key, seq, head in rows.values_list("pk", "seq", "head")}
