"""What results serve in the plans of others, and whether that has changed since they were agreed: a question, not a
mark."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cycle_engine.models import Entry
from workflows.planning.cells import Cell
from workflows.planning.contents import Document, items, results
from workflows.planning.models import Plan
from workflows.planning.rows import Revision
from workflows.planning.ties import below

TOLD = ("id", "text", "kind")  # of a result
SETS = ("approve", "set_by_superior", "set_unsigned")


@dataclass(frozen=True, slots=True)
class Served:
    """What a result (`item`) serves in the plan of a leader (ids), with its indicators: as it was when the result's
    own plan was set, and as it is now; none where it was, or is, not there. `since`: when it changed last."""

    item: str
    plan: int
    leader: int
    before: dict[str, Any] | None
    now: dict[str, Any] | None
    since: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class _Set:
    """A revision of a plan and its employee (ids) with the moment at which it was set in force."""

    plan: int
    employee: int
    at: datetime.datetime
    contents: Document


def changed_items(before: Document, after: Document) -> set[str]:
    """The ids of results and indicators that say something else afterwards, or are gone; a result changes with its
    indicators, and they with its words."""
    return {item["id"] for _, item in items(before) if part(before, item["id"]) != part(after, item["id"])}


def part(contents: Document, item: str) -> dict[str, Any] | None:
    """What who serves it is told of a result with its indicators, or of one indicator; none where it is not there."""
    for result in results(contents):
        indicators = result.get("indicators", [])
        if result["id"] != item:
            indicators = [each for each in indicators if each["id"] == item]
        if result["id"] == item or indicators:
            told = {name: result[name] for name in TOLD if name in result}
            return told | {"indicators": indicators}
    return None


def served_above(plan: Plan) -> list[Served]:
    """What the results of the plan's revision in force serve in plans of leaders, in order. One query, and two more
    where some serve the matrix."""
    raters = Plan.objects.filter(cycle=plan.cycle_id, employee=plan.rater_id).exclude(state="void")
    sets = _sets(Q(plan=plan) | Q(plan__in=raters.values("pk")))
    own = sets.pop(plan.pk, [])
    if not own:
        return []
    rater = next(reversed(sets), None)
    served = {each["id"]: each.get("serves") or {} for each in results(own[-1].contents)}
    cells = cells_of({each.get("cell") or "" for each in served.values()})
    if cells:
        sets |= _sets(Q(plan__in={cell.plan_id for cell in cells.values()}))
    places = {item: _place(each, rater, cells) for item, each in served.items()}
    return [
        _served(item, place[1], sets[place[0]], own[-1].at)
        for item, place in places.items()
        if place and place[0] in sets
    ]


def _place(serves: dict[str, str], rater: int | None, cells: Mapping[str, Cell]) -> tuple[int, str] | None:
    """The plan (id) and the item in it that a result serves, as a result of the rater's or by the matrix."""
    if (above := serves.get("result")) and rater:
        return rater, above
    cell = cells.get(serves.get("cell") or "")
    return (cell.plan_id, cell.column) if cell else None


def _served(item: str, above: str, revisions: list[_Set], at: datetime.datetime) -> Served:
    """What stood there at the moment, what stands there now, and when it changed last."""
    then = next((each for each in reversed(revisions) if each.at <= at), revisions[0])
    before, since = part(then.contents, above), None
    last = before
    for each in revisions:
        if each.at > then.at and (now := part(each.contents, above)) != last:
            last, since = now, each.at
    leader = revisions[-1]
    return Served(item, leader.plan, leader.employee, before, last, since if last != before else None)


def cells_of(keys: Collection[str]) -> dict[str, Cell]:
    """These cells with their plans, as far as they are known, by id."""
    known = [int(each) for each in keys if each.isascii() and each.isdecimal() and len(each) < 19]
    cells = Cell.objects.filter(pk__in=known).select_related("plan") if known else ()
    return {str(cell.pk): cell for cell in cells}


def _sets(of: Q) -> dict[int, list[_Set]]:
    """The revisions of these plans that came into force, by plan, in the order in which they did; later plans of a
    person last. One query."""
    steps = Entry.objects.filter(chain="plan", chain_id=OuterRef("plan"), step__in=SETS)
    by_amendment = steps.filter(record="amendment", record_id=OuterRef("amendment")).values("at")[:1]
    first = steps.filter(record="plan").values("at")[:1]
    revisions = Revision.objects.filter(of, in_force_from__isnull=False).select_related("plan")
    found: dict[int, list[_Set]] = {}
    for each in revisions.annotate(at=Coalesce(Subquery(by_amendment), Subquery(first))).order_by(
        "plan__starts_on", "in_force_from", "number"
    ):
        if each.at:
            found.setdefault(each.plan_id, []).append(
                _Set(each.plan_id, each.plan.employee_id, each.at, each.contents)
            )
    return found


def serving(amendments: Mapping[int, tuple[Plan, Document]], day: datetime.date) -> dict[int, list[int]]:
    """The employees (ids) whose results in force on the day serve what these amendments (ids, each with its plan and
    what that is to say) change. Two queries."""
    before: dict[int, Document] = {}
    plans = [plan.pk for plan, _contents in amendments.values()]
    revisions = Revision.objects.filter(plan__in=plans, in_force_from__isnull=False)
    for each in revisions.order_by("in_force_from", "number"):
        if each.amendment_id not in amendments:
            before[each.plan_id] = each.contents
    changed = {
        key: (plan, changed_items(before.get(plan.pk, {}), contents))
        for key, (plan, contents) in amendments.items()
    }
    places = [(plan.pk, item) for plan, found in changed.values() for item in found]
    owners = defaultdict(set)
    for tie in below(places, day):
        owners[tie.above].add(tie.employee)
    return {
        key: sorted(set().union(*(owners[plan.pk, item] for item in found)))
        for key, (plan, found) in changed.items()
    }
