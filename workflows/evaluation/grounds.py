"""What a rater has before him beside the plan: earlier evaluations, and what follows from an unfinished rating."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workflows.evaluation import ratings
from workflows.evaluation.ratings import Predicate, Suggestion, Tone
from workflows.evaluation.rows import Rating
from workflows.planning import contents
from workflows.planning.contents import Document

if TYPE_CHECKING:
    from workflows.evaluation.facts import EvaluationFacts
    from workflows.evaluation.models import Evaluation


def earlier(evaluation: Evaluation, facts: EvaluationFacts) -> list[tuple[Evaluation, Rating | None]]:
    """The earlier periodic evaluations of the plan, and of those before a transfer, each with its last rating."""
    known = [*facts.results_before(evaluation), *facts.siblings(evaluation)]
    found = [each for each in known if each.kind == "periodic" and each.ends_on <= evaluation.ends_on]
    rows = Rating.objects.filter(evaluation__in=found).order_by("number") if found else ()
    rated = {row.evaluation_id: row for row in rows}
    return [(each, rated.get(each.pk)) for each in found]


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
