"""Guidance and counselling as they are printed on forms B.1.6-B.1.10: plain data, with names for ids."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from cycle_engine.clock import Moment
from cycle_engine.models import Entry
from directory.identities import Place, identities
from workflows.guidance.disclosure import Papers
from workflows.guidance.models import Counselling, Guidance
from workflows.planning import contents
from workflows.planning.models import Plan
from workflows.planning.rows import Revision
from workflows.planning.signatures import agency_of, seat_of, signatures, zone_of

# By form: the part of the record that stands on it, and the steps by which it was signed, each as what.
OF_GUIDANCE: dict[str, tuple[str, Mapping[str, str]]] = {
    "B.1.6": ("sheet", {"sign": "guide", "countersign": "employee"}),
    "B.1.7": ("sheet", {"sign": "guide", "countersign": "employee"}),
    "B.1.8": ("experience", {"give_feedback": "employee"}),
    "B.1.9": ("assessment", {"assess": "guide"}),
}
SHEETS = {"coaching": "B.1.6", "mentoring": "B.1.7"}  # for training the norm has no form
REPORT = "B.1.10"


def guidance_forms(guidance: Guidance, papers: Papers) -> tuple[str, ...]:
    """The forms of a guidance that these papers fill."""
    sheets = set(SHEETS.values()) - {SHEETS.get(guidance.way)}
    return tuple(form for form, (part, _) in OF_GUIDANCE.items() if part in papers and form not in sheets)


def counselling_forms(papers: Papers) -> tuple[str, ...]:
    """The form of a counselling, where these papers fill it."""
    return (REPORT,) if "report" in papers else ()


def guidance_document(guidance: Guidance, papers: Papers, form: str, at: Moment) -> dict[str, Any]:
    """What stands on this form, one of `guidance_forms`."""
    part, signed_by = OF_GUIDANCE[form]
    paper = papers[part]
    document = dict(paper.contents)
    if part == "sheet":
        known = indicators_known(guidance.plan, paper.written_at, at)
        document["coached"] = [
            each | {"indicator": known.get(each["indicator"])} for each in paper.contents["coached"]
        ]
    return _printed(guidance, document, paper, signed_by, at)


def counselling_document(counselling: Counselling, papers: Papers, at: Moment) -> dict[str, Any]:
    """What stands on form B.1.10: the report, and the value that it is about."""
    paper = papers["report"]
    document = paper.contents | {"value": papers["concern"].contents["value"]}
    return _printed(counselling, document, paper, {"report": "rater"}, at)


def indicators_known(plan: Plan, when: datetime.datetime, at: Moment) -> dict[str, dict[str, Any]]:
    """The indicators that were in force until that day, by id, each as it was last."""
    day = when.astimezone(zone_of(plan.unit_id, at)).date()
    revisions = Revision.objects.filter(plan=plan, in_force_from__lte=day).order_by("in_force_from", "number")
    items = [item for revision in revisions for item in contents.items(revision.contents)]
    return {item["id"]: item for result, item in items if result}


def _printed(
    record: Guidance | Counselling,
    document: dict[str, Any],
    paper: Any,
    signed_by: Mapping[str, str],
    at: Moment,
) -> dict[str, Any]:
    """People are described as of the day on which it was written; the hash is what the ledger commits to."""
    plan: Plan = record.plan
    zone = zone_of(plan.unit_id, at)
    day = paper.written_at.astimezone(zone).date()
    places: dict[str, Place] = {
        "employee": (plan.employee_id, plan.post_id),
        "rater": seat_of(plan.rater_id, plan.rater_post_id, day, at),
    }
    people = identities(list(places.values()), day, at.epoch)
    period = {"from": plan.starts_on.isoformat(), "to": plan.ends_on.isoformat()}
    return {
        "document": document | {"period": period},
        "hash": paper.commitment,
        "agency": agency_of(plan, day, at),
        "identities": {name: asdict(people[place]) for name, place in places.items()},
        "signatures": signatures(_signed(record, paper, signed_by), zone, day, at),
    }


def _signed(record: Guidance | Counselling, paper: Any, signed_by: Mapping[str, str]) -> dict[str, Entry]:
    """The entries by which the paper was signed, by as what: none is older than it."""
    kind = str(record._meta.model_name)
    entries = Entry.objects.filter(record=kind, record_id=record.pk, step__in=list(signed_by))
    newer = entries.filter(at__gte=paper.written_at).order_by("seq")
    return {signed_by[entry.step]: entry for entry in newer}
