"""Rows of the import sheets, as typed data; what can be wrong with them, and what they change."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from django.utils.translation import gettext

HEADER = 1


@dataclass(frozen=True, slots=True)
class UnitData:
    """A row of the sheet of units. `row` counts as a spreadsheet does, from 1; a missing cell is empty."""

    sheet: ClassVar[str] = "units"

    row: int
    code: str
    name: str
    parent_code: str
    timezone: str
    work_week: int


@dataclass(frozen=True, slots=True)
class PostData:
    """A row of the sheet of posts."""

    sheet: ClassVar[str] = "posts"

    row: int
    code: str
    title: str
    unit_code: str
    superior_code: str
    rater_code: str
    level: str
    heads_unit: bool
    independent_unit_head: bool
    top: str


@dataclass(frozen=True, slots=True)
class PersonData:
    """A row of the sheet of people. `from_` and `to` are the days in the post."""

    sheet: ClassVar[str] = "people"

    row: int
    nip: str
    name: str
    kind: str
    email: str = ""
    username: str = ""
    rank: str = ""
    post_code: str = ""
    from_: datetime.date | None = None
    to: datetime.date | None = None
    exempt_cause: str = ""
    exempt_from: datetime.date | None = None
    exempt_to: datetime.date | None = None
    contract_number: str = ""
    contract_from: datetime.date | None = None
    contract_to: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class GrantData:
    """A row of the sheet of capacities."""

    sheet: ClassVar[str] = "capacities"

    row: int
    username: str
    capacity: str
    unit_code: str
    from_: datetime.date
    to: datetime.date | None = None


Data = UnitData | PostData | PersonData | GrantData


class Placed(Protocol):
    """Something that stands in a row of a sheet."""

    @property
    def sheet(self) -> str: ...

    @property
    def row(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell of a sheet (row 0: with the whole file), in words for who filled it in.

    `sentence` is a source string with its `data`, so that it can be kept and told in any language; `rule` is
    the code of a rule that is broken, if it is one.
    """

    sheet: str
    row: int
    column: str
    sentence: str
    data: Mapping[str, Any] = field(default_factory=dict)
    rule: str = ""

    @property
    def message(self) -> str:
        """The sentence in the language that is active."""
        return gettext(self.sentence) % self.data if self.data else gettext(self.sentence)

    def __str__(self) -> str:
        return f"{self.sheet}, {self.row}, {self.column}: {self.message}"


class DirectoryError(Exception):
    """Sheets were refused, whole; `problems` tell what is wrong with them."""

    code: ClassVar[str] = "sheets_refused"

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(self.code)
        self.problems = tuple(sorted(problems, key=lambda each: (each.sheet, each.row, each.column)))

    def __str__(self) -> str:
        return "\n".join(str(each) for each in self.problems)


class Problems:
    """Collects what is wrong, so that all of it can be told at once: the first thousand, and how many there are."""

    MOST: ClassVar[int] = 1000

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self.count = 0
        self._wrong: defaultdict[str, set[int]] = defaultdict(set)
        self._beside: defaultdict[str, set[int]] = defaultdict(set)
        self._unread: defaultdict[str, dict[int, Collection[str]]] = defaultdict(dict)

    def add(self, data: Placed, column: str, sentence: str, *, rule: str = "", **values: object) -> None:
        """Something is wrong with this row. Of a cell that could not be read nothing more is said."""
        if column not in self.unread(data):
            self._beside[data.sheet].add(data.row)
            self.note(Problem(data.sheet, data.row, column, sentence, values, rule))

    def note(self, problem: Problem) -> None:
        self.count += 1
        self._wrong[problem.sheet].add(problem.row)
        if len(self.found) < self.MOST:
            self.found.append(problem)

    def wrong(self, sheet: str) -> set[int]:
        """The rows of this sheet that something is wrong with."""
        return self._wrong[sheet]

    def wrong_beside(self, sheet: str) -> set[int]:
        """Those of them that something is wrong with beside cells that cannot be read."""
        return self._beside[sheet]

    def note_unread(self, sheet: str, row: int, columns: Collection[str]) -> None:
        """Cells of this row cannot be read, so that these columns of it are left empty."""
        self._unread[sheet][row] = columns

    def unread(self, data: Placed) -> Collection[str]:
        """The columns of the row that are empty though something else stands in the sheet."""
        return self._unread[data.sheet].get(data.row, ())

    def refuse(self) -> None:
        """DirectoryError if anything is wrong."""
        if self.count:
            raise DirectoryError(self.found)


NEW, CHANGED, LEAVING = "new", "changed", "leaving"
Fields = dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """What a row of a sheet does: something `new`, or `changed` in some columns (from what to what: plain values).

    `leaving`: a person who is not in a complete sheet (row 0) leaves the post. `subject` is a code or a name.
    """

    sheet: str
    row: int
    kind: str
    subject: str
    fields: Fields
