"""A decided appeal as it is printed on form D.1.3, with the evaluation that it was about."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cycle_engine.clock import Moment
from cycle_engine.ledger.canonical import canonical, digest
from cycle_engine.models import Entry
from directory.identities import identities
from workflows.appeals.disclosure import readings
from workflows.appeals.facts import AppealFacts
from workflows.appeals.models import Appeal, Hearing, Statement
from workflows.evaluation.models import Evaluation
from workflows.evaluation.rows import Rating
from workflows.planning.signatures import place_of, signatures, zone_of

DECISIONS = ("confirm", "amend", "dismiss")
SIGNED_BY = {"file": "employee", "explain": "rater"}
CAPACITIES = {"owner": "employee", "rater": "rater"}


def decided_appeal(evaluation: Evaluation, reader: int, at: Moment) -> Appeal | None:
    """The decided appeal against the evaluation, if the reader may read all of it."""
    decided = Appeal.objects.filter(evaluation=evaluation, decided_by__isnull=False).select_related("plan")
    reads = readings(AppealFacts(list(decided), *at), reader)
    return next((each for each in decided if reads[each.pk].minutes), None)


def appeal_document(appeal: Appeal, evaluation: dict[str, Any], at: Moment) -> dict[str, Any]:
    """A decided appeal; `evaluation` is its evaluation as that is printed. For readers who may read both.

    Each has signed what he said: the employee the appeal, the rater his explanation, if he gave one.
    """
    zone = zone_of(appeal.plan.unit_id, at)
    document = {
        "evaluation": evaluation["document"],
        **_statements(appeal, zone),
        "hearings": [_hearing(each) for each in Hearing.objects.filter(appeal=appeal).order_by("pk")],
        "decision": _decision(appeal, zone),
    }
    acts = Entry.objects.filter(record="appeal", record_id=appeal.pk, step__in=[*SIGNED_BY, *DECISIONS])
    signed = {SIGNED_BY.get(each.step, "superior"): each for each in acts.order_by("seq")}
    days = {capacity: each.at.astimezone(zone).date() for capacity, each in signed.items()}
    return {
        "document": document,
        "hash": digest(canonical(document)),
        "agency": evaluation["agency"],
        "identities": evaluation["identities"]
        | {"superior": _decider(signed["superior"], days["superior"], at)},
        "signatures": [
            one for name, each in signed.items() for one in signatures({name: each}, zone, days[name], at)
        ],
    }


def _statements(appeal: Appeal, zone: ZoneInfo) -> dict[str, Any]:
    said = {each.party: each for each in Statement.objects.filter(appeal=appeal)}
    reasons, explanation = said["owner"], said.get("rater")
    return {
        "objection": {"reasons": reasons.text, "at": _iso(reasons.said_at, zone)},
        "explanation": explanation and {"text": explanation.text, "at": _iso(explanation.said_at, zone)},
    }


def _hearing(hearing: Hearing) -> dict[str, Any]:
    return {
        "capacity": CAPACITIES[hearing.party],
        "date": hearing.date.isoformat() if hearing.date else None,
        "minutes": hearing.minutes,
        "absent_because": hearing.absent_because,
    }


def _decision(appeal: Appeal, zone: ZoneInfo) -> dict[str, Any]:
    decision = {"outcome": appeal.state, "reason": appeal.decision, "at": _iso(appeal.decided_at, zone)}
    if appeal.state != "amended":
        return decision
    rating = Rating.objects.get(evaluation=appeal.evaluation_id, by_decision=True)
    return decision | {
        "results_rating": rating.results_rating,
        "behaviour_rating": rating.behaviour_rating,
        "predicate": rating.predicate,
        "recommendation": rating.recommendation,
    }


def _decider(entry: Entry, day: datetime.date, at: Moment) -> dict[str, str]:
    """In whose name it was decided, in which post."""
    place = place_of(entry, day, at)
    known = identities([place], day, at.epoch)[place]
    return {name: getattr(known, name) for name in ("name", "nip", "rank", "post", "unit")}


def _iso(instant: datetime.datetime | None, zone: ZoneInfo) -> str | None:
    return instant.astimezone(zone).isoformat(timespec="seconds") if instant else None
