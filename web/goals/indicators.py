"""A key indicator: what it is through the years, and what was measured."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from cycle_engine.errors import Missing
from directory import queries as directory
from directory.identities import unit_names
from web.evaluation.plots import drawn
from web.goals.pages import AgencyPage
from workflows.cycles.models import Cycle
from workflows.goals import figures, queries
from workflows.goals.models import IndicatorRow, Measurement
from workflows.planning.cascade import cycle_of_year, day_in

MOST = 24  # values that are drawn and listed


class IndicatorPage(AgencyPage):
    """A key indicator (IKU)."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """As it is today, its values, its other years and versions."""
        rows = list(queries.versions(key))
        if not rows or rows[0].indicator.unit_id not in self.units:
            raise Missing
        held = [row for row in rows if row.valid_from <= self.day <= (row.valid_to or self.day)]
        years = (self.day.year, None)
        row = next((each for each in [*held, *rows] if each.year in years), (held or rows)[0])
        values = list(queries.measurements(row.measure_id)[:MOST]) if row.measure_id else []
        posts = directory.posts({each.responsible_id for each in rows if each.responsible_id}, self.day)
        by_year = queries.realised([row.measure_id] if row.measure_id else [])
        latest = queries.values_of([row], by_year).get(row.pk)
        return self.show(
            "web/goals/indicator.html",
            row=row,
            unit=unit_names([row.indicator.unit_id], self.day).get(row.indicator.unit_id, ""),
            goal=queries.goal_texts([row.goal_id], self.day).get(row.goal_id, "") if row.goal_id else "",
            responsible=posts.get(row.responsible_id or 0),
            latest=latest,
            reached=queries.reached(row, latest),
            values=values,
            plot=_plot(row, values),
            years=held,
            former=[each for each in rows if each not in held],
            over=row not in held,
            may_write=row.indicator.unit_id in self.me.manages,
            cycle=self._cycle(row),
        )

    def _cycle(self, row: IndicatorRow) -> Cycle | None:
        """The cycle in whose tree the indicator stands."""
        cycle = cycle_of_year(row.indicator.unit_id, row.year, self.moment)
        return cycle if cycle and row.valid_from <= day_in(cycle, self.moment) else None


def _plot(row: IndicatorRow, values: list[Measurement]) -> object:
    if not values:
        return None
    known = [(each.last_day, queries.as_written(each), each.value) for each in reversed(values)]
    target = figures.read(row.target, row.unit_of_measure)
    first, last = known[0][0].replace(month=1, day=1), known[-1][0].replace(month=12, day=31)
    return drawn(known, target, first, last)
