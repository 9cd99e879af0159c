"""The tree from the goals of a unit down to what one person is measured by, and up again: one branch at a time."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.db import connection
from django.db.models import Q

from cycle_engine.clock import Moment
from cycle_engine.errors import Missing
from cycle_engine.remembered import remembered
from directory import queries as directory
from directory.models import UnitRow
from directory.today import today
from workflows.cycles.models import Cycle
from workflows.goals import queries as goals
from workflows.goals.models import GoalRow, IndicatorRow
from workflows.planning import sight
from workflows.planning.models import Plan
from workflows.planning.ties import Place, Tie, below, of_indicator, upward

Kind = Literal["unit", "goal", "key_indicator", "result", "indicator"]


@dataclass(frozen=True, slots=True)
class Asked:
    """From where to look: an item of a plan, a key indicator or a goal by code, or a unit (ids); else the agency."""

    unit: int | None = None
    goal: str = ""
    key_indicator: str = ""
    plan: int | None = None
    item: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A unit, a goal or key indicator by its `code`, a result of a plan or an indicator of one (`plan`, `item`, and
    its `employee`; ids). `unit`: whose it is. `opens`: the reader may look from there."""

    kind: Kind
    unit: int
    text: str
    code: str = ""
    plan: int | None = None
    item: str = ""
    employee: int | None = None
    opens: bool = True


@dataclass(frozen=True, slots=True)
class Branch:
    """A node, what it serves from the top down, and what is right below it. `hidden`: how many more are below, of
    which the reader sees only that they are there. `tells_of`: plans (ids) of which it tells."""

    node: Node
    path: list[Node]
    below: list[Node]
    hidden: int
    tells_of: frozenset[int]


def day_in(cycle: Cycle, at: Moment) -> datetime.date:
    """Today, or the nearest day of the cycle."""
    return min(max(today(at), cycle.starts_on), cycle.ends_on)


def cycle_of(unit: int, at: Moment, key: int | None = None) -> Cycle:
    """The cycle with this key of the agency of a unit (ids), by default the newest that has begun; else Missing."""
    known = remembered(at.epoch, _cycles, [unit], today(at)).get(unit, ())
    for cycle in known:
        if cycle.pk == key or (key is None and cycle.year <= today(at).year):
            return cycle
    raise Missing


def cycle_of_year(unit: int, year: int | None, at: Moment) -> Cycle | None:
    """The cycle of a year of the agency of a unit (id), if there is one; of no year the newest that has begun."""
    known = remembered(at.epoch, _cycles, [unit], today(at)).get(unit, ())
    fits = (each for each in known if each.year == year or (year is None and each.year <= today(at).year))
    return next(fits, None)


def cycle_known(reader: int, at: Moment, key: int | None = None, plan: int | None = None) -> Cycle:
    """The cycle of a plan, or with this key (ids), or else the newest that has begun, of an agency in which the
    reader serves; else Missing."""
    found = Cycle.objects.filter(unit__in=units_known(reader, at)).order_by("-year", "pk")
    if plan:
        found = found.filter(plans=plan)
    cycle = (
        found.filter(pk=key) if key else found if plan else found.filter(year__lte=today(at).year)
    ).first()
    if cycle is None:
        raise Missing
    return cycle


def units_known(reader: int, at: Moment) -> frozenset[int]:
    """The units of whose goals the reader may know: all of the agencies in which he serves."""
    return remembered(at.epoch, _units, [reader], today(at))[reader]


def branch(cycle: Cycle, asked: Asked, reader: int, at: Moment) -> Branch:
    """What stands in this place of the tree of a cycle. Missing for what is not there, and for who may not see it.

    Goals and key indicators are open to who serves in the agency; results and indicators to who may see their plan,
    and to those whose own results serve them, up to the top. What a result that is seen serves is told to the top
    too, without a way to go there. A fixed number of queries.
    """
    walk = _Walk(cycle, reader, at)
    if asked.plan is not None:
        return walk.from_place((asked.plan, asked.item))
    if asked.key_indicator:
        return walk.from_indicator(asked.key_indicator)
    return walk.from_goal(asked.goal) if asked.goal else walk.from_unit(asked.unit or cycle.unit_id)


class _Walk:
    """What is needed of one cycle on one day for one reader."""

    def __init__(self, cycle: Cycle, reader: int, at: Moment) -> None:
        self.cycle, self.reader, self.at, self.day = cycle, reader, at, day_in(cycle, at)
        self.units = units_known(reader, at)

    def from_unit(self, unit: int) -> Branch:
        rows = UnitRow.objects.on(self.day).filter(Q(unit=unit) | Q(parent=unit), unit__in=self.units)
        own = [row for row in rows.order_by("name") if row.unit_id == unit]
        if not own:
            raise Missing
        top = Q(serves=None) | ~Q(serves__unit=unit)
        tops = goals.goals([unit], self.day).filter(top)
        loose = self._rows(indicator__unit=unit, goal=None)
        under = [Node("unit", row.unit_id, row.name) for row in rows if row.unit_id != unit]
        found = [*map(_goal, tops), *map(_indicator, loose), *under]
        return Branch(Node("unit", unit, own[0].name), [], found, 0, frozenset())

    def from_goal(self, code: str) -> Branch:
        *path, node = self._to_goal(code)
        serving = goals.goals(self.units, self.day).filter(serves__code=code)
        found = [*map(_goal, serving), *map(_indicator, self._rows(goal__code=code))]
        return Branch(node, path, found, 0, frozenset())

    def from_indicator(self, code: str) -> Branch:
        ties = of_indicator(code, self.cycle.pk, self.day)
        own = _reached(self.reader, upward([], self.reader, self.cycle.pk, self.day))
        return self._branch(self._to_indicator(code), [], ties, own)

    def from_place(self, place: Place) -> Branch:
        ties = upward([place], self.reader, self.cycle.pk, self.day)
        line = _line(place, ties)
        found = self._branch(
            self._above(line[0]), line, below([place], self.day), _reached(self.reader, ties)
        )
        if not found.node.opens:
            raise Missing
        return found

    def _branch(self, top: list[Node], line: list[Tie], ties: list[Tie], own: Collection[Place]) -> Branch:
        """`ties` below a line: the reader may know of what his `own` results serve, and of plans that he sees."""
        asked = {tie.plan for tie in (*line, *ties)}
        plans = Plan.objects.filter(sight.seen(self.reader, self.at), pk__in=asked) if asked else ()
        seen = {plan.pk for plan in plans}

        def shown(some: list[Tie]) -> list[Node]:
            return [_item(tie, opens=tie.plan in seen or tie.place in own) for tie in some]

        *path, node = [*top, *shown(line)]
        told = [each for each in shown(ties) if each.opens]
        tells_of = {each.plan for each in (*path, node, *told) if each.plan} & seen
        return Branch(node, path, told, len(ties) - len(told), frozenset(tells_of))

    def _above(self, tie: Tie) -> list[Node]:
        """The key indicator that a result serves, and all above it."""
        kind, reference = tie.serves or ("", "")
        try:
            return self._to_indicator(reference) if kind == "indicator" else []
        except Missing:  # a code that is not there (any more)
            return []

    def _to_indicator(self, code: str) -> list[Node]:
        rows = self._rows(indicator__code=code)
        if not rows:
            raise Missing
        (row, *_others) = rows
        above = self._to_goal(row.goal.code) if row.goal else []
        return [*above, _indicator(row)]

    def _to_goal(self, code: str) -> list[Node]:
        with connection.cursor() as cursor:
            cursor.execute(GOALS_ABOVE, {"code": code, "day": self.day, "units": list(self.units)})
            found = [Node("goal", unit, text, code) for code, unit, text in cursor.fetchall()]
        if not found:
            raise Missing
        return found[::-1]

    def _rows(self, **about: Any) -> list[IndicatorRow]:
        rows = goals.indicators(self.units, self.day, self.cycle.year).filter(**about)
        return list(rows)


def _cycles(units: Collection[int], day: datetime.date) -> dict[int, list[Cycle]]:
    """The cycles of the agency of each of these units."""
    found = {}
    for unit in units:
        agency = directory.units_above([unit], day)
        found[unit] = list(Cycle.objects.filter(unit__in=agency).order_by("-year", "pk"))
    return found


def _units(persons: Collection[int], day: datetime.date) -> dict[int, frozenset[int]]:
    return {person: frozenset(goals.units_of(person, day)) for person in persons}


def _goal(row: GoalRow) -> Node:
    return Node("goal", row.goal.unit_id, row.text, row.goal.code)


def _indicator(row: IndicatorRow) -> Node:
    return Node("key_indicator", row.indicator.unit_id, row.text, row.indicator.code)


def _item(tie: Tie, *, opens: bool) -> Node:
    kind: Kind = "indicator" if tie.of else "result"
    return Node(kind, tie.unit, tie.text, "", tie.plan, tie.item, tie.employee, opens)


def _line(place: Place, ties: Iterable[Tie]) -> list[Tie]:
    """From the top down to this place. Missing where nothing is in force there."""
    by_below: dict[Place, Tie] = {}
    for tie in ties:
        if tie.place != tie.above:
            by_below.setdefault(tie.above, tie)
    first = next((tie for tie in ties if tie.place == place), None)
    if first is None:
        raise Missing
    found = [first]
    while (following := by_below.get(found[-1].place)) and following not in found:
        found.append(following)
    return found[::-1]


def _reached(employee: int, ties: Iterable[Tie]) -> set[Place]:
    """What an employee's own results are and serve, up to the top; the ties are the lowest first."""
    found: set[Place] = set()
    for tie in ties:
        if tie.employee == employee or tie.above in found:
            found.add(tie.place)
    return found


GOALS_ABOVE = """
WITH RECURSIVE above(code, unit, text, serves, level) AS (
    SELECT g.code, g.unit_id, t.text, t.serves_id, 0 FROM goals_goal g JOIN goals_goalrow t ON t.goal_id = g.id
    WHERE g.code = %(code)s AND g.unit_id = ANY(%(units)s)
      AND t.valid_from <= %(day)s AND (t.valid_to IS NULL OR t.valid_to >= %(day)s)
    UNION ALL
    SELECT g.code, g.unit_id, t.text, t.serves_id, above.level + 1
    FROM above JOIN goals_goal g ON g.id = above.serves JOIN goals_goalrow t ON t.goal_id = g.id
    WHERE t.valid_from <= %(day)s AND (t.valid_to IS NULL OR t.valid_to >= %(day)s) AND above.level < 20
)
SELECT code, unit, text FROM above ORDER BY level
"""
