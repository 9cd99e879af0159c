"""Rows of the import sheets, as typed data, and what can be wrong with them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class UnitData:
    """A row of the sheet of units. `row` counts from 1, the header row; a missing cell is empty."""

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


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell of a sheet, in words for the one who filled it in."""

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.sheet}, {self.row}, {self.column}: {self.message}"


class DirectoryError(Exception):
    """Sheets were refused, whole; `problems` holds all that is wrong with them."""

    code: ClassVar[str] = "sheets_refused"

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(self.code)
        self.problems = tuple(sorted(problems, key=lambda each: (each.sheet, each.row, each.column)))

    def __str__(self) -> str:
        return "\n".join(str(each) for each in self.problems)


class Problems:
    """Collects what is wrong, so that all of it can be told at once."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, data: Data, column: str, message: str) -> None:
        self.found.append(Problem(data.sheet, data.row, column, message))

    def refuse(self) -> None:
        """DirectoryError if anything is wrong."""
        if self.found:
            raise DirectoryError(self.found)
