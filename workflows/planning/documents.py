"""A plan as it is printed on the regulation's forms: plain data, with names for ids."""

from __future__ import annotations

import datetime
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from cycle_engine.actors import Capacity
from cycle_engine.clock import Moment
from cycle_engine.ledger.canonical import canonical, digest
from cycle_engine.models import Entry
from directory.identities import Identity, Place, identities
from workflows.planning.contents import Document
from workflows.planning.models import Plan
from workflows.planning.rows import Draft, Revision
from workflows.planning.serving import with_what_they_serve
from workflows.planning.signatures import agency_of, place_of, seat_of, signatures, zone_of

SETS = ("approve", "set_by_superior", "set_unsigned")
SIGNS_AS = {Capacity.OWNER: "employee", Capacity.RATER: "rater", Capacity.SUPERIOR: "superior"}


def plan_document(plan: Plan, at: Moment) -> dict[str, Any]:
    """The plan's revision in force, else its newest frozen one, else its draft (`standing`).

    People are described as of the day from which the revision was in force, or on which it was frozen; of a
    draft as they are today. For readers who may see the plan.
    """
    zone = zone_of(plan.unit_id, at)
    revision = _revision(plan)
    contents, frozen = (revision.contents, revision.hash) if revision else _drafted(plan)
    entries = _signatures(plan, revision) if revision else {}
    day = _day(revision, zone) or at.now.astimezone(zone).date()
    places = _places(plan, entries, day, at)
    people = identities(list(places.values()), day, at.epoch)
    rater = people[places["rater"]]
    return {
        "document": {
            **contents,
            "results": with_what_they_serve(contents, plan, places["rater"][0], rater.post, day, at.epoch),
            "period": {"from": plan.starts_on.isoformat(), "to": plan.ends_on.isoformat()},
        },
        "hash": frozen,
        "standing": _standing(revision),
        "agency": agency_of(plan, day, at),
        "identities": {capacity: asdict(people[place]) for capacity, place in places.items()},
        "signatures": _signed(revision, signatures(entries, zone, day, at), people[places["employee"]]),
    }


def _revision(plan: Plan) -> Revision | None:
    revisions = Revision.objects.filter(plan=plan)
    in_force = revisions.filter(in_force_from__isnull=False).order_by("-in_force_from", "-number").first()
    return in_force or revisions.order_by("-number").first()


def _drafted(plan: Plan) -> tuple[Document, str]:
    contents = Draft.objects.get(plan=plan, amendment=None).contents
    return contents, digest(canonical(contents))


def _standing(revision: Revision | None) -> str:
    if revision is None:
        return "draft"
    return "in_force" if revision.in_force_from else "frozen"


def _day(revision: Revision | None, zone: ZoneInfo) -> datetime.date | None:
    if revision is None:
        return None
    return revision.in_force_from or revision.frozen_at.astimezone(zone).date()


# Who signed


def _signatures(plan: Plan, revision: Revision) -> dict[str, Entry]:
    """The entries by which the revision was signed and set, by what each signed as."""
    record = ("amendment", revision.amendment_id) if revision.amendment_id else ("plan", plan.pk)
    entries = Entry.objects.filter(chain="plan", chain_id=plan.pk, record=record[0], record_id=record[1])
    steps = (["submit"] if revision.signed else []) + (list(SETS) if revision.in_force_from else [])
    found = entries.filter(step__in=steps).order_by("seq")
    return {SIGNS_AS[Capacity(entry.capacity)]: entry for entry in found}


def _places(plan: Plan, entries: dict[str, Entry], day: datetime.date, at: Moment) -> dict[str, Place]:
    """Who stands on the form, each with his post: of those who signed, in whose name it was done."""
    places: dict[str, Place] = {"employee": (plan.employee_id, plan.post_id)}
    for capacity in ("rater", "superior"):
        if entry := entries.get(capacity):
            places[capacity] = place_of(entry, day, at)
    places.setdefault("rater", seat_of(plan.rater_id, plan.rater_post_id, day, at))
    return places


def _signed(
    revision: Revision | None, found: list[dict[str, Any]], employee: Identity
) -> list[dict[str, Any]]:
    """These signatures; that the employee did not sign is said in his place."""
    if revision and revision.in_force_from and not revision.signed:
        return [*found, {"capacity": "employee", "name": employee.name, "at": None, "because": "not_signed"}]
    return found
