"""Improvement plans: a list, one of them, and what has happened to it. The clock opens them."""

from __future__ import annotations

from dataclasses import dataclass

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.fields import Id
from api.v1.history import history_of
from api.v1.http import Api
from api.v1.kinds import IMPROVEMENTS
from api.v1.paging import Paging, page_of, paged
from api.v1.rows.improvements import ImprovementShape
from directory import queries as directory
from workflows.development.machine import ImprovementState


@dataclass(frozen=True)
class ImprovementQuery(Paging):
    """`unit`: the unit of the plan whose year was rated, and all below it."""

    employee: Id | None = None
    unit: Id | None = None
    state: ImprovementState | None = None


class ImprovementsView(Api):
    """Improvement plans."""

    def get(self, request: Request) -> Response:
        """Your own, those of the people whom you lead, and those in units that you manage or inspect."""
        asked = self.query(ImprovementQuery)
        found = IMPROVEMENTS.rows(IMPROVEMENTS.seen(self), self.moment)
        if asked.employee is not None:
            found = found.filter(plan__employee=asked.employee)
        if asked.unit is not None:
            found = found.filter(plan__unit__in=directory.units_below([asked.unit], self.day))
        if asked.state is not None:
            found = found.filter(state=asked.state)
        return paged(request, found, asked, lambda rows: IMPROVEMENTS.shapes(rows, self))


class ImprovementView(Api):
    """One improvement plan."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        IMPROVEMENTS.find(id, self)
        return IMPROVEMENTS.answer(id, self)


ImprovementHistoryView = history_of(IMPROVEMENTS)

described(
    ImprovementsView, "get", "improvement-plans", asks=ImprovementQuery, answers=page_of(ImprovementShape)
)
described(ImprovementView, "get", "improvement-plans_read", answers=ImprovementShape)
