"""What a rater has before him beside the plan: earlier evaluations, results that the leader took over (`6/2022:20`),
and what follows from an unfinished rating."""

# ruff: noqa: S608 - made of names of tables alone

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cycle_engine.tables import read_several
from directory.dated import DAY
from workflows.evaluation import ratings
from workflows.evaluation.ratings import Predicate, Suggestion, Tone
from workflows.evaluation.rows import Rating
from workflows.guidance.models import Counselling, Guidance
from workflows.planning import contents
from workflows.planning.contents import Document
from workflows.planning.rows import TakenOver

if TYPE_CHECKING:
    from workflows.evaluation.facts import EvaluationFacts
    from workflows.evaluation.models import Evaluation


@dataclass(frozen=True, slots=True)
class Before:
    """What was before a rating. `earlier`: the periodic evaluations until then of the plan, and of those before a
    transfer, each with its last rating. `notes`: those of results (ids) that the leader took over by the last day;
    with them the guidance and counselling in which something was written in the days that are evaluated."""

    earlier: list[tuple[Evaluation, Rating | None]]
    notes: dict[str, TakenOver]
    guided: list[Guidance]
    counselled: list[Counselling]

    @classmethod
    def of(cls, evaluation: Evaluation, facts: EvaluationFacts) -> Before:
        """Of an evaluation, for who may see its plan; one query."""
        plan, calendar = evaluation.plan, facts.calendar(evaluation)
        moved = (plan.employee_id, plan.starts_on) if plan.succeeds_id else (None, None)
        earlier = (evaluation.ends_on, evaluation.pk, plan.pk, *moved)
        days = (calendar.end_of(evaluation.starts_on - DAY), calendar.end_of(evaluation.ends_on))
        evaluations, rated, taken_over, guided, counselled = read_several(
            (type(evaluation), EARLIER, *earlier),
            (Rating, OF_EARLIER, *earlier),
            (TakenOver, "t.plan_id = %s AND t.day <= %s", plan.pk, evaluation.ends_on),
            (Guidance, _written_in("guidance_guidancepaper"), plan.pk, *days),
            (Counselling, _written_in("guidance_counsellingpaper"), plan.pk, *days),
        )
        last = {row.evaluation_id: row for row in sorted(rated, key=lambda row: int(row.number))}
        ordered = sorted(evaluations, key=lambda row: (row.plan_id == plan.pk, row.ends_on))
        notes = {row.result: row for row in taken_over}
        guidance = (guided, counselled) if notes else ([], [])
        return cls([(each, last.get(each.pk)) for each in ordered], notes, *guidance)


EARLIER = """
    t.kind = 'periodic' AND t.ends_on <= %s AND t.id <> %s AND t.plan_id IN (
        SELECT %s::bigint
        UNION SELECT p.id FROM planning_plan p WHERE p.employee_id = %s::bigint AND p.ends_on < %s::date
    )"""
OF_EARLIER = f"t.evaluation_id IN (SELECT t.id FROM evaluation_evaluation t WHERE {EARLIER})"


def _written_in(papers: str) -> str:
    """Of a plan what has a paper of a time."""
    there = "p.of_id = t.id AND p.written_at >= %s AND p.written_at < %s"
    return f"t.plan_id = %s AND EXISTS (SELECT FROM {papers} p WHERE {there})"


def marks_of(draft: Mapping[str, Any]) -> dict[str, str]:
    """The marks of an unfinished rating, by result."""
    return {each["result"]: each["mark"] for each in draft.get("result_marks", ()) if each["mark"]}


def suggested(document: Document, marks: Mapping[str, str], tone: Tone | None = None) -> Suggestion:
    """What the norm's guide says of these marks; it is never applied by itself."""
    kinds = {each["id"]: each["kind"] for each in contents.results(document)}
    return ratings.suggestion(marks, kinds, tone)


def following(draft: Mapping[str, Any]) -> Predicate | None:
    """The predicate that follows from the two ratings of an unfinished rating, once both are there."""
    results, behaviour = draft.get("results_rating"), draft.get("behaviour_rating")
    if not results or not behaviour:
        return None
    return ratings.predicate(results, behaviour, draft.get("failed_study"))
