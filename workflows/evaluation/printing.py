"""A signed evaluation as it is printed on the regulation's forms: its document, with who signed it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from cycle_engine.clock import Moment
from cycle_engine.models import Entry
from directory.identities import unit_names
from directory.models import Person
from workflows.evaluation.models import Document, Evaluation
from workflows.planning.signatures import signature, zone_of

PEOPLE = ("employee", "rater", "superior")


def evaluation_document(evaluation: Evaluation, document: Document, at: Moment) -> dict[str, Any]:
    """One of the evaluation's documents. For readers who may read it."""
    zone, contents = zone_of(evaluation.plan.unit_id, at), document.contents
    agency = evaluation.plan.cycle.unit_id
    return {
        "document": contents,
        "hash": document.hash,
        "agency": unit_names([agency], document.signed_at.astimezone(zone).date()).get(agency, ""),
        "identities": _identities(contents),
        "signatures": _signatures(evaluation, document, zone),
    }


def is_by_superior(printed: dict[str, Any]) -> bool:
    """Whether the superior signed it in the rater's place (form D.1.2)."""
    return any(each["capacity"] == "superior" for each in printed["signatures"])


def _identities(contents: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The people as the document names them, each with the NIP, which it does not hold."""
    people = {each: contents[each] for each in PEOPLE}
    persons = [int(each["id"]) for each in people.values() if each["id"]]
    nips = {str(key): nip for key, nip in Person.objects.filter(pk__in=persons).values_list("pk", "nip")}
    fields = ("name", "rank", "post", "unit")
    return {
        capacity: {name: known[name] for name in fields} | {"nip": nips.get(known["id"], "")}
        for capacity, known in people.items()
    }


def _signatures(evaluation: Evaluation, document: Document, zone: ZoneInfo) -> list[dict[str, Any]]:
    entries = Entry.objects.filter(record="evaluation", record_id=evaluation.pk).order_by("seq")
    signed = entries.get(step__in=["sign", "sign_by_superior"], at=document.signed_at)
    rated = entries.filter(step__in=["rate", "rate_by_superior"], seq__lt=signed.seq).latest("seq")
    steps = {signed.step, rated.step}
    day = document.signed_at.astimezone(zone).date()
    found = [
        signature(
            "superior" if steps & {"sign_by_superior", "rate_by_superior"} else "rater", signed, zone, day
        )
    ]
    ended = entries.filter(step="recall", seq__gt=signed.seq).first()
    returned = entries.filter(step="acknowledge", seq__gt=signed.seq).first()
    if returned is not None and (ended is None or returned.seq < ended.seq):
        found.append(signature("employee", returned, zone, day))
    elif ended is None and evaluation.state == "settled":
        name = document.contents["employee"]["name"]
        found.append({"capacity": "employee", "name": name, "at": None, "because": "not_returned"})
    return found
