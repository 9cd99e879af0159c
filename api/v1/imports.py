"""Imports: sheets of units, posts, people and capacities, previewed, mended, applied."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import FileField

from api.v1.audit import Csv
from api.v1.documents import described
from api.v1.exports import XLSX, Xlsx
from api.v1.http import Api, answer
from api.v1.jobs import JobShape, job_shape
from api.v1.managers import ManagersSheet
from api.v1.paging import Paging, page_of, paged
from api.v1.uploads import SheetUpload
from cycle_engine.actors import Actor
from cycle_engine.errors import Missing
from sheets.writing import as_csv, as_xlsx
from workflows.staffing import imports, problem_sheet, queries
from workflows.staffing.imports import SentSheet
from workflows.staffing.models import Import, ImportLine

FILES = ("units", "posts", "people", "capacities")
MAY_LACK = {"serializer_field": FileField(required=False, allow_empty_file=True)}


@dataclass(frozen=True)
class NewImport:
    """At least one sheet (CSV in UTF-8 or XLSX). From `day` on, today by default. `complete`: who is in no row of
    `people` leaves the post."""

    units: Any = field(default=None, metadata=MAY_LACK)
    posts: Any = field(default=None, metadata=MAY_LACK)
    people: Any = field(default=None, metadata=MAY_LACK)
    capacities: Any = field(default=None, metadata=MAY_LACK)
    day: datetime.date | None = None
    complete: bool = False


@dataclass(frozen=True)
class SheetShape:
    """A sheet, and how many of its rows do what. `leaving`: people who stand in no row."""

    sheet: str
    name: str
    size: int
    rows: int
    new: int
    changed: int
    unchanged: int
    leaving: int
    wrong: int


@dataclass(frozen=True)
class ImportShape:
    """An import. `problems`: how many things are wrong with it; `preview`: what the preview is known by; `job`:
    the background job that makes the preview or applies it."""

    id: str
    state: str
    state_label: str
    day: datetime.date
    complete: bool
    requested_at: datetime.datetime
    applied_at: datetime.datetime | None
    sheets: list[SheetShape]
    problems: int
    preview: str
    job: str


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in a row (as the spreadsheet counts; 0: the file as such), in which column, by which rule."""

    sheet: str
    row: int
    column: str
    message: str
    rule: str


@dataclass(frozen=True)
class FieldChange:
    """A column, from what to what."""

    column: str
    before: Any
    after: Any


@dataclass(frozen=True)
class RowChange:
    """What a row would do: something `new` or `changed`; who is `leaving` stands in no row (0)."""

    sheet: str
    row: int
    kind: str
    subject: str
    fields: list[FieldChange]


@dataclass(frozen=True)
class LineQuery(Paging):
    """`sheet`: of one sheet alone."""

    sheet: Literal["units", "posts", "people", "capacities"] | None = None


@dataclass(frozen=True)
class ChangeQuery(LineQuery):
    """`kind`: of one kind alone."""

    kind: Literal["new", "changed", "leaving"] | None = None


@dataclass(frozen=True)
class Applying:
    """`rows`: all, of which none may be wrong, or the valid ones. `preview`: the one that you have read."""

    rows: Literal["all", "valid"] = "all"
    preview: str = ""


class ImportsView(ManagersSheet):
    """Imports."""

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        """Sheets may be larger than evidence; said before anybody looks at the body."""
        request.upload_handlers = [SheetUpload(request)]
        return super().initialize_request(request, *args, **kwargs)

    def get(self, request: Request) -> Response:
        """Your imports, newest first."""
        return paged(
            request, _own(self), self.query(Paging), lambda rows: [_shape(row) for row in rows], "-id"
        )

    def post(self, request: Request) -> Response:
        """Send sheets; a preview is made in the background. Nothing is changed by it."""
        new = self.body(NewImport)
        sent = {kind: getattr(new, kind) for kind in FILES}
        sheets = {
            kind: SentSheet(file.name or kind, file.read()) for kind, file in sent.items() if file is not None
        }
        day = new.day or self.day
        made = imports.start_import(sheets, day, Actor.of(self.reader), complete=new.complete)
        return answer(_shape(_find(self, made.pk)), 202, Location=f"/api/v1/imports/{made.pk}/")


class ImportView(Api):
    """One import."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """What it would change, in numbers, and how far it has come."""
        return answer(_shape(_find(self, id)))


class ImportErrorsView(Api):
    """What is wrong with an import."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """What is wrong, row by row: the first thousand."""
        asked = self.query(LineQuery)
        rows = _lines(_find(self, id), asked.sheet).filter(kind=ImportLine.WRONG)
        return paged(request, rows, asked, lambda found: [_problem(line) for line in found])


class ImportChangesView(Api):
    """What an import would change, or has changed."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """What would change, row by row."""
        asked = self.query(ChangeQuery)
        rows = _lines(_find(self, id), asked.sheet).exclude(kind=ImportLine.WRONG)
        if asked.kind is not None:
            rows = rows.filter(kind=asked.kind)
        return paged(request, rows, asked, lambda found: [_change(line) for line in found])


class ErrorsCsvView(Api):
    """What is wrong with an import, as CSV."""

    renderer_classes = (Csv,)

    def get(self, request: Request, id: int) -> StreamingHttpResponse:  # noqa: A002
        """What is wrong, as CSV."""
        rows = list(problem_sheet.lines(_find(self, id)))
        return StreamingHttpResponse(
            as_csv(problem_sheet.header(), rows),
            content_type="text/csv; charset=utf-8",
            headers=_named(id, "csv"),
        )


class ErrorsXlsxView(Api):
    """What is wrong with an import, as a workbook."""

    renderer_classes = (Xlsx,)

    def get(self, request: Request, id: int) -> HttpResponse:  # noqa: A002
        """What is wrong, as a workbook."""
        rows = problem_sheet.lines(_find(self, id))
        content = as_xlsx(_("What is wrong"), problem_sheet.header(), rows)
        return HttpResponse(content, content_type=XLSX, headers=_named(id, "xlsx"))


def _named(key: int, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="import-{key}-errors.{ending}"'}


class ApplyImportView(Api):
    """Applying an import."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Put the sheets into the directory, in the background; asked again, the same job."""
        asked = self.body(Applying)
        job = imports.apply_import(id, Actor.of(self.reader), rows=asked.rows, preview=asked.preview)
        return answer(job_shape(job), 202, Location=f"/api/v1/jobs/{job.pk}/")


def _own(view: Api) -> QuerySet[Import]:
    return queries.own_imports(view.reader, view.moment)


def _find(view: Api, key: int) -> Import:
    found = _own(view).filter(pk=key).first()
    if found is None:
        raise Missing
    return found


def _lines(found: Import, sheet: str | None) -> QuerySet[ImportLine]:
    lines = ImportLine.objects.filter(of=found)
    return lines if sheet is None else lines.filter(sheet=sheet)


def _shape(found: Import) -> ImportShape:
    state, tallies = queries.standing(found), found.summary.get("sheets", {})
    return ImportShape(
        id=str(found.pk),
        state=state,
        state_label=str(queries.STANDINGS[state]),
        day=found.day,
        complete=found.complete,
        requested_at=found.requested_at,
        applied_at=found.applied_at,
        sheets=[
            SheetShape(each.sheet, each.name, each.size, **(NOTHING | tallies.get(each.sheet, {})))
            for each in sorted(found.sheets.all(), key=lambda each: FILES.index(each.sheet))
        ],
        problems=found.summary.get("problems", 0),
        preview=found.digest,
        job=str(found.application_id or found.preview_id),
    )


NOTHING = dict.fromkeys(("rows", "new", "changed", "unchanged", "leaving", "wrong"), 0)


def _problem(line: ImportLine) -> RowProblem:
    problem = queries.problem_of(line)
    return RowProblem(line.sheet, line.row, line.column, problem.message, line.rule)


def _change(line: ImportLine) -> RowChange:
    fields = [FieldChange(name, before, after) for name, (before, after) in line.data.items()]
    return RowChange(line.sheet, line.row, line.kind, line.subject, fields)


described(ImportsView, "get", "imports", asks=Paging, answers=page_of(ImportShape))
described(ImportsView, "post", "imports_send", takes=NewImport, answers=ImportShape, status=202)
described(ImportView, "get", "imports_read", answers=ImportShape)
described(ImportErrorsView, "get", "imports_errors", asks=LineQuery, answers=page_of(RowProblem))
described(ImportChangesView, "get", "imports_changes", asks=ChangeQuery, answers=page_of(RowChange))
described(ApplyImportView, "post", "imports_apply", takes=Applying, answers=JobShape, status=202)
described(ErrorsCsvView, "get", "imports_errors_csv", answers=OpenApiTypes.STR, status=(200, "text/csv"))
described(ErrorsXlsxView, "get", "imports_errors_xlsx", answers=OpenApiTypes.BINARY, status=(200, XLSX))
