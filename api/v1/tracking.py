"""How far the indicators of a plan were reached, how that was computed, and how far the values can be relied on."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.fields import dump
from api.v1.http import Api
from api.v1.kinds import PLANS
from api.v1.rows.tracking import Hint, MeasuredValue, hints, measured_shape
from workflows.monitoring.queries import progress_of
from workflows.monitoring.tracking import Around, Tracked, tracked
from workflows.planning import contents
from workflows.planning.facts import PlanFacts


@dataclass(frozen=True)
class IndicatorAchievement:
    """An indicator with its newest value of a `day`, `basis`: "measured", or "entered" by the employee (or none).

    `achievement`: how far that reaches the target, in percent up to 120, where it can be computed; `how`: in words.
    It never becomes a rating.
    """

    indicator: str
    text: str
    value: str
    basis: str
    day: datetime.date | None
    achievement: str | None
    how: str
    measured: MeasuredValue | None
    hints: list[Hint]


class AchievementView(Api):
    """How far the indicators of a plan were reached."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """Each indicator of the revision in force, in order: with what was entered and measured until today."""
        plan = PLANS.find(id, self)
        facts = PlanFacts([plan], *self.moment)
        revision, days = facts.in_force(plan), (plan.starts_on, min(plan.ends_on, facts.day(plan)))
        document = revision.contents if revision else {}
        around = Around.of(document, plan.starts_on, days, facts, plan)
        entries = progress_of([plan.pk], plan.starts_on, plan.ends_on)[plan.pk]
        return Response(
            dump(
                [
                    _shown(item, tracked(item, [e for e in entries if e.indicator == item["id"]], around))
                    for result, item in contents.items(document)
                    if result
                ]
            )
        )


def _shown(indicator: dict[str, Any], found: Tracked) -> IndicatorAchievement:
    return IndicatorAchievement(
        indicator=indicator["id"],
        text=indicator.get("text", ""),
        value=found.value,
        basis=found.basis,
        day=found.day,
        achievement=None if found.reached.percent is None else str(found.reached.percent),
        how=found.reached.how,
        measured=measured_shape(found.measured),
        hints=hints(found.flags),
    )


described(AchievementView, "get", "plans_achievement", answers=list[IndicatorAchievement])
