"""How things of goals are described, many at once: who may, what forbids it, and which dated rows follow."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Q

from cycle_engine.actors import Actor, Capacity
from cycle_engine.case import Changes
from cycle_engine.errors import Missing, NotYourTurn, RulesBroken
from cycle_engine.record import record
from cycle_engine.rules import Rule
from directory import queries as directory
from directory.models import UnitRow
from directory.timeline import describe
from workflows.goals import rules
from workflows.goals.data import I, Line, Said
from workflows.goals.models import Goal, GoalRow, IndicatorRow, KeyIndicator, Measure, MeasureRow

T = TypeVar("T", Goal, Measure, KeyIndicator)

Values = Callable[[I], Mapping[str, Any]]
ROWS: dict[type[Any], tuple[type[Any], str]] = {
    Goal: (GoalRow, "goal"),
    Measure: (MeasureRow, "measure"),
    KeyIndicator: (IndicatorRow, "indicator"),
}


def things(model: type[T], codes: set[str | None]) -> dict[str, T]:
    """Those of these codes that are known."""
    named = [code for code in codes if code]
    return {thing.code: thing for thing in model._default_manager.filter(code__in=named)} if named else {}


def take_turns() -> None:
    """Wait for others who describe; inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('goals'))")


class Describing(Generic[T, I]):
    """Lines about things of one model that are to hold from `day` on. Inside a transaction; one waits for another."""

    def __init__(self, model: type[T], lines: Sequence[Line[I]], day: datetime.date, actor: Actor) -> None:
        self._model: type[T] = model
        self._lines: Sequence[Line[I]] = lines
        self._day, self._actor = day, actor
        self._row, self._link = ROWS[model]
        take_turns()

    def refuse(self, asked: Sequence[Rule]) -> None:
        """NotYourTurn, Missing, or RulesBroken with all that forbids these lines."""
        units = {unit for unit, _code, _line in self._lines}
        if not self._actor.is_clock:
            managed = directory.granted(self._actor.person or 0, [Capacity.MANAGER], self._day)
            if not units <= managed:
                raise NotYourTurn
        if not units <= self._tree.keys():
            raise Missing
        if blockers := list(rules.broken(asked, list(self._cases()))):
            raise RulesBroken(blockers)

    def put(self, lines: Sequence[Line[I]], values: Values[I]) -> dict[str, T]:
        """Add the rows of these lines, and enter what is news on the chains of the things; all of them by code."""
        changes: dict[int, Changes] = defaultdict(Changes)
        told: dict[int, dict[str, list[Mapping[str, Any]]]] = defaultdict(lambda: defaultdict(list))
        for unit, code, line in lines:
            thing = self._known.setdefault(code, self._model(unit_id=unit, code=code))
            rows = [row for row in self._rows[thing.pk] if _same_year(row, line)]
            if describe(self._row, {self._link: thing}, rows, values(line), self._day, changes[unit]):
                told[unit][code].append(asdict(line))
        for unit, news in told.items():
            chains = [self._known[code] for code in news]
            act = self._model.dated[0]
            notes = [{"from": self._day, "rows": rows} for rows in news.values()]
            record(chains, act, changes[unit], actor=self._actor, notes=notes, unit=unit)
        return {code: self._known[code] for _unit, code, _line in lines}

    @cached_property
    def _known(self) -> dict[str, T]:
        return things(self._model, {code for _unit, code, _line in self._lines})

    @cached_property
    def _rows(self) -> Mapping[int | None, list[Any]]:
        """The rows of each thing that hold on the day or later."""
        found: dict[int | None, list[Any]] = defaultdict(list)
        still = Q(valid_to=None) | Q(valid_to__gte=self._day)
        ids = [thing.pk for thing in self._known.values()]
        for row in self._row._default_manager.filter(still, **{f"{self._link}__in": ids}):
            found[getattr(row, f"{self._link}_id")].append(row)
        return found

    @cached_property
    def _tree(self) -> dict[int, int | None]:
        """Each unit of the agencies that the lines are about, and the one above it."""
        units = {unit for unit, _code, _line in self._lines}
        agency = directory.units_below(directory.units_above(units, self._day), self._day)
        described = UnitRow.objects.on(self._day).filter(unit__in=agency)
        return dict(described.values_list("unit", "parent"))

    def _cases(self) -> Iterator[Said[I]]:
        goals, years = self._goals_by_unit(), self._years()
        measures, posts = self._measures(), self._posts()
        passed = set[tuple[str, int | None]]()
        for unit, code, line in self._lines:
            thing, year = self._known.get(code), getattr(line, "year", None)
            yield Said(
                unit=unit,
                code=code,
                line=line,
                taken_by=thing.unit_id if thing else None,
                goals={code: served for above in self._above(unit) for code, served in goals[above].items()},
                measures=measures,
                posts=posts,
                years=years[code],
                again=(code, year) in passed,
            )
            passed.add((code, year))

    def _above(self, unit: int) -> Iterator[int]:
        above: int | None = unit
        while above is not None:
            yield above
            above = self._tree.get(above)

    def _goals_by_unit(self) -> Mapping[int, dict[str, str | None]]:
        """For each unit the goals that lines may name, and which goal each of them serves."""
        found: dict[int, dict[str, str | None]] = defaultdict(dict)
        if self._model is Measure:
            return found
        rows = GoalRow.objects.on(self._day).filter(goal__unit__in=self._tree)
        for unit, code, served in rows.values_list("goal__unit", "goal__code", "serves__code"):
            found[unit][code] = served
        if self._model is Goal:
            for unit, code, line in self._lines:
                found[unit][code] = getattr(line, "serves", None)
        return found

    def _measures(self) -> set[str]:
        named = {getattr(line, "measure", None) for _unit, _code, line in self._lines} - {None}
        return set(Measure.objects.filter(code__in=named, unit__in=self._tree).values_list("code", flat=True))

    def _posts(self) -> set[int]:
        named = {getattr(line, "responsible", None) for _unit, _code, line in self._lines} - {None}
        rows = directory.posts(named, self._day)  # type: ignore[arg-type]
        return {post for post, row in rows.items() if row.unit_id in self._tree}

    def _years(self) -> Mapping[str, set[int | None]]:
        """For each indicator the years in which it is described, by rows or by these lines."""
        found: dict[str, set[int | None]] = defaultdict(set)
        if self._model is KeyIndicator:
            for thing in self._known.values():
                found[thing.code] |= {row.year for row in self._rows[thing.pk]}
            for _unit, code, line in self._lines:
                found[code].add(getattr(line, "year", None))
        return found


def _same_year(row: Any, line: object) -> bool:
    return bool(getattr(row, "year", None) == getattr(line, "year", None))
