"""Coverage of goals, the tree from goals to persons, and what results serve above."""

from __future__ import annotations

from dataclasses import dataclass

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.fields import Id, dump
from api.v1.http import Api, answer
from api.v1.kinds import PLANS
from api.v1.rows.cascade import (
    BranchShape,
    CoverageShape,
    ServedShape,
    branch_shape,
    coverage_shape,
    served_shapes,
)
from cycle_engine.errors import Missing, NotYourTurn
from directory import queries as directory
from workflows.planning.above import served_above
from workflows.planning.cascade import Asked, branch, cycle_known, cycle_of, day_in
from workflows.planning.coverage import coverage, overseen


@dataclass(frozen=True)
class CoverageQuery:
    """`unit`: that unit and all below it. `cycle`: by default the newest that has begun."""

    unit: Id
    cycle: Id | None = None


@dataclass(frozen=True)
class CascadeQuery:
    """From where to look: a result of a plan or an indicator of one (`plan`, `item`), a key indicator or a goal by
    its code, or a unit; by default the agency. `cycle`: by default the newest that has begun; a plan has its own."""

    cycle: Id | None = None
    unit: Id | None = None
    goal: str = ""
    key_indicator: str = ""
    plan: Id | None = None
    item: str = ""


class CoverageView(Api):
    """What of the goals of a unit nobody works for."""

    def get(self, request: Request) -> Response:
        """Findings in a unit and all below it, for its manager, inspector or leader."""
        asked = self.query(CoverageQuery)
        units = overseen(self.reader, self.day)
        if not units:
            raise NotYourTurn
        if asked.unit not in units:
            raise Missing
        cycle = cycle_of(asked.unit, self.moment, asked.cycle)
        units &= directory.units_below([asked.unit], self.day)
        found = coverage(cycle, units, self.reader, self.moment, day_in(cycle, self.moment))
        self.note_read(each.plan for tally in found.values() for each in tally.first if each.plan)
        return answer(coverage_shape(found, self.moment, self.day))


class CascadeView(Api):
    """The tree from the goals of an agency to what one person is measured by."""

    def get(self, request: Request) -> Response:
        """One node, what it serves up to the top, and what is right below it."""
        asked = self.query(CascadeQuery)
        cycle = cycle_known(self.reader, self.moment, asked.cycle, asked.plan)
        place = Asked(asked.unit, asked.goal, asked.key_indicator, asked.plan, asked.item)
        found = branch(cycle, place, self.reader, self.moment)
        self.note_read(found.tells_of)
        return answer(branch_shape(found, self.moment, self.day))


class ServedView(Api):
    """What the results of a plan serve in plans of leaders."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """Of each result in force: what it serves, and whether that has changed since the plan was set."""
        plan = PLANS.find(id, self)
        return Response(dump(served_shapes(served_above(plan), self.moment)))


described(CoverageView, "get", "coverage", asks=CoverageQuery, answers=CoverageShape)
described(CascadeView, "get", "cascade", asks=CascadeQuery, answers=BranchShape)
described(ServedView, "get", "plans_serves", answers=list[ServedShape])
