"""Strategic goals and key indicators (IKU) of units: what everybody who serves in the agency reads."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.acts import after_commit
from api.v1.documents import described
from api.v1.fields import Id, dump
from api.v1.http import Api, answer
from api.v1.paging import Paging, page_of, paged
from api.v1.shapes import Named, Titled
from cycle_engine.actors import Actor
from cycle_engine.errors import Missing
from directory import queries as directory
from directory.identities import unit_names
from workflows.goals import commands, queries
from workflows.goals.data import GoalInput, IndicatorInput
from workflows.goals.models import Better, GoalRow, IndicatorRow, Kind, Measurement
from workflows.planning.ties import of_indicator


@dataclass(frozen=True)
class GoalQuery(Paging):
    """`unit`: that unit and all below it."""

    unit: Id | None = None
    code: str | None = None


@dataclass(frozen=True)
class NewGoal:
    """What a goal of a unit says from today on; `serves`: the code of a goal of this unit or one above it."""

    unit: Id
    code: str
    text: str
    serves: str | None = None


@dataclass(frozen=True)
class GoalShape:
    """A strategic goal as it is today, `since` when it says so."""

    id: str
    code: str
    unit: Named
    text: str
    serves: str | None
    since: datetime.date


@dataclass(frozen=True)
class IndicatorQuery(Paging):
    """`unit`: that unit and all below it. `goal` and `code`: of goals and indicators."""

    unit: Id | None = None
    year: int | None = None
    goal: str | None = None
    code: str | None = None


@dataclass(frozen=True)
class NewIndicator:
    """What a key indicator of a unit is in a year from today on; without `year` in every year.

    `target` and `baseline` are written as they are printed; `quarterly` holds four targets or none. `responsible`: a
    post. `goal` and `measure`: codes.
    """

    unit: Id
    code: str
    text: str
    kind: Kind
    better: Better
    year: int | None = None
    goal: str | None = None
    unit_of_measure: str = ""
    formula: str = ""
    target: str = ""
    quarterly: list[str] = field(default_factory=list)
    cumulative: bool = True
    baseline: str = ""
    responsible: Id | None = None
    document: str = ""
    measure: str | None = None


@dataclass(frozen=True)
class ValueShape:
    """The newest value of a measure: digits with a decimal point. `written`: as it stands in its document."""

    value: str
    written: str
    first_day: datetime.date
    last_day: datetime.date
    quality: str
    quality_label: str


@dataclass(frozen=True)
class IndicatorShape:
    """A key indicator as it is in a year, `since` when it is so, until when if it is so no more.

    `latest`: the newest value of its measure in the year; `achievement`: how far that reaches the target, in percent.
    """

    id: str
    code: str
    unit: Named
    year: int | None
    goal: str | None
    text: str
    kind: str
    kind_label: str
    unit_of_measure: str
    formula: str
    better: str
    better_label: str
    target: str
    quarterly: list[str]
    cumulative: bool
    baseline: str
    responsible: Titled | None
    document: str
    measure: str | None
    latest: ValueShape | None
    achievement: Decimal | None
    since: datetime.date
    until: datetime.date | None


@dataclass(frozen=True)
class IndicatorEnd:
    """The last day on which a key indicator asks to be served: yesterday at the earliest."""

    last_day: datetime.date


@dataclass(frozen=True)
class EndedShape:
    """A key indicator that asks nobody to serve it after `last_day`. `results`: how many results in force serve it
    today; they serve nothing known then, until their plans are changed."""

    id: str
    code: str
    last_day: datetime.date
    results: int


class GoalsView(Api):
    """Strategic goals."""

    def get(self, request: Request) -> Response:
        """The goals of the units of your agency, as they are today."""
        asked = self.query(GoalQuery)
        rows = queries.goals(units_asked(self, asked.unit), self.day)
        rows = rows if asked.code is None else rows.filter(goal__code=asked.code)
        return paged(request, rows, asked, lambda found: _goals(found, self.day))

    def post(self, request: Request) -> Response:
        """Set a goal, new or known by its code, from today on; as a manager of its unit."""
        new = self.body(NewGoal)
        said = GoalInput(new.text, new.serves)
        goal = commands.set_goal(new.unit, new.code, said, self.day, actor=Actor.of(self.reader))
        with after_commit():
            return answer(_goals(queries.goals([goal.unit_id], self.day).filter(goal=goal), self.day)[0])


class IndicatorsView(Api):
    """Key indicators."""

    def get(self, request: Request) -> Response:
        """The key indicators of the units of your agency, as they are today."""
        asked = self.query(IndicatorQuery)
        rows = queries.indicators(units_asked(self, asked.unit), self.day, asked.year)
        rows = rows if asked.goal is None else rows.filter(goal__code=asked.goal)
        rows = rows if asked.code is None else rows.filter(indicator__code=asked.code)
        return paged(request, rows, asked, lambda found: _indicators(found, self.day))

    def post(self, request: Request) -> Response:
        """Set a key indicator in a year, new or known by its code, from today on; as a manager of its unit."""
        new = self.body(NewIndicator)
        plain = asdict(new) | {"quarterly": tuple(new.quarterly)}
        unit, code = plain.pop("unit"), plain.pop("code")
        actor = Actor.of(self.reader)
        thing = commands.set_indicator(unit, code, IndicatorInput(**plain), self.day, actor=actor)
        with after_commit():
            row = queries.indicators([thing.unit_id], self.day).get(indicator=thing, year=new.year)
            return answer(_indicators([row], self.day)[0])


class IndicatorView(Api):
    """A key indicator through the years."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """All that was ever said of it, the newest first."""
        rows = queries.versions(id).filter(indicator__unit__in=queries.units_of(self.reader, self.day))
        if not rows:
            raise Missing
        return Response(dump(_indicators(rows, self.day)))


class IndicatorEndView(Api):
    """Ending a key indicator."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """End it in this year and in all to come; what it was before stays. As a manager of its unit."""
        last_day = self.body(IndicatorEnd).last_day
        if not queries.versions(id).filter(indicator__unit__in=queries.units_of(self.reader, self.day)):
            raise Missing
        thing = commands.end_indicator(id, last_day, self.day, actor=Actor.of(self.reader))
        with after_commit():
            results = len(of_indicator(thing.code, None, self.day))
            return answer(EndedShape(str(thing.pk), thing.code, last_day, results))


def units_asked(view: Api, unit: int | None) -> set[int]:
    """The units of the reader's agencies; of these the one that is asked for and all below it."""
    units = queries.units_of(view.reader, view.day)
    return units if unit is None else units & directory.units_below([unit], view.day)


def _goals(rows: Sequence[GoalRow] | QuerySet[GoalRow], day: datetime.date) -> list[GoalShape]:
    units = unit_names({row.goal.unit_id for row in rows}, day)
    return [
        GoalShape(
            id=str(row.goal_id),
            code=row.goal.code,
            unit=Named(str(row.goal.unit_id), units.get(row.goal.unit_id, "")),
            text=row.text,
            serves=row.serves.code if row.serves else None,
            since=row.valid_from,
        )
        for row in rows
    ]


def _indicators(
    rows: Sequence[IndicatorRow] | QuerySet[IndicatorRow], day: datetime.date
) -> list[IndicatorShape]:
    units = unit_names({row.indicator.unit_id for row in rows}, day)
    posts = directory.posts({row.responsible_id for row in rows if row.responsible_id}, day)
    values = queries.values_of(rows, queries.realised({row.measure_id for row in rows if row.measure_id}))

    def shape(row: IndicatorRow) -> IndicatorShape:
        post, value = posts.get(row.responsible_id or 0), values.get(row.pk)
        return IndicatorShape(
            id=str(row.indicator_id),
            code=row.indicator.code,
            unit=Named(str(row.indicator.unit_id), units.get(row.indicator.unit_id, "")),
            year=row.year,
            goal=row.goal.code if row.goal else None,
            text=row.text,
            kind=row.kind,
            kind_label=str(row.get_kind_display()),
            unit_of_measure=row.unit_of_measure,
            formula=row.formula,
            better=row.better,
            better_label=str(row.get_better_display()),
            target=row.target,
            quarterly=list(row.quarterly),
            cumulative=row.cumulative,
            baseline=row.baseline,
            responsible=Titled(str(post.post_id), post.title) if post else None,
            document=row.document,
            measure=row.measure.code if row.measure else None,
            latest=value_shape(value) if value else None,
            achievement=queries.reached(row, value),
            since=row.valid_from,
            until=row.valid_to,
        )

    return [shape(row) for row in rows]


def value_shape(value: Measurement) -> ValueShape:
    """A value of a measure."""
    return ValueShape(
        value=queries.plain(value.value),
        written=value.written,
        first_day=value.first_day,
        last_day=value.last_day,
        quality=value.quality,
        quality_label=str(value.get_quality_display()),
    )


described(GoalsView, "get", "goals", asks=GoalQuery, answers=page_of(GoalShape))
described(GoalsView, "post", "goals_set", takes=NewGoal, answers=GoalShape)
described(IndicatorsView, "get", "indicators", asks=IndicatorQuery, answers=page_of(IndicatorShape))
described(IndicatorsView, "post", "indicators_set", takes=NewIndicator, answers=IndicatorShape)
described(IndicatorEndView, "post", "indicators_end", takes=IndicatorEnd, answers=EndedShape)
described(IndicatorView, "get", "indicators_read", answers=list[IndicatorShape])
