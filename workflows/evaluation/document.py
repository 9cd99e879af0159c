"""The evaluation document (`V.A.2-3`): what was planned, realised, marked and recommended, as plain data.

It names people by id, name and post, never by NIP. The forms C.1.1-C.1.3 and D.1.1-D.1.3 are printed from it.
"""

from __future__ import annotations

from typing import Any

from cycle_engine.actors import Capacity
from directory.identities import Identity, Place, identities
from workflows.evaluation.disclosure import TOLD
from workflows.monitoring.models import Evidence
from workflows.monitoring.reaching import reached
from workflows.planning import contents as plans
from workflows.planning.serving import with_what_they_serve

FORMAT = "evaluation/1"


def build(evaluation: Any, facts: Any, signer: int | None) -> dict[str, Any]:
    """The document of an evaluation as it stands now, to be signed by `signer`."""
    rating, contents = facts.written(evaluation).rating, facts.contents(evaluation)
    people = _people(evaluation, facts, signer)
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
        **people,
        "organisation": {"unit": str(evaluation.unit_id), **rating.organisation},
        "results": _results(evaluation, facts, people["rater"]["post"], feedback),
        "behaviours": behaviours_of(contents, feedback),
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
    """Who is named in the document, as they are called, with post and unit, on the day of signing."""
    plan = evaluation.plan
    places = {
        "employee": (plan.employee_id, plan.post_id),
        "rater": _rater(evaluation),
        "superior": _superior(evaluation, facts),
    }
    found = identities(set(places.values()), facts.day(evaluation), facts.epoch)
    named = {name: _person(place[0], found[place]) for name, place in places.items()}
    return named | {"signed_by": signer and str(signer)}


def _rater(evaluation: Any) -> Place:
    """Who rated; where the superior did it in the rater's place, the rater all the same (form D.1.2 names both)."""
    if evaluation.rated_as == Capacity.SUPERIOR:
        return evaluation.rater_id, evaluation.rater_post_id
    return evaluation.rated_by_id, evaluation.rated_post_id


def _superior(evaluation: Any, facts: Any) -> Place:
    if evaluation.rated_as == Capacity.SUPERIOR:
        return evaluation.rated_by_id, evaluation.rated_post_id
    superior = next(iter(facts.holders(evaluation, Capacity.SUPERIOR)), None)
    return superior.person if superior else None, evaluation.superior_post_id


def _person(person: int | None, known: Identity) -> dict[str, Any]:
    return {
        "id": person and str(person),
        "name": known.name,
        "rank": known.rank,
        "post": known.post,
        "unit": known.unit,
    }


def _results(evaluation: Any, facts: Any, raters_post: str, feedback: dict[str, str]) -> list[dict[str, Any]]:
    """Each result with what it serves, its mark, the feedback on it, and what became of its indicators.

    It served the rater's plan as that last was: a year is signed when the plans of the year have ended.
    """
    marks, taken_over = facts.written(evaluation).rating.result_marks, facts.taken_over(evaluation)
    realised = realised_of(evaluation, facts)
    told = with_what_they_serve(
        facts.contents(evaluation),
        evaluation.plan,
        _rater(evaluation)[0],
        raters_post,
        min(facts.day(evaluation), evaluation.plan.ends_on),
        facts.epoch,
    )
    return [
        {
            **each,
            "mark": marks.get(each["id"]),
            "feedback": feedback.get(each["id"], ""),
            "taken_over": each["id"] in taken_over,
            "indicators": [
                with_realised(indicator, realised.get(indicator["id"])) for indicator in each["indicators"]
            ],
        }
        for each in told
    ]


def realised_of(evaluation: Any, facts: Any) -> dict[str, dict[str, Any]]:
    """What was reported of each indicator, its evidence by name and hash; nothing where nobody reported."""
    assessment, known = facts.written(evaluation).self_assessment, facts.evidence(evaluation)
    return {
        each["indicator"]: {
            "value": each["value"],
            "none_because": each["none_because"],
            "note": each["note"],
            "evidence": [_evidence(known[key]) for key in each["evidence"]],
            **({"measured": each["measured"]} if "measured" in each else {}),
        }
        for each in (assessment.realisations if assessment else ())
    }


def _evidence(known: Evidence) -> dict[str, str]:
    return {"name": known.name, "sha256": known.sha256} | ({"url": known.url} if known.url else {})


def with_realised(indicator: dict[str, Any], realised: dict[str, Any] | None) -> dict[str, Any]:
    computed = reached(indicator, realised["value"]).percent if realised else None
    return {
        **indicator,
        "realised": realised,
        "achievement": None if computed is None else str(computed),
    }


def behaviours_of(contents: dict[str, Any], feedback: dict[str, str]) -> list[dict[str, Any]]:
    expected = {each["value"]: each["expectation"] for each in contents.get("behaviours", ())}
    return [
        {"value": value, "expectation": expected.get(value, ""), "feedback": feedback.get(value, "")}
        for value in plans.VALUES
    ]
