"""A signed evaluation as it is printed on the regulation's forms: its document, with who signed it."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cycle_engine.clock import Moment
from cycle_engine.models import Entry
from directory.identities import Place, identities
from workflows.evaluation.models import Document, Evaluation
from workflows.planning.signatures import agency_of, signatures, zone_of

PEOPLE = ("employee", "rater", "superior")
RATED, SIGNED = ("rate", "rate_by_superior"), ("sign", "sign_by_superior")


def evaluation_document(evaluation: Evaluation, document: Document, at: Moment) -> dict[str, Any]:
    """One of the evaluation's documents. For readers who may read it."""
    zone, contents = zone_of(evaluation.plan.unit_id, at), document.contents
    day = document.signed_at.astimezone(zone).date()
    return {
        "document": contents,
        "hash": document.hash,
        "agency": agency_of(evaluation.plan, day, at),
        "identities": _identities(contents, day, at),
        "signatures": _signatures(evaluation, document, zone, at),
    }


def is_by_superior(printed: dict[str, Any]) -> bool:
    """Whether the superior signed it in the rater's place (form D.1.2)."""
    return any(each["capacity"] == "superior" for each in printed["signatures"])


def _identities(contents: dict[str, Any], day: datetime.date, at: Moment) -> dict[str, dict[str, str]]:
    """The people as the document names them, each with the NIP, which it does not hold."""
    people = {each: contents[each] for each in PEOPLE}
    places: list[Place] = [(int(each["id"]), None) for each in people.values() if each["id"]]
    nips = {str(person): known.nip for (person, _), known in identities(places, day, at.epoch).items()}
    fields = ("name", "rank", "post", "unit")
    return {
        capacity: {name: known[name] for name in fields} | {"nip": nips.get(known["id"], "")}
        for capacity, known in people.items()
    }


def _signatures(
    evaluation: Evaluation, document: Document, zone: ZoneInfo, at: Moment
) -> list[dict[str, Any]]:
    entries = list(Entry.objects.filter(record="evaluation", record_id=evaluation.pk).order_by("seq"))
    (signed,) = [each for each in entries if each.step in SIGNED and each.at == document.signed_at]
    rated = [each for each in entries if each.step in RATED and each.seq < signed.seq][-1]
    by_superior = {signed.step, rated.step} & {"sign_by_superior", "rate_by_superior"}
    by = {"superior" if by_superior else "rater": signed}
    after = [each for each in entries if each.seq > signed.seq and each.step in ("recall", "acknowledge")]
    if after and after[0].step == "acknowledge":
        by["employee"] = after[0]
    found = signatures(by, zone, document.signed_at.astimezone(zone).date(), at)
    ended = any(each.step == "recall" for each in after)
    if "employee" not in by and not ended and evaluation.state == "settled":
        name = document.contents["employee"]["name"]
        found.append({"capacity": "employee", "name": name, "at": None, "because": "not_returned"})
    return found
