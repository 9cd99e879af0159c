"""The codes of goals and indicators that a sheet does not name: known by their words, or the next of their unit."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Collection, Mapping

from workflows.goals import queries
from workflows.goals.models import Goal, IndicatorRow, KeyIndicator
from workflows.goals.sheets import IndicatorData, Places

Words = tuple[str, ...]


class Codes:
    """The goals and indicators of some units as they are described on a day, by their words.

    `rows`: what each indicator is in each year; `goal_rows`: what each goal says, by code.
    """

    def __init__(self, units: Collection[int], places: Places, day: datetime.date) -> None:
        self._places = places
        self.goal_rows = {row.goal.code: row for row in queries.goals(units, day)}
        self._goals = {(row.goal.unit_id, _words(row.text)): code for code, row in self.goal_rows.items()}
        self.rows: dict[str, dict[int | None, IndicatorRow]] = defaultdict(dict)
        self._indicators: dict[tuple[int, Words, Words], list[str]] = defaultdict(list)
        for row in queries.indicators(units, day):
            code, goal = row.indicator.code, self.goal_rows.get(row.goal.code) if row.goal else None
            self.rows[code][row.year] = row
            known = self._indicators[
                row.indicator.unit_id, _words(goal.text if goal else ""), _words(row.text)
            ]
            if code not in known:
                known.append(code)
        self._next = {Goal: _numbers(Goal, "S"), KeyIndicator: _numbers(KeyIndicator, "")}

    def goal_of(self, row: IndicatorData, unit: int) -> str | None:
        """The goal that the row names by code or words, or a new one; nothing if it names none."""
        if row.goal_code:
            return row.goal_code
        if not row.strategic_goal:
            return None
        key = unit, _words(row.strategic_goal)
        if key not in self._goals:
            self._goals[key] = self._new(Goal, unit, "S")
        return self._goals[key]

    def indicator_of(self, row: IndicatorData, unit: int, place: int) -> str:
        """The indicator that the row names by code or words, or a new one; `place`: how many rows of the same words
        stand before it in its year."""
        if row.code:
            return row.code
        known = self._indicators[unit, *words_of(row)]
        while len(known) <= place:
            known.append(self._new(KeyIndicator, unit, ""))
        return known[place]

    def _new(self, model: type[Goal | KeyIndicator], unit: int, mark: str) -> str:
        start = f"{self._places.code(unit)}.{mark}"
        self._next[model][start] += 1
        return f"{start}{self._next[model][start]}"


def words_of(row: IndicatorData) -> tuple[Words, Words]:
    """By what an indicator without a code is known within its unit: its goal and itself."""
    return _words(row.strategic_goal), _words(row.indicator)


def _words(text: str) -> Words:
    return tuple(text.casefold().split())


def _numbers(model: type[Goal | KeyIndicator], mark: str) -> defaultdict[str, int]:
    """The highest number that follows each beginning of a code, such as 12 of `DINKES.12`."""
    found: defaultdict[str, int] = defaultdict(int)
    for code in model._default_manager.values_list("code", flat=True):
        if numbered := re.fullmatch(rf"(.+\.{mark})([0-9]{{1,6}})", code):
            found[numbered[1]] = max(found[numbered[1]], int(numbered[2]))
    return found


def rows_beside(rows: Mapping[int | None, IndicatorRow], year: int | None) -> IndicatorRow | None:
    """What an indicator is in this year, else in the nearest one that it has."""
    if not rows:
        return None
    return rows[min(rows, key=lambda each: abs((each or 0) - (year or 0)))]
