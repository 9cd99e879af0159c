"""Sheets of what a person may see: as lists show it, by the filters of lists, without what they withhold."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar, get_type_hints

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from api.v1 import appeals, directory, evaluations, letters, plans
from api.v1.audit import Csv
from api.v1.documents import described
from api.v1.fields import Id
from api.v1.http import Api
from api.v1.kinds import APPEALS, EVALUATIONS, PLANS, Kind
from api.v1.paging import Paging
from api.v1.rows import columns, development_sheets
from api.v1.rows.columns import Columns, cells, heading
from api.v1.rows.late import late_duties, progress_of, show_late, show_progress
from api.v1.rows.people import letter_rows, people_rows, show_letters, show_people
from cycle_engine.actors import Capacity
from cycle_engine.errors import NotYourTurn, type_sentence
from directory import queries
from directory.workbooks import refuse_long
from sheets.writing import as_csv, as_xlsx
from workflows.planning.lists import PlanLine, plan_lines
from workflows.planning.models import Plan

CHUNK = 500  # rows that are in memory at once
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def without_pages(query: type) -> type:
    """The filters of a list, without what chooses a page of it."""
    paging = {each.name for each in dataclasses.fields(Paging)}
    kinds = get_type_hints(query)
    kept: list[Any] = [
        (each.name, kinds[each.name], dataclasses.field(default=each.default, metadata=each.metadata))
        for each in dataclasses.fields(query)
        if each.name not in paging
    ]
    made = dataclasses.make_dataclass(f"{query.__name__}Export", kept, frozen=True)
    made.__doc__ = query.__doc__
    return made


@dataclass(frozen=True)
class Export:
    """What can be had as a sheet: its rows in order, as far as the reader may see them, and what a chunk of them
    looks like to him."""

    name: str
    title: type_sentence
    about: str
    asks: type
    rows: Callable[[Api, Any], QuerySet[Any]]
    show: Callable[[Sequence[Any], Api], list[Any]]
    columns: Columns


@dataclass(frozen=True)
class DutyQuery:
    """`unit`: that unit and all below it."""

    cycle: Id | None = None
    unit: Id | None = None


@dataclass(frozen=True)
class CycleQuery:
    """`unit`: that unit and all below it."""

    cycle: Id
    unit: Id | None = None


class ExportView(Api):
    """A sheet."""

    export: ClassVar[Export]
    ending: ClassVar[str]
    media_type: ClassVar[str]

    def found(self) -> QuerySet[Any]:
        """The rows that are asked for."""
        return self.export.rows(self, self.query(self.export.asks))

    def lines(self, rows: QuerySet[Any]) -> Iterator[list[object]]:
        """The cells of all rows, as they are at one moment, in the language of the request."""
        language = translation.get_language() or ""
        with transaction.atomic():
            left = rows.iterator(CHUNK)
            while chunk := list(islice(left, CHUNK)):
                with translation.override(language):
                    shown = [cells(self.export.columns, each) for each in self.export.show(chunk, self)]
                yield from shown

    def headers_of_file(self) -> dict[str, str]:
        return {"Content-Disposition": f'attachment; filename="{self.export.name}-{self.day}.{self.ending}"'}


class CsvExportView(ExportView):
    """A sheet as CSV."""

    renderer_classes = (Csv,)
    ending, media_type = "csv", "text/csv; charset=utf-8"

    def get(self, request: Request) -> StreamingHttpResponse:
        lines = self.lines(self.found())
        return StreamingHttpResponse(
            as_csv(heading(self.export.columns), lines),
            content_type=self.media_type,
            headers=self.headers_of_file(),
        )


class Xlsx(JSONRenderer):
    """For negotiation alone, as for CSV."""

    media_type = XLSX


class XlsxExportView(ExportView):
    """A sheet as a workbook."""

    renderer_classes = (Xlsx,)
    ending, media_type = "xlsx", XLSX

    def get(self, request: Request) -> HttpResponse:
        rows = self.found()
        refuse_long(rows.count())
        content = as_xlsx(str(self.export.title), heading(self.export.columns), self.lines(rows))
        return HttpResponse(content, content_type=self.media_type, headers=self.headers_of_file())


def _records(
    kind: Kind, filtered: Callable[..., QuerySet[Any]]
) -> tuple[Callable[[Api, Any], QuerySet[Any]], Callable[[Sequence[Any], Api], list[Any]]]:
    """The rows of a list of records, and how it shows them."""

    def rows(view: Api, asked: Any) -> QuerySet[Any]:
        ordering = getattr(asked, "ordering", "id")
        down = "-" if ordering.startswith("-") else ""
        found = kind.rows(filtered(kind.seen(view), asked, view.moment), view.moment)
        return found.order_by(ordering, f"{down}pk")

    return rows, kind.shapes


def _plans_granted(view: Api, asked: DutyQuery | CycleQuery, *capacities: Capacity) -> QuerySet[Plan]:
    """The plans in units granted to the reader in one of these capacities, as far as asked. Raises NotYourTurn."""
    units = queries.granted(view.reader, capacities, view.day)
    if not units:
        raise NotYourTurn
    if asked.unit is not None:
        units &= queries.units_below([asked.unit], view.day)
    found = Plan.objects.filter(unit__in=units)
    return found if asked.cycle is None else found.filter(cycle=asked.cycle)


def _plan_lines(plans: Sequence[Any], view: Api) -> list[PlanLine]:
    """These plans. That the reader has read of them is noted."""
    view.note_read(plan.pk for plan in plans)
    return plan_lines(plans, view.moment)


def _late(view: Api, asked: DutyQuery) -> QuerySet[Any]:
    return late_duties(_plans_granted(view, asked, Capacity.MANAGER), view)


def _progress(view: Api, asked: CycleQuery) -> QuerySet[Any]:
    plans = _plans_granted(view, asked, Capacity.MANAGER, Capacity.INSPECTOR)
    return progress_of(plans, view)  # type: ignore[no-any-return]


EXPORTS = (
    Export(
        "plans",
        _("Plans"),
        "The plans that you may see.",
        without_pages(plans.PlanQuery),
        _records(PLANS, plans.filtered)[0],
        _plan_lines,
        columns.PLANS,
    ),
    Export(
        "evaluations",
        _("Evaluations"),
        "Evaluations of plans that you may see; what is withheld from you is empty.",
        without_pages(evaluations.EvaluationQuery),
        *_records(EVALUATIONS, evaluations.filtered),
        columns.EVALUATIONS,
    ),
    Export(
        "appeals",
        _("Appeals"),
        "Appeals that you have part in, decide, manage or inspect.",
        without_pages(appeals.AppealQuery),
        *_records(APPEALS, appeals.filtered),
        columns.APPEALS,
    ),
    Export(
        "people",
        _("People"),
        "The people whom you may see, with their NIP.",
        without_pages(directory.PeopleQuery),
        people_rows,
        show_people,
        columns.PEOPLE,
    ),
    Export(
        "letters",
        _("Letters"),
        "Letters of delegation, Plt and Plh that concern people whom you may see, or posts that you manage.",
        without_pages(letters.LetterQuery),
        letter_rows,
        show_letters,
        columns.LETTERS,
    ),
    Export(
        "needs",
        _("Needs of development"),
        "Needs of development of the people whom you may see.",
        development_sheets.NeedSheetQuery,
        development_sheets.need_rows,
        development_sheets.show_needs,
        development_sheets.NEEDS,
    ),
    Export(
        "training-hours",
        _("Hours of training"),
        "Hours of training of the people whom you may see, beside the norm.",
        development_sheets.HourSheetQuery,
        development_sheets.hour_rows,
        development_sheets.show_hours,
        development_sheets.HOURS,
    ),
    Export(
        "credit-points",
        _("Credit points"),
        "What the settled years of the people whom you may see are worth in credit points.",
        development_sheets.CreditSheetQuery,
        development_sheets.credit_rows,
        development_sheets.show_credits,
        development_sheets.CREDITS,
    ),
    Export(
        "late",
        _("Who is late"),
        "Who is late, with what and since when, in units that you manage.",
        DutyQuery,
        _late,
        show_late,
        columns.LATE,
    ),
    Export(
        "progress",
        _("Progress"),
        "How far a cycle has come, by unit and state, in units that you manage or inspect.",
        CycleQuery,
        _progress,
        show_progress,
        columns.PROGRESS,
    ),
)


def _addresses() -> Iterator[URLPattern]:
    """Each export as CSV and as a workbook, described as an address of its own."""
    for export in EXPORTS:
        for base in (CsvExportView, XlsxExportView):
            name = f"{export.name.title()}{base.__name__}"
            view: Any = type(name, (base,), {"export": export, "__doc__": export.about})
            described(
                view,
                "get",
                f"exports_{export.name}_{base.ending}",
                asks=export.asks,
                answers=OpenApiTypes.STR if base is CsvExportView else OpenApiTypes.BINARY,
                status=(200, base.media_type.partition(";")[0]),
            )
            yield path(f"exports/{export.name}.{base.ending}", view.as_view())


urlpatterns = list(_addresses())
