"""Key indicators as a sheet: what it would do, taking it, and getting it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import FileField

from api.v1.audit import Csv
from api.v1.documents import described
from api.v1.errors import Refused
from api.v1.fields import Id
from api.v1.goals import units_asked
from api.v1.http import Api, answer
from api.v1.managers import ManagersSheet
from api.v1.rehearsal import Xlsx
from cycle_engine.actors import Actor
from directory.rows import DirectoryError, Problem
from sheets.writing import as_csv, as_xlsx
from workflows.goals.importing import Looked, preview_sheet, take_sheet
from workflows.goals.sheets import HEADER, rows_of


@dataclass(frozen=True)
class IndicatorSheet:
    """A `file`, CSV or XLSX, with a row for each indicator and year."""

    file: Any = field(metadata={"serializer_field": FileField()})


@dataclass(frozen=True)
class ConfirmedSheet(IndicatorSheet):
    """The same, to be taken. `confirmed`: what the preview warns of is meant so."""

    confirmed: bool = False


@dataclass(frozen=True)
class IndicatorWarning:
    """What is odd in a cell, yet may be meant; row 0: in the whole sheet."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class IndicatorChange:
    """What a row does: something new or changed, by column from what to what."""

    row: int
    kind: str
    subject: str
    fields: dict[str, list[str]]


@dataclass(frozen=True)
class SheetLooked:
    """A sheet: how many rows it has, what they change, and what is odd."""

    rows: int
    changes: list[IndicatorChange]
    warnings: list[IndicatorWarning]


@dataclass(frozen=True)
class SheetQuery:
    """`unit`: that unit and all below it."""

    unit: Id | None = None
    year: int | None = None


class IndicatorSheetView(ManagersSheet):
    """Key indicators as a sheet."""

    def post(self, request: Request) -> Response:
        """Set the goals, indicators and realised values of a sheet from today on, all of them or none; as a manager
        of their units. A sheet with something odd is taken once you have confirmed it."""
        sent = self.body(ConfirmedSheet)
        try:
            actor = Actor.of(self.reader)
            return _shown(take_sheet(sent.file, self.day, actor=actor, confirmed=sent.confirmed))
        except DirectoryError as error:
            raise _wrong(error) from error


class IndicatorSheetPreviewView(ManagersSheet):
    """What a sheet of key indicators would do."""

    def post(self, request: Request) -> Response:
        """What each row would change, and what is odd. Nothing of it is done."""
        sent = self.body(IndicatorSheet)
        try:
            return _shown(preview_sheet(sent.file, self.day, actor=Actor.of(self.reader)))
        except DirectoryError as error:
            raise _wrong(error) from error


class IndicatorsCsvView(Api):
    """Key indicators as CSV."""

    renderer_classes = (Csv,)

    def get(self, request: Request) -> StreamingHttpResponse:
        """A row for each indicator and year of your agency, as the import reads them."""
        pieces = as_csv(HEADER, _rows(self))
        return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=_named("csv"))


class IndicatorsXlsxView(Api):
    """Key indicators as a workbook."""

    renderer_classes = (Xlsx,)

    def get(self, request: Request) -> HttpResponse:
        """A row for each indicator and year of your agency, as the import reads them."""
        book = as_xlsx("IKU", HEADER, _rows(self))
        return HttpResponse(book, content_type=Xlsx.media_type, headers=_named("xlsx"))


def _rows(view: Api) -> Iterator[list[str]]:
    asked = view.query(SheetQuery)
    return rows_of(units_asked(view, asked.unit), view.day, asked.year)


def _named(ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="iku.{ending}"'}


def _wrong(error: DirectoryError) -> Refused:
    return Refused("invalid", errors={"file": [_told(each) for each in error.problems]})


def _told(problem: Problem) -> str:
    place = f"{problem.row} {problem.column}".strip() if problem.row else ""
    return f"{place}: {problem.message}" if place else problem.message


def _shown(looked: Looked) -> Response:
    return answer(
        SheetLooked(
            looked.rows,
            [
                IndicatorChange(
                    each.row,
                    each.kind,
                    each.subject,
                    {name: [str(was), str(now)] for name, (was, now) in each.fields.items()},
                )
                for each in looked.changes
            ],
            [IndicatorWarning(each.row, each.column, each.message) for each in looked.warnings],
        )
    )


described(IndicatorSheetView, "post", "indicators_sheet", takes=ConfirmedSheet, answers=SheetLooked)
described(
    IndicatorSheetPreviewView, "post", "indicators_sheet_preview", takes=IndicatorSheet, answers=SheetLooked
)
described(
    IndicatorsCsvView,
    "get",
    "indicators_csv",
    asks=SheetQuery,
    answers=OpenApiTypes.BINARY,
    status=(200, "text/csv"),
)
described(
    IndicatorsXlsxView,
    "get",
    "indicators_xlsx",
    asks=SheetQuery,
    answers=OpenApiTypes.BINARY,
    status=(200, Xlsx.media_type),
)
