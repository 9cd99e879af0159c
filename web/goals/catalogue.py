"""The goals of a unit with their key indicators, and how far these are."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from cycle_engine.remembered import remembered
from web.cascade.asking import overseen_by
from web.choosing import Chosen, units
from web.evaluation.plots import trend
from web.goals.pages import AgencyPage
from web.paging import page_of
from workflows.goals import queries
from workflows.goals.models import GoalRow, IndicatorRow, Measurement
from workflows.planning.cascade import cycle_of_year

YEARS = range(2000, 2101)


class UnitForm(forms.Form):
    """Of which unit, in which year."""

    def __init__(self, page: AgencyPage, years: Sequence[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        self.fields["unit"] = Chosen(
            units(page.units, page.day),
            label=gettext_lazy("Unit"),
            nothing=gettext_lazy("Where I serve"),
            required=False,
        )
        self.fields["year"] = forms.TypedChoiceField(
            label=gettext_lazy("Year"),
            choices=[(year, str(year)) for year in years],
            coerce=int,
            required=False,
        )

    def asked(self) -> tuple[int | None, int | None]:
        """The unit and the year that are named; where the reader serves if no unit is."""
        self.is_valid()
        unit, year = self.cleaned_data.get("unit"), self.cleaned_data.get("year")
        return int(unit) if unit else self.page.own_unit, year or None

    def called(self, unit: int | None) -> str:
        """What a unit is called."""
        among: Any = self.fields["unit"]
        option = among.among.get(str(unit)) if unit else None
        return option.label if option else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An indicator with its newest value in the year, how far that reaches the target (percent), and the line of
    the values so far."""

    row: IndicatorRow
    value: Measurement | None
    reached: Decimal | None
    line: str


@dataclass(slots=True)
class Section:
    """A goal, or nothing, with what it is measured by."""

    goal: GoalRow | None
    served: str = ""
    shown: list[Shown] = field(default_factory=list)


class CataloguePage(AgencyPage):
    """Goals and key indicators of a unit."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Those of a year, goal by goal."""
        known = remembered(self.moment.epoch, _years, [self.reader], self.day)[self.reader]
        years = sorted({*known, self.day.year}, reverse=True)
        form, unit, year = self._asked(years)
        found = queries.indicators([unit] if unit else [], self.day, year)
        some: Any = page_of(found.order_by("goal__code", "indicator__code"), request)
        sections = self._sections(unit, list(some))
        return self.show(
            "web/goals/catalogue.html",
            form=form,
            unit=unit,
            name=form.called(unit),
            year=year,
            some=some,
            sections=sections,
            ended=queries.ended([unit] if unit else [], self.day, year),
            may_write=unit in self.me.manages,
            cycle=cycle_of_year(unit, year, self.moment) if unit else None,
            oversees=unit in overseen_by(self),
        )

    def _asked(self, years: Sequence[int]) -> tuple[UnitForm, int | None, int]:
        """The form, with the unit and the year that it names. Where it is not sent: the unit where the reader serves,
        or the nearest one above it that has goals; where it names no year, the newest one."""
        sent = self.request.GET.copy()
        if not sent:
            sent["unit"] = str(self._nearest() or "")
        form = UnitForm(self, years, sent)
        unit, year = form.asked()
        if year is None:
            year = remembered(self.moment.epoch, _newest, [unit or 0], self.day)[unit or 0]
            sent["year"] = str(year)
        return form, unit, year

    def _nearest(self) -> int | None:
        own = self.own_unit or 0
        return remembered(self.moment.epoch, queries.described_at_or_above, [own], self.day).get(own, own)

    def _sections(self, unit: int | None, rows: list[IndicatorRow]) -> list[Section]:
        """The goals of the unit and those that its indicators name, each with its indicators."""
        named = {row.goal_id for row in rows if row.goal_id}
        goals = queries.goals_with([unit] if unit else [], named, self.day)
        sections = {row.goal_id: Section(row, row.serves.code if row.serves else "") for row in goals}
        rest = Section(None)
        for shown in shown_with_values(rows):
            sections.get(shown.row.goal_id or 0, rest).shown.append(shown)
        return [*sections.values(), *([rest] if rest.shown else [])]


def _newest(units: Collection[int], day: datetime.date) -> dict[int, int]:
    """For each unit the last year up to the day's in which it has an indicator; the day's year where it has none."""
    years = {unit: [year for year in queries.years_of([unit], day) if year <= day.year] for unit in units}
    return {unit: max(found, default=day.year) for unit, found in years.items()}


def _years(persons: Collection[int], day: datetime.date) -> dict[int, list[int]]:
    """The years for which indicators of these persons' agencies are described."""
    return {person: queries.years_of(queries.units_of(person, day), day) for person in persons}


def shown_with_values(rows: Sequence[IndicatorRow]) -> list[Shown]:
    """These indicators with their values, by two queries."""
    by_year = queries.realised({row.measure_id for row in rows if row.measure_id})
    values = queries.values_of(rows, by_year)
    history: dict[int, list[Decimal]] = defaultdict(list)
    for (measure, _year), value in by_year.items():
        history[measure].append(value.value)
    return [
        Shown(
            row,
            values.get(row.pk),
            queries.reached(row, values.get(row.pk)),
            trend(history[row.measure_id or 0]),
        )
        for row in rows
    ]
