"""The rehearsal of a cycle: who would rate whom, and what is to be mended before it opens; as list and sheet."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.audit import Csv
from api.v1.cycles import find_cycle
from api.v1.documents import described
from api.v1.fields import Id
from api.v1.http import Api, answer
from api.v1.paging import Paging, page_of, paged
from api.v1.rows.rehearsal import RehearsalSummary, RouteShape, show, summed
from cycle_engine.actors import Capacity
from cycle_engine.chunks import in_chunks
from cycle_engine.errors import NotYourTurn
from directory import queries as directory
from directory.models import Person
from sheets.writing import as_csv, as_xlsx
from workflows.planning.rehearsal import Rehearsal, Route, Summary
from workflows.planning.rehearsal_sheet import header, lines

SOME = 500  # people who are looked at together for a page of those with findings


@dataclass(frozen=True)
class RehearsalFilter:
    """`day`: as the directory is on this day, else the cycle's first, or today if that is later.

    `unit`: this unit and all below it. `only`: people with findings (problems), or with some that block (blocked).
    """

    day: datetime.date | None = None
    unit: Id | None = None
    only: Literal["", "problems", "blocked"] = ""


@dataclass(frozen=True)
class RehearsalQuery(Paging, RehearsalFilter):
    """A page of a rehearsal."""


class RehearsalView(Api):
    """The rehearsal of a cycle."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """Everybody in the units that you manage: who would rate and supervise, and what stands in the way."""
        asked = self.query(RehearsalQuery)
        rehearsal = _rehearsal(self, id, asked)

        def first(people: QuerySet[Person], most: int) -> list[Person]:
            if not asked.only:
                return list(people[:most])
            keys = list(people.values_list("pk", flat=True))
            routes = (each for some in in_chunks(keys, SOME) for each in rehearsal.routes(some))
            return [Person(pk=each.way.person) for each in islice(_wanted(routes, asked.only), most)]

        def shapes(people: Sequence[Person]) -> list[RouteShape]:
            return show(rehearsal.routes([each.pk for each in people]))

        return paged(request, rehearsal.people(), asked, shapes, first=first)


class RehearsalSummaryView(Api):
    """The rehearsal of a cycle in numbers."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """What is to be mended in the units that you manage, by unit and post."""
        rehearsal = _rehearsal(self, id, self.query(RehearsalFilter))
        summary = Summary()
        for route in rehearsal.everybody():
            summary.add(route)
        return answer(summed(rehearsal, summary))


class Xlsx(JSONRenderer):
    """For negotiation alone, as of CSV."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RehearsalCsvView(Api):
    """The rehearsal as CSV."""

    renderer_classes = (Csv,)

    def get(self, request: Request, id: int) -> StreamingHttpResponse:  # noqa: A002
        """A line for each person without, and for each finding of a person with findings."""
        asked = self.query(RehearsalFilter)
        rehearsal = _rehearsal(self, id, asked)
        pieces = as_csv(header(), lines(_wanted(rehearsal.everybody(), asked.only)))
        return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=_named("csv"))


class RehearsalXlsxView(Api):
    """The rehearsal as a workbook."""

    renderer_classes = (Xlsx,)

    def get(self, request: Request, id: int) -> HttpResponse:  # noqa: A002
        """A line for each person without, and for each finding of a person with findings."""
        asked = self.query(RehearsalFilter)
        rehearsal = _rehearsal(self, id, asked)
        book = as_xlsx(_("Rehearsal"), header(), lines(_wanted(rehearsal.everybody(), asked.only)))
        return HttpResponse(book, content_type=Xlsx.media_type, headers=_named("xlsx"))


def _rehearsal(view: Api, key: int, asked: RehearsalFilter) -> Rehearsal:
    """The rehearsal in the units of the cycle's agency that the reader manages; NotYourTurn for who manages none."""
    cycle = find_cycle(view, key)
    day = asked.day or max(view.day, cycle.starts_on)
    units = directory.granted(view.reader, [Capacity.MANAGER], view.day)
    units &= directory.units_below([cycle.unit_id], day)
    if not units:
        raise NotYourTurn
    if asked.unit is not None:
        units &= directory.units_below([asked.unit], day)
    return Rehearsal(cycle, frozenset(units), day, view.moment.epoch)


def _named(ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="rehearsal.{ending}"'}


def _wanted(routes: Iterable[Route], only: str) -> Iterator[Route]:
    for route in routes:
        if not only or (route.blocked if only == "blocked" else route.findings):
            yield route


described(RehearsalView, "get", "cycles_rehearsal", asks=RehearsalQuery, answers=page_of(RouteShape))
described(
    RehearsalSummaryView, "get", "cycles_rehearsal_summary", asks=RehearsalFilter, answers=RehearsalSummary
)
for _view, _ending, _kind in (
    (RehearsalCsvView, "csv", OpenApiTypes.STR),
    (RehearsalXlsxView, "xlsx", OpenApiTypes.BINARY),
):
    described(
        _view,
        "get",
        f"cycles_rehearsal_{_ending}",
        asks=RehearsalFilter,
        answers=_kind,
        status=(200, _view.renderer_classes[0].media_type),
    )
