"""What managers' lists show, as files to keep: the same rows, by the same filters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from cycle_engine.searching import planned_anew
from web.files import as_file, list_file
from web.office.late import LateFilter, late_of
from web.office.manager import ManagerPage
from web.office.plans import PlanFilter, plans_of
from web.office.rehearsal import RehearsalFilter, rehearsal_of
from web.records import record_address
from workflows.planning import lists, rehearsal_sheet
from workflows.planning.beside import with_names
from workflows.planning.lateness import Duty
from workflows.planning.lists import Headings, late_lines, plan_lines
from workflows.planning.models import Plan


class ListFile(ManagerPage):
    """A list as a file."""

    def file(
        self, name: str, ending: str, headings: Headings, rows: QuerySet[Any], lines: Callable[[Any], Any]
    ) -> HttpResponse:
        """`lines`: of some of these rows, by their ids."""
        with planned_anew():
            keys = list(rows.values_list("pk", flat=True))
        return list_file(name, ending, headings, keys, lines)


class PlansFile(ListFile):
    """Plans of the units that one manages."""

    def get(self, request: HttpRequest, ending: str) -> HttpResponse:
        """All that were searched for, the newest first."""
        found = plans_of(self, PlanFilter(self, request.GET).asked()).order_by("-pk")
        return self.file("plans", ending, lists.PLANS, found, self._lines)

    def _lines(self, keys: list[int]) -> Any:
        self.note_read(keys)
        plans = with_names(Plan.objects.filter(pk__in=keys), self.moment)
        return plan_lines(list(plans.order_by("-pk")), self.moment)


class LateFile(ListFile):
    """Who is late in a cycle."""

    def get(self, request: HttpRequest, key: int, ending: str) -> HttpResponse:
        """All of them, oldest first."""
        cycle = self.cycle(key)
        asked = LateFilter(self, cycle, request.GET).asked()
        self._rows = late_of(self, cycle, asked)
        return self.file("late", ending, lists.LATE, self._rows, self._lines)

    def _lines(self, keys: list[int]) -> Any:
        rows = list(self._rows.filter(pk__in=keys))
        self.note_read(row.chain_id for row in rows)
        return late_lines(rows, self.moment, self._address)

    def _address(self, duty: Duty) -> str:
        return self.request.build_absolute_uri(record_address(duty.deadline.record, duty.record))


class RehearsalFile(ManagerPage):
    """The rehearsal of a cycle."""

    def get(self, request: HttpRequest, key: int, ending: str) -> HttpResponse:
        """A line for each finding."""
        cycle = self.cycle(key)
        asked = RehearsalFilter(self, cycle, request.GET).asked()
        rehearsal, blocked = rehearsal_of(self, cycle, asked), "only" in asked

        def wanted() -> Iterator[Any]:
            return (
                route for route in rehearsal.everybody() if route.blocked or (route.findings and not blocked)
            )

        return as_file("rehearsal", ending, rehearsal_sheet.header(), rehearsal_sheet.lines(wanted()))
