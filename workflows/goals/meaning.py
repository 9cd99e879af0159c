"""From rows of a sheet of indicators to what the room's commands take, and what of it is news."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from directory.rows import CHANGED, NEW, Change, Fields, Problem
from workflows.goals import figures, queries, warnings
from workflows.goals.codes import Codes, rows_beside, words_of
from workflows.goals.data import GoalInput, IndicatorInput, Line, MeasureInput, MeasurementInput
from workflows.goals.guessing import better_of, kind_of
from workflows.goals.models import Goal, IndicatorRow, Measure, Source
from workflows.goals.sheets import IndicatorData, Read

Row = int

# Columns by the names that they have in what is said of an indicator.
SAID = {
    "indicator": "text",
    "satuan": "unit_of_measure",
    "formula": "formula",
    "target": "target",
    "source_url": "document",
    "baseline": "baseline",
    "kind": "kind",
    "better": "better",
    "goal_code": "goal",
    "measure": "measure",
}
PRINTED = ("satuan", "formula", "source_url", "baseline")
PLACES = Decimal("0.0001")


@dataclass
class Meant:
    """What a sheet of `count` rows says, each line with its row; what that changes, and what is odd."""

    count: int
    goals: list[tuple[Row, Line[GoalInput]]] = field(default_factory=list)
    measures: list[tuple[Row, Line[MeasureInput]]] = field(default_factory=list)
    indicators: list[tuple[Row, Line[IndicatorInput]]] = field(default_factory=list)
    values: list[tuple[Row, MeasurementInput]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def realised_in(row: IndicatorData) -> Decimal | None:
    """The realised value of a row, rounded half up to what is kept; none if it gives none. NotANumberError."""
    if not row.realised:
        return None
    found = figures.number(row.realised, row.satuan, figures.read(row.target, row.satuan))
    value = found.value if isinstance(found, figures.Number) else found.part / found.whole
    return value.quantize(PLACES, ROUND_HALF_UP)


class Meaning:
    """The rows of a sheet, each with its unit (id), and what is known of goals and indicators.

    A column that the sheet has not, and a code or a word that it leaves empty, stays as it is.
    """

    def __init__(
        self,
        read: Read,
        units: Mapping[Row, int],
        posts: Mapping[str, int],
        codes: Codes,
        day: datetime.date,
    ) -> None:
        self._rows, self._given = read.rows, read.given
        self._units, self._posts, self._codes, self._day = units, posts, codes, day
        self._twice: dict[Row, Row] = {}
        self._named = self._named_rows()
        self._guessed: dict[str, str] = {}
        self._kinds: dict[Row, str] = {}
        known = [row for rows in codes.rows.values() for row in rows.values()]
        self._values = queries.realised({row.measure_id for row in known if row.measure_id})
        self._foreign_goals = _codes_in(Goal, {row.goal_code for row in read.rows}) - codes.goal_rows.keys()
        self._measures = _codes_in(Measure, {row.measure for row in read.rows} | {*self._named.values()})

    def meant(self) -> Meant:
        """All of it."""
        meant = Meant(len(self._rows))
        for row in self._rows:
            code = self._named[row.row]
            goal = self._goal(row, meant)
            line = self._indicator(row, code, goal)
            meant.indicators.append((row.row, (self._units[row.row], code, line)))
            present = self._codes.rows[code].get(row.target_year)
            fields = self._news(line, present)
            if line.measure is not None and row.realised:
                fields |= self._value(row, line, present, meant)
            if fields:
                subject = " ".join(filter(None, (code, str(row.target_year or ""))))
                kind = NEW if present is None else CHANGED
                meant.changes.append(Change(row.sheet, row.row, kind, subject, fields))
        guessed = sum(self._named[row.row] in self._guessed for row in self._rows)
        odd = warnings.odd(self._rows, self._kinds, self._twice)
        meant.warnings = warnings.guessed(guessed) + odd
        return meant

    def _named_rows(self) -> dict[Row, str]:
        """The code of each row's indicator. Rows of the same words and year are different indicators."""
        passed: dict[Any, list[Row]] = defaultdict(list)
        found = {}
        for row in self._rows:
            unit = self._units[row.row]
            before = passed[unit, *words_of(row), row.target_year]
            found[row.row] = self._codes.indicator_of(row, unit, len(before))
            if not row.code:
                if before:
                    self._twice[row.row] = before[0]
                before.append(row.row)
        return found

    def _goal(self, row: IndicatorData, meant: Meant) -> str | None:
        """The code of the row's goal, which is described where that is news."""
        code = self._codes.goal_of(row, self._units[row.row])
        if code is None or code in self._foreign_goals:
            return code
        known = self._codes.goal_rows.get(code)
        said = row.strategic_goal or (known.text if known else "")
        if (known is None or known.text != said) and all(line[1] != code for _row, line in meant.goals):
            serves = known.serves.code if known and known.serves else None
            meant.goals.append((row.row, (self._units[row.row], code, GoalInput(said, serves))))
        return code

    def _indicator(self, row: IndicatorData, code: str, goal: str | None) -> IndicatorInput:
        present, year = self._codes.rows[code].get(row.target_year), row.target_year
        beside = rows_beside(self._codes.rows[code], year)
        texts = {SAID[name]: self._printed(row, name, present) for name in PRINTED}
        kind = row.kind or (beside.kind if beside else kind_of(row.indicator, row.satuan, row.target))
        self._kinds[row.row] = kind
        return IndicatorInput(
            year=year,
            text=row.indicator,
            kind=kind,
            better=row.better or (beside.better if beside else self._guess(code)),
            goal=goal if {"strategic_goal", "goal_code"} & self._given else _goal_code(present),
            target=row.target,
            quarterly=tuple(present.quarterly) if present else (),
            cumulative=present.cumulative if present else True,
            responsible=self._responsible(row, present),
            measure=self._measure_of(row, code, present),
            **texts,
        )

    def _printed(self, row: IndicatorData, column: str, present: IndicatorRow | None) -> str:
        if column in self._given:
            return str(getattr(row, column))
        return str(getattr(present, SAID[column])) if present else ""

    def _responsible(self, row: IndicatorData, present: IndicatorRow | None) -> int | None:
        if "responsible" in self._given:
            return self._posts.get(row.responsible)
        return present.responsible_id if present else None

    def _measure_of(self, row: IndicatorData, code: str, present: IndicatorRow | None) -> str | None:
        """The code of the measure from which the values come; one of its own where a value came without any."""
        known = present.measure.code if present and present.measure else None
        named = row.measure or (None if "measure" in self._given else known)
        return named or (known or code if row.realised else None)

    def _guess(self, code: str) -> str:
        """Which values are good, by the targets of all years."""
        if code not in self._guessed:
            rows = [row for row in self._rows if self._named[row.row] == code]
            rows.sort(key=lambda each: each.target_year or 0)
            self._guessed[code] = better_of([row.target for row in rows], rows[0].satuan)
        return self._guessed[code]

    def _value(
        self, row: IndicatorData, line: IndicatorInput, present: IndicatorRow | None, meant: Meant
    ) -> Fields:
        """Enter the realised value of a row, unless it is there; it corrects the one of an earlier sheet."""
        value, year, code = realised_in(row), row.target_year or 0, line.measure or ""
        unit = self._units[row.row]
        if code not in self._measures:
            self._measures.add(code)
            of = MeasureInput(
                row.indicator[:300], line.kind, line.unit_of_measure, line.better, Source.ENTERED
            )
            meant.measures.append((row.row, (unit, code, of)))
        same = present is not None and present.measure_id is not None and present.measure is not None
        before = self._values.get((present.measure_id or 0, year)) if present and same else None
        if value is None or (before is not None and before.value == value):
            return {}
        first = datetime.date(year, 1, 1)
        given = MeasurementInput(
            code,
            first,
            max(first, min(first.replace(month=12, day=31), self._day)),
            value,
            document=line.document,
            corrects=before.pk if before and before.written else None,
            written=row.realised,
        )
        meant.values.append((row.row, given))
        return {"realised": (queries.as_written(before) if before else "", row.realised)}

    def _news(self, line: IndicatorInput, present: IndicatorRow | None) -> Fields:
        """In which columns the line says something else than the row that is there."""
        was = {
            name: getattr(present, name) if present else ""
            for name in SAID.values()
            if name not in ("goal", "measure")
        }
        was["goal"] = _goal_code(present) or ""
        was["measure"] = present.measure.code if present and present.measure else ""
        now = {name: getattr(line, name) or "" for name in SAID.values()}
        fields: Fields = {
            column: (was[name], now[name]) for column, name in SAID.items() if was[name] != now[name]
        }
        if line.responsible != (present.responsible_id if present else None):
            titles = {key: code for code, key in self._posts.items()}
            fields["responsible"] = ("", titles.get(line.responsible or 0, ""))
        return fields


def _goal_code(row: IndicatorRow | None) -> str | None:
    return row.goal.code if row and row.goal else None


def _codes_in(model: type[Goal | Measure], codes: set[str]) -> set[str]:
    return set(model._default_manager.filter(code__in=codes).values_list("code", flat=True))
