"""The evaluation document (`V.A.2-3`): what was planned, realised, marked and recommended, as plain data.

It names people by id, name and post, never by NIP. The forms C.1.1-C.1.3 and D.1.1-D.1.3 are printed from it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cycle_engine.actors import Capacity
from workflows.evaluation.disclosure import TOLD
from workflows.planning import contents as plans
from workflows.planning.figures import achievement, read, target_of

FORMAT = "evaluation/1"


def build(evaluation: Any, facts: Any, signer: int | None) -> dict[str, Any]:
    """The document of an evaluation as it stands now, to be signed by `signer`."""
    written, contents = facts.written(evaluation), facts.contents(evaluation)
    rating, realised = written.rating, _realised(written.self_assessment)
    feedback = {each["result"] or each["value"]: each["text"] for each in rating.feedback}
    return {
        "format": FORMAT,
        "kind": evaluation.kind,
        "period": {
            "name": evaluation.period,
            "from": evaluation.starts_on.isoformat(),
            "to": evaluation.ends_on.isoformat(),
        },
        "plan": str(evaluation.plan.pk),
        "revision": facts.revision_hash(evaluation),
        "approach": contents.get("approach"),
        **_people(evaluation, facts, signer),
        "organisation": {"unit": str(evaluation.unit_id), **rating.organisation},
        "results": [
            _result(each, rating.result_marks, feedback, realised, facts.taken_over(evaluation))
            for each in plans.results(contents)
        ],
        "behaviours": _behaviours(contents, feedback),
        "results_rating": rating.results_rating,
        "behaviour_rating": rating.behaviour_rating,
        "failed_study": rating.failed_study or None,
        "predicate": rating.predicate,
        "recommendation": rating.recommendation,
        "earlier": [
            {"period": each.period, "predicate": each.predicate}
            for each in facts.siblings(evaluation)
            if each.predicate
            and each.kind == "periodic"
            and each.state in TOLD  # what the employee does not know yet is not told by another document
            and each.starts_on < evaluation.ends_on
        ],
    }


def _people(evaluation: Any, facts: Any, signer: int | None) -> dict[str, Any]:
    names, plan = facts.names, evaluation.plan
    superior = next(iter(facts.holders(evaluation, Capacity.SUPERIOR)), None)
    return {
        "employee": _person(plan.employee_id, plan.post_id, names) | {"unit": str(plan.unit_id)},
        "rater": _person(evaluation.rated_by_id, evaluation.rated_post_id, names),
        "superior": _person(superior.person if superior else None, evaluation.superior_post_id, names),
        "signed_by": str(signer),
    }


def _person(person: int | None, post: int | None, names: dict[int, str]) -> dict[str, Any]:
    return {
        "id": person and str(person),
        "name": names.get(person, "") if person else "",
        "post": post and str(post),
    }


def _realised(assessment: Any) -> dict[str, dict[str, Any]]:
    return {each["indicator"]: each for each in assessment.realisations} if assessment else {}


def _result(
    result: dict[str, Any],
    marks: dict[str, str],
    feedback: dict[str, str],
    realised: dict[str, dict[str, Any]],
    taken_over: set[str],
) -> dict[str, Any]:
    name = result["id"]
    return {
        "id": name,
        "kind": result.get("kind"),
        "text": result.get("text", ""),
        "mark": marks.get(name),
        "feedback": feedback.get(name, ""),
        "taken_over": name in taken_over,
        "indicators": [_indicator(each, realised.get(each["id"])) for each in result.get("indicators", ())],
    }


def _indicator(indicator: dict[str, Any], realised: dict[str, Any] | None) -> dict[str, Any]:
    computed = achieved(indicator, realised["value"]) if realised else None
    return {
        **indicator,
        "realised": realised
        and {key: realised[key] for key in ("value", "none_because", "note", "evidence")},
        "achievement": None if computed is None else str(computed),
    }


def achieved(indicator: dict[str, Any], value: str) -> Decimal | None:
    """How far an indicator of the plan was reached, in percent; none where nothing can be computed."""
    target = target_of(indicator)
    return achievement(target, read(value, indicator.get("unit"), target), indicator.get("direction"))


def _behaviours(contents: dict[str, Any], feedback: dict[str, str]) -> list[dict[str, Any]]:
    expected = {each["value"]: each["expectation"] for each in contents.get("behaviours", ())}
    return [
        {"value": value, "expectation": expected.get(value, ""), "feedback": feedback.get(value, "")}
        for value in plans.VALUES
    ]
