"""Matrices of roles and results (form A.1.5): of who leads a unit, and of who leads a team in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.audit import Csv
from api.v1.documents import described
from api.v1.exports import XLSX, Xlsx
from api.v1.fields import Id
from api.v1.http import Api, answer
from api.v1.rows.cascade import MatrixShape, matrix_shape
from cycle_engine.actors import Actor
from sheets.writing import as_csv, as_xlsx
from workflows.planning import matrix_sheet
from workflows.planning.cascade import cycle_of, day_in
from workflows.planning.matrix import Matrix, leaders_plan, matrix
from workflows.planning.models import Plan
from workflows.planning.roles import Role, set_roles


@dataclass(frozen=True)
class MatrixQuery:
    """`cycle`: by default the newest that has begun. `team`: a person of the unit who leads a team; by default the
    matrix is that of who leads the unit."""

    cycle: Id | None = None
    team: Id | None = None


@dataclass(frozen=True)
class RoleInput:
    """`text`: the result that is expected of the employee for this column; empty where he has no role."""

    employee: Id
    column: str
    text: str


@dataclass(frozen=True)
class Roles:
    """The cells that are set; all others stay as they are."""

    cells: list[RoleInput]


class MatrixView(Api):
    """A matrix of roles and results."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """The matrix today: whole for who may see the leader's plan, of others their own row."""
        return answer(_shown(self, _plan(self, id), id))

    def put(self, request: Request, id: int) -> Response:  # noqa: A002
        """Set cells, each as who rates the employee or manages his unit."""
        body, plan = self.body(Roles), _plan(self, id)
        _shown(self, plan, id)  # there is none for who may not see it
        roles = [Role(each.employee, each.column, each.text) for each in body.cells]
        set_roles(plan, roles, actor=Actor.of(self.reader))
        return answer(_shown(self, plan, id))


class MatrixCsvView(Api):
    """A matrix as CSV."""

    renderer_classes = (Csv,)

    def get(self, request: Request, id: int) -> HttpResponse:  # noqa: A002
        """A line for each employee, a column for each item of the leader's plan."""
        found = _seen(self, _plan(self, id))
        content = b"".join(as_csv(matrix_sheet.header(found), matrix_sheet.lines(found, self.moment)))
        return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=_named("csv"))


class MatrixXlsxView(Api):
    """A matrix as a workbook."""

    renderer_classes = (Xlsx,)

    def get(self, request: Request, id: int) -> HttpResponse:  # noqa: A002
        """A line for each employee, a column for each item of the leader's plan."""
        found = _seen(self, _plan(self, id))
        rows = matrix_sheet.lines(found, self.moment)
        book = as_xlsx(_("Roles and results"), matrix_sheet.header(found), rows)
        return HttpResponse(book, content_type=XLSX, headers=_named("xlsx"))


def _plan(view: Api, unit: int) -> Plan:
    asked = view.query(MatrixQuery)
    cycle = cycle_of(unit, view.moment, asked.cycle)
    return leaders_plan(unit, cycle.pk, day_in(cycle, view.moment), asked.team)


def _seen(view: Api, plan: Plan) -> Matrix:
    found = matrix(plan, view.reader, view.moment)
    view.note_read(found.tells_of)
    return found


def _shown(view: Api, plan: Plan, unit: int) -> MatrixShape:
    return matrix_shape(_seen(view, plan), unit, view.moment, view.day)


def _named(ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="matrix.{ending}"'}


described(MatrixView, "get", "matrices", asks=MatrixQuery, answers=MatrixShape)
described(MatrixView, "put", "matrices_set", asks=MatrixQuery, takes=Roles, answers=MatrixShape)
_kinds: tuple[tuple[Any, str, Any], ...] = (
    (MatrixCsvView, "csv", OpenApiTypes.STR),
    (MatrixXlsxView, "xlsx", OpenApiTypes.BINARY),
)
for _view, _ending, _kind in _kinds:
    described(
        _view,
        "get",
        f"matrices_{_ending}",
        asks=MatrixQuery,
        answers=_kind,
        status=(200, _view.renderer_classes[0].media_type),
    )
