"""One chain walked from its first entry to its last, and what can be wrong with it. Knows no database.

The format of an entry is told in docs/ledger.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cycle_engine.machine import NEW

Edges = frozenset[tuple[str, str, str, str]]


class Wrong(TextChoices):
    """What can be wrong with an entry, or with the rows that it vouches for."""

    MISSING = "missing", _("the entry that belongs here is missing")
    PREVIOUS = "previous", _("it does not continue the entry before it")
    HASH = "hash", _("its fields do not give its hash")
    NO_PAYLOAD = "no_payload", _("its payload is missing")
    COMMITMENT = "commitment", _("its payload or salt is not the one it commits to")
    EDGE = "edge", _("no machine declares this step between these states")
    JUMP = "jump", _("it does not continue the state and version of its record")
    NO_CHAIN = "no_chain", _("the row on which the chain stands is missing")
    UNCOUNTED = "uncounted", _("the row on which the chain stands does not count it")
    HEAD = "head", _("the row on which the chain stands holds another hash")
    NO_RECORD = "no_record", _("the row of its record is missing")
    STATE = "state", _("the row of its record holds another state or version")
    NO_BIRTH = "no_birth", _("the record stands in its table without an entry")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and at which entry of which chain (`seq` none: at the rows); about a record if known."""

    chain: str
    chain_id: int
    seq: int | None
    wrong: Wrong
    record: str = ""

    def __str__(self) -> str:
        place = f"{self.chain} {self.chain_id}"
        if self.seq is not None:
            place = str(_("%(chain)s, entry %(seq)s")) % {"chain": place, "seq": self.seq}
        about = f" ({self.record})" if self.record else ""
        return f"{place}{about}: {self.wrong.label}"


class FaultFound(Exception):
    """A fault, on its way to the report; its only argument."""


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


@dataclass(slots=True)
class Course:
    """The state and version in a record's row, and those its entries have led to, the last being `seq`."""

    state: str
    version: int
    led_to: tuple[str, int] = (NEW, 0)
    seq: int | None = None


@dataclass(slots=True)
class Chain:
    """A chain being walked: the length and head that its row promises, its records, how far it has come."""

    kind: str
    id: int
    edges: Edges
    promised_seq: int
    promised_head: bytes
    records: dict[tuple[str, int], Course] = field(default_factory=dict)
    seq: int = 0
    head: bytes = b""
    emptied: int = 0

    def follow(self, entry: tuple[Any, ...]) -> None:
        """Go one entry further, a row of `verify.ENTRIES`. Raises FaultFound."""
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
        self,
        commitment: bytes,
        previous: bytes,
        own: bytes,
        text: bytes,
        salt: bytes | None,
        payload: bytes | None,
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
        """Lead the record to its next state and version; a dated act knows neither."""
        if source == "":
            dated = (record, key, before, after) == (self.kind, self.id, None, None)
            return None if dated else Wrong.JUMP
        course = self.records.get((record, key))
        if course is None:
            return Wrong.NO_RECORD
        if course.led_to != (source, before) or after != course.led_to[1] + 1:
            return Wrong.JUMP
        course.led_to, course.seq = (target, after), self.seq
        return None

    def end(self, report: Report) -> None:
        """Compare with the rows and count. Raises FaultFound."""
        if self.seq < max(self.promised_seq, 1):  # each row is born by an entry
            raise self._found(self.seq + 1, Wrong.MISSING)
        if self.seq > self.promised_seq:
            raise self._found(self.promised_seq + 1, Wrong.UNCOUNTED)
        if self.head != self.promised_head:
            raise self._found(self.seq, Wrong.HEAD)
        for (record, key), course in self.records.items():
            if course.seq is None:
                raise self._found(None, Wrong.NO_BIRTH, f"{record} {key}")
            if course.led_to != (course.state, course.version):
                raise self._found(course.seq, Wrong.STATE, f"{record} {key}")
        report.chains += 1
        report.entries += self.seq
        report.records += len(self.records)
        report.emptied += self.emptied

    def _found(self, seq: int | None, wrong: Wrong, record: str = "") -> FaultFound:
        return FaultFound(Fault(self.kind, self.id, seq, wrong, record))
