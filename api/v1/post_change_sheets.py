"""Changes of posts as a sheet: what each row would do, and taking them all or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import FileField

from api.v1.acts import after_commit
from api.v1.documents import described
from api.v1.errors import Refused
from api.v1.http import Api, answer
from api.v1.managers import ManagersSheet
from api.v1.post_changes import PostChangePreview, previews_of
from cycle_engine.actors import Actor
from directory.rows import DirectoryError, Problem
from workflows.staffing import sheets

T = TypeVar("T")


@dataclass(frozen=True)
class SentSheet:
    """A `file`, CSV or XLSX. `rows`: only these of its rows, as the spreadsheet numbers them, such as 2,3,7."""

    file: Any = field(metadata={"serializer_field": FileField()})
    rows: str = ""


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with a cell."""

    column: str
    message: str


@dataclass(frozen=True)
class SheetRow:
    """What a row of a sheet would do. `problems`: why it is not even a change."""

    row: int
    valid: bool
    problems: list[CellProblem]
    preview: PostChangePreview | None


@dataclass(frozen=True)
class SheetResult:
    """All rows of a sheet, and whether they were taken."""

    taken: bool
    rows: list[SheetRow]


class PostChangeSheetView(ManagersSheet):
    """Changes of posts as a sheet."""

    def post(self, request: Request) -> Response:
        """Record all changes of a sheet, or of the rows that you name; if one is not valid, none is recorded."""
        sent = self.body(SentSheet)
        only, actor = _numbers(sent.rows), Actor.of(self.reader)
        rows, taken = _sheet(lambda: sheets.take_sheet(sent.file, actor=actor, only=only))
        with after_commit():
            return answer(SheetResult(taken, _rows(rows, self)))


class PostChangeSheetPreviewView(ManagersSheet):
    """What a sheet of changes would do."""

    def post(self, request: Request) -> Response:
        """What each row of a sheet would do, if those before it were done. Nothing of it is done."""
        sent = self.body(SentSheet)
        only, actor = _numbers(sent.rows), Actor.of(self.reader)
        rows = _sheet(lambda: sheets.preview_sheet(sent.file, actor=actor, only=only))
        return answer(SheetResult(taken=False, rows=_rows(rows, self)))


def _sheet(read: Callable[[], T]) -> T:
    """What reading a sheet gives; Refused, with the place of each fault, for what is none."""
    try:
        return read()
    except DirectoryError as error:
        raise Refused("invalid", errors={"file": [_told(each) for each in error.problems]}) from error


def _told(problem: Problem) -> str:
    place = f"{problem.row} {problem.column}".strip() if problem.row else ""
    return f"{place}: {problem.message}" if place else problem.message


def _numbers(text: str) -> frozenset[int]:
    found = [each.strip() for each in text.split(",") if each.strip()]
    if not all(each.isascii() and each.isdecimal() and len(each) < 8 for each in found):
        raise Refused("malformed")
    return frozenset(map(int, found))


def _rows(rows: Sequence[sheets.Row], view: Api) -> list[SheetRow]:
    shown = iter(previews_of([row.preview for row in rows if row.preview is not None], view))
    return [
        SheetRow(
            row=row.row,
            valid=row.valid,
            problems=[CellProblem(each.column, each.message) for each in row.problems],
            preview=next(shown) if row.preview is not None else None,
        )
        for row in rows
    ]


described(PostChangeSheetView, "post", "post_changes_sheet", takes=SentSheet, answers=SheetResult)
described(
    PostChangeSheetPreviewView,
    "post",
    "post_changes_sheet_preview",
    takes=SentSheet,
    answers=SheetResult,
)
