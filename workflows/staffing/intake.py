"""Sheets of one import taken in together: what they would change and what is wrong with them, or the changes done.

A preview and its application are the same walk through the same rows; only the latter writes. The digest of all
that a walk found tells whether the other found the same.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

from cycle_engine.actors import Actor
from directory.capacities import PutGrants
from directory.imports import chunks
from directory.persons import PutPeople
from directory.places import Coming, Put, PutPosts, PutUnits
from directory.rows import HEADER, Change, DirectoryError, Problems
from directory.sheets import Sheet, sheet_in
from workflows.staffing.reach import Reach

PUTS: dict[str, type[Put[Any]]] = {
    kind.sheet: kind for kind in (PutUnits, PutPosts, PutPeople, PutGrants)
}  # in the order in which they rest on each other

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Terms:
    """From which day on; whether who is in no row leaves; for which manager (none: the operator)."""

    day: datetime.date
    complete: bool = False
    manager: int | None = None


@dataclass
class Tally:
    """How many rows of a sheet do what; `leaving` stand in no row."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    leaving: int = 0
    wrong: int = 0


@dataclass
class Found:
    """What a walk found. `problems` holds the first thousand of what is wrong, and the count."""

    problems: Problems
    tallies: dict[str, Tally] = field(default_factory=dict)
    digest: str = ""

    @property
    def summary(self) -> dict[str, dict[str, int]]:
        return {sheet: asdict(tally) for sheet, tally in self.tallies.items()}


@dataclass
class Intake:
    """One walk. `take` gets the changes as they are found; `actor`: write them, as he; `progress` may be told."""

    terms: Terms
    take: Callable[[list[Change]], None]
    actor: Actor | None = None
    progress: Progress | None = None

    def walk(self, files: Mapping[str, BinaryIO]) -> Found:
        """Go through these sheets (files by kind). To be called in a transaction if it writes."""
        self._found = Found(Problems())
        self._hash = hashlib.sha256()
        self._coming = Coming()
        self._reach = Reach(self.terms.manager, self.terms.day, self._found.problems)
        self._done = 0
        with ExitStack() as stack:
            sheets = self._opened(files, stack)
            self._total = 2 * sum(tally.rows for tally in self._found.tallies.values())
            for kind, sheet in sheets.items():
                self._take_in(kind, sheet)
        self._found.digest = self._hash.hexdigest()
        return self._found

    def _opened(self, files: Mapping[str, BinaryIO], stack: ExitStack) -> dict[str, Sheet[Any]]:
        """All sheets, with their rows counted; none when one of them cannot be read at all."""
        sheets = {}
        for kind in PUTS:
            if kind not in files:
                continue
            tally = self._found.tallies[kind] = Tally()
            try:
                sheets[kind] = stack.enter_context(sheet_in(kind, files[kind]))
                tally.rows = sheets[kind].count()
            except DirectoryError as error:
                sheets.pop(kind, None)
                for problem in error.problems:
                    self._found.problems.note(problem)
        return {} if self._found.problems.count else sheets

    def _take_in(self, kind: str, sheet: Sheet[Any]) -> None:
        problems, tally = self._found.problems, self._found.tallies[kind]
        put = self._put_for(kind)
        for rows in _parts(kind, sheet.rows_to_check(problems)):
            put.look(rows)
            self._check_reach(rows, put)
            self._go_on(len(rows))
        self._before_settling(put)
        put.settle()
        for rows in _parts(kind, sheet.rows(Problems())):
            self._keep(tally, put.put(put.right(rows)))
            self._go_on(len(rows))
        if isinstance(put, PutPeople):
            for leavers in chunks(put.leavers):
                self._keep(tally, put.put_leavers(leavers))
        wrong = sorted(problems.wrong(kind) - {HEADER})
        tally.wrong = len(wrong)
        tally.unchanged = tally.rows - tally.new - tally.changed - tally.wrong
        self._hash.update(json.dumps([kind, wrong, problems.count]).encode())

    def _put_for(self, kind: str) -> Put[Any]:
        context = (self.terms.day, self._coming, self._found.problems)
        if kind == PutPeople.sheet and self.terms.complete:
            covered = self._reach.covered(PutUnits.sheet in self._found.tallies, self._coming.units)
            return PutPeople(*context, complete_in=covered)
        return PUTS[kind](*context)

    def _check_reach(self, rows: Sequence[Any], put: Put[Any]) -> None:
        if isinstance(put, PutPeople):
            self._reach.look_at_people(rows, put)
        elif isinstance(put, PutUnits):
            self._reach.look_at_units(rows)
        elif isinstance(put, PutPosts):
            self._reach.look_at_posts(rows)
        else:
            self._reach.look_at_capacities(rows)

    def _before_settling(self, put: Put[Any]) -> None:
        """Who leaves is found once all rows were seen, and only if none is wrong: it may be his."""
        if isinstance(put, PutUnits):
            self._reach.settle_units()
        elif isinstance(put, PutPeople) and self.terms.complete and not put.problems.wrong(put.sheet):
            self._reach.look_at_leavers(put)

    def _keep(self, tally: Tally, put: tuple[Any, list[Change]]) -> None:
        acts, changes = put
        for change in changes:
            setattr(tally, change.kind, getattr(tally, change.kind) + 1)
            said = [change.sheet, change.row, change.kind, change.subject, change.fields]
            self._hash.update(json.dumps(said, default=str, sort_keys=True).encode())
        self.take(changes)
        if self.actor is not None:
            acts.write(self.actor)

    def _go_on(self, rows: int) -> None:
        self._done += rows
        if self.progress is not None:
            self.progress(self._done, self._total)


def _parts(kind: str, rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Rows as they are taken in: some thousand at a time; capacities, which are few, all at once."""
    return iter([list(rows)]) if kind == PutGrants.sheet else chunks(rows)
