"""Matrices, coverage and the tree as answers show them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from api.v1.shapes import Named, Titled
from cycle_engine.clock import Moment
from directory import queries as directory
from directory.identities import unit_names
from directory.names import Names
from workflows.planning.above import Served
from workflows.planning.cascade import Branch, Node
from workflows.planning.coverage import Finding, Found, Tally
from workflows.planning.matrix import Matrix, Place

NO_ROLE, OPEN, ROLE = "no_role", "open", "role"


@dataclass(frozen=True)
class ColumnShape:
    """An item of the leader's plan. `result`: the id of the result that it is or belongs to."""

    id: str
    result: str
    text: str


@dataclass(frozen=True)
class StandingResult:
    """A result of a plan in force."""

    plan: str
    item: str
    text: str


@dataclass(frozen=True)
class CellShape:
    """`state`: role (with its `text`), no_role, or open while nothing is set and there is no `id`; results name the
    `id` in `serves.cell`. `hidden`: how many results stand there of plans that you may not see."""

    id: str | None
    column: str
    state: str
    text: str
    results: list[StandingResult]
    hidden: int


@dataclass(frozen=True)
class MatrixRow:
    """An employee and his cells, in the order of the columns."""

    employee: Named
    post: Titled | None
    cells: list[CellShape]


@dataclass(frozen=True)
class MatrixShape:
    """The matrix of who leads a unit, or a team in it. `whole`: you see all rows, not only your own."""

    unit: Named
    cycle: str
    leader: Named
    whole: bool
    columns: list[ColumnShape]
    rows: list[MatrixRow]


@dataclass(frozen=True)
class FoundShape:
    """An indicator (`item` is its code) or a result of a plan, and what such a result names without avail."""

    unit: Named
    item: str
    text: str
    plan: str | None
    employee: Named | None
    serves_kind: str
    serves: str


@dataclass(frozen=True)
class TallyShape:
    """`count` of `of`; the first hundred, and how many of these belong to plans that you may not see."""

    count: int
    of: int
    first: list[FoundShape]
    hidden: int


@dataclass(frozen=True)
class CoverageShape:
    """Indicators that nobody serves, indicators without a responsible post, results that serve nothing known, and
    leaders' results that nobody serves."""

    indicator_unserved: TallyShape
    indicator_without_post: TallyShape
    result_serves_nothing: TallyShape
    result_unserved: TallyShape


@dataclass(frozen=True)
class NodeShape:
    """`kind`: unit, goal, key_indicator, result or indicator. `code`: of a goal or key
    indicator. `plan`, `item`, `employee`: of a result or its indicator. `opens`: you may ask for it."""

    kind: str
    unit: Named
    text: str
    code: str
    plan: str | None
    item: str
    employee: Named | None
    opens: bool


@dataclass(frozen=True)
class BranchShape:
    """A node, what it serves from the top down, what is right below it; `hidden`: how much more is below."""

    node: NodeShape
    path: list[NodeShape]
    below: list[NodeShape]
    hidden: int


@dataclass(frozen=True)
class ServedShape:
    """What a result (`item`) serves in a leader's plan, with its indicators as in contents: as it was when the plan
    of the result was set (`before`) and as it is in force `now`; none where it is not there. `changed_at`: when that
    last changed since, if it did."""

    item: str
    leader: Named
    before: Any
    now: Any
    changed_at: datetime.datetime | None


class Called:
    """What persons and units are called today."""

    def __init__(
        self, persons: Iterable[int | None], units: Iterable[int], at: Moment, day: datetime.date
    ) -> None:
        self.persons = Names.of(persons, at)
        self.units = unit_names(set(units), day)

    def person(self, key: int | None) -> Named | None:
        return Named(str(key), self.persons[key]) if key else None

    def unit(self, key: int) -> Named:
        return Named(str(key), self.units.get(key, ""))


def matrix_shape(found: Matrix, unit: int, at: Moment, day: datetime.date) -> MatrixShape:
    """A matrix with names; three queries."""
    leader = found.plan.employee_id
    names = Called([leader, *(row.employee for row in found.rows)], [unit], at, day)
    titles = directory.posts({row.post for row in found.rows if row.post}, day)
    rows = [
        MatrixRow(
            Named(str(row.employee), names.persons[row.employee]),
            Titled(str(row.post), titles[row.post].title) if row.post in titles else None,
            [_cell(each) for each in row.places.values()],
        )
        for row in found.rows
    ]
    columns = [ColumnShape(each.id, each.result, each.text) for each in found.columns]
    named = Named(str(leader), names.persons[leader])
    return MatrixShape(names.unit(unit), str(found.plan.cycle_id), named, found.whole, columns, rows)


def _cell(place: Place) -> CellShape:
    state = OPEN if place.text is None else ROLE if place.text else NO_ROLE
    results = [StandingResult(str(each.plan), each.item, each.text) for each in place.results]
    key = str(place.cell) if place.cell else None
    return CellShape(key, place.column.id, state, place.text or "", results, place.hidden)


def coverage_shape(tallies: dict[Finding, Tally], at: Moment, day: datetime.date) -> CoverageShape:
    """Coverage with names; two queries."""
    found = [each for tally in tallies.values() for each in tally.first]
    names = Called((each.employee for each in found), (each.unit for each in found), at, day)
    shapes: dict[str, Any] = {
        finding: TallyShape(
            tally.count, tally.of, [_found(each, names) for each in tally.first], tally.hidden
        )
        for finding, tally in tallies.items()
    }
    return CoverageShape(**shapes)


def _found(found: Found, names: Called) -> FoundShape:
    kind, reference = found.serves or ("", "")
    plan = str(found.plan) if found.plan else None
    unit, employee = names.unit(found.unit), names.person(found.employee)
    return FoundShape(unit, found.item, found.text, plan, employee, kind, reference)


def branch_shape(found: Branch, at: Moment, day: datetime.date) -> BranchShape:
    """A branch with names; two queries."""
    nodes = [found.node, *found.path, *found.below]
    names = Called((each.employee for each in nodes), (each.unit for each in nodes), at, day)

    def shape(node: Node) -> NodeShape:
        plan = str(node.plan) if node.plan else None
        unit, employee = names.unit(node.unit), names.person(node.employee)
        return NodeShape(node.kind, unit, node.text, node.code, plan, node.item, employee, node.opens)

    path, below = ([shape(each) for each in some] for some in (found.path, found.below))
    return BranchShape(shape(found.node), path, below, found.hidden)


def served_shapes(found: Sequence[Served], at: Moment) -> list[ServedShape]:
    """What results serve, with names; one query."""
    names = Names.of((each.leader for each in found), at)
    return [
        ServedShape(
            each.item,
            Named(str(each.leader), names[each.leader]),
            each.before,
            each.now,
            each.since,
        )
        for each in found
    ]
