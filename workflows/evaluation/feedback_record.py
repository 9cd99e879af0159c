"""The record of the feedback of a period (`6/2022:17.3`, forms B.1.3-B.1.5): what was said of each result and each
value, beside what was realised."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import Any

from cycle_engine.clock import Moment
from cycle_engine.ledger.canonical import canonical, digest
from directory.identities import Place, identities
from workflows.evaluation.document import behaviours_of, realised_of, with_realised
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.models import Evaluation
from workflows.monitoring.models import AboutKind, Feedback, UnnamedFeedback
from workflows.monitoring.queries import feedback_of
from workflows.monitoring.unnamed import readable
from workflows.planning.facts import PlanFacts
from workflows.planning.serving import with_what_they_serve
from workflows.planning.signatures import agency_of

# Who said it, as the form names him: by where he stands, never by his name.
STANDS = {"leader": "Pimpinan", "peer": "Rekan kerja", "subordinate": "Bawahan", "other": "Pihak lain"}


def feedback_document(evaluation: Evaluation, at: Moment) -> dict[str, Any]:
    """What was said in the evaluation's period, also without a name where that may be shown. Nobody signs it here.

    For readers who may see the plan.
    """
    facts, plan = EvaluationFacts([evaluation], *at), evaluation.plan
    contents, said = facts.contents(evaluation), _said(evaluation, at)
    day = min(facts.day(evaluation), evaluation.ends_on)
    places: dict[str, Place] = {
        "employee": (plan.employee_id, plan.post_id),
        "rater": (evaluation.rater_id, evaluation.rater_post_id),
    }
    people = identities(list(places.values()), day, at.epoch)
    realised = realised_of(evaluation, facts)
    rater = people[places["rater"]]
    document = {
        "kind": evaluation.kind,
        "approach": contents.get("approach"),
        "period": {
            "name": evaluation.period,
            "from": evaluation.starts_on.isoformat(),
            "to": evaluation.ends_on.isoformat(),
        },
        "results": [
            each
            | {
                "feedback": said.get(each["id"], ""),
                "indicators": [with_realised(one, realised.get(one["id"])) for one in each["indicators"]],
            }
            for each in with_what_they_serve(contents, plan, evaluation.rater_id, rater.post, day, at.epoch)
        ],
        "behaviours": behaviours_of(contents, said),
        "whole": said.get("", ""),
    }
    return {
        "document": document,
        "hash": digest(canonical(document)),
        "agency": agency_of(plan, day, at),
        "identities": {name: asdict(people[place]) for name, place in places.items()},
        "signatures": [],
    }


def _said(evaluation: Evaluation, at: Moment) -> dict[str, str]:
    """What was said, by what it is about: a result, a value, or "" for the whole."""
    first, last = evaluation.starts_on, evaluation.ends_on
    plan = evaluation.plan
    named: list[Feedback | UnnamedFeedback] = [*feedback_of([plan.pk], first, last)[plan.pk]]
    unnamed = readable([plan], PlanFacts([plan], *at))[plan.pk]
    found: dict[str, list[str]] = defaultdict(list)
    for each in [*named, *(row for row in unnamed if first <= row.until <= last)]:
        key = "" if each.about_kind == AboutKind.WHOLE else each.about
        found[key].append(f"{STANDS[each.standing]}: {each.text}")
    return {key: "\n".join(texts) for key, texts in found.items()}
