"""Results that the leader took over (`6/2022:20`), and what guidance there was in the days that are evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db.models import QuerySet

from directory.dated import DAY
from workflows.guidance.models import Counselling, Guidance
from workflows.planning.rows import TakenOver

if TYPE_CHECKING:
    from workflows.evaluation.facts import EvaluationFacts
    from workflows.evaluation.models import Evaluation

R = TypeVar("R", Guidance, Counselling)


@dataclass(frozen=True, slots=True)
class Takeovers:
    """The note of each result (id) that was taken over by the last day; with them what was written in guidance and
    counselling in these days."""

    notes: Mapping[str, TakenOver]
    guided: list[Guidance]
    counselled: list[Counselling]


def takeovers(evaluation: Evaluation, facts: EvaluationFacts) -> Takeovers:
    """Those of an evaluation, for who may see its plan; one query, and two more where something was taken over."""
    rows = TakenOver.objects.filter(plan=evaluation.plan_id, day__lte=evaluation.ends_on).order_by("pk")
    notes = {row.result: row for row in rows}
    if not notes:
        return Takeovers(notes, [], [])

    def of_these_days(rows: QuerySet[R]) -> list[R]:
        calendar = facts.calendar(evaluation)
        first, end = calendar.end_of(evaluation.starts_on - DAY), calendar.end_of(evaluation.ends_on)
        written = {"papers__written_at__gte": first, "papers__written_at__lt": end}
        return list(rows.filter(plan=evaluation.plan_id, **written).order_by("pk").distinct())

    return Takeovers(notes, of_these_days(Guidance.objects.all()), of_these_days(Counselling.objects.all()))
