"""What organisations achieved, by unit and period."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.acts import after_commit
from api.v1.documents import described
from api.v1.fields import Id
from api.v1.http import Api, answer
from api.v1.names import Names
from api.v1.paging import Paging, page_of, paged
from api.v1.periods import PERIOD
from api.v1.shapes import Named
from cycle_engine.actors import Actor
from cycle_engine.clock import Moment
from cycle_engine.errors import Missing
from directory.models import Unit, UnitRow
from workflows.evaluation import commands, queries
from workflows.evaluation.models import Achievement
from workflows.evaluation.rows import Word


@dataclass(frozen=True)
class AchievementQuery(Paging):
    """`unit`: that unit alone."""

    unit: Id | None = None
    period: str | None = field(default=None, metadata=PERIOD)


@dataclass(frozen=True)
class NewAchievement:
    """What a unit achieved in a period, "2026-Q2", "2026-06" or "2026"."""

    unit: Id
    period: str = field(metadata=PERIOD)
    achievement: Word


@dataclass(frozen=True)
class AchievementShape:
    """What a unit achieved in a period, as it was set; of several for the same the last counts."""

    id: str
    unit: Named
    period: str
    achievement: str
    label: str
    set_by: Named | None
    set_at: datetime.datetime


class AchievementsView(Api):
    """What organisations achieved."""

    def get(self, request: Request) -> Response:
        """What was achieved by your units, and by those of whom you see a plan or an evaluation."""
        asked = self.query(AchievementQuery)
        rows = queries.known_achievements(self.reader, self.moment)
        if asked.unit is not None:
            rows = rows.filter(of__unit=asked.unit)
        if asked.period is not None:
            rows = rows.filter(period=asked.period)
        return paged(request, rows, asked, lambda found: _shown(found, self.day, self.moment))

    def post(self, request: Request) -> Response:
        """Say what a unit achieved, as who leads one level above it."""
        new = self.body(NewAchievement)
        if not Unit.objects.filter(pk=new.unit).exists():
            raise Missing
        row = commands.set_achievement(new.unit, new.period, new.achievement, Actor.of(self.reader))
        with after_commit():
            return answer(_shown([row], self.day, self.moment)[0], 201)


def _shown(rows: Sequence[Achievement], day: datetime.date, at: Moment) -> list[AchievementShape]:
    names = Names.of((row.set_by_id for row in rows), at)
    units = {row.of.unit_id for row in rows}
    called = dict(UnitRow.objects.on(day).filter(unit__in=units).values_list("unit", "name"))
    return [
        AchievementShape(
            id=str(row.pk),
            unit=Named(str(row.of.unit_id), called.get(row.of.unit_id, "")),
            period=row.period,
            achievement=row.word,
            label=str(row.get_word_display()),
            set_by=names.maybe(row.set_by_id),
            set_at=row.set_at,
        )
        for row in rows
    ]


described(
    AchievementsView,
    "get",
    "organisation_achievements",
    asks=AchievementQuery,
    answers=page_of(AchievementShape),
)
described(
    AchievementsView,
    "post",
    "organisation_achievements_set",
    takes=NewAchievement,
    answers=AchievementShape,
    status=201,
)
