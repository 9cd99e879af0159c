"""How the contents of a plan begin: as the template of its post, or as the owner's last plan in the same post."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import Blocker
from cycle_engine.statements import ask
from workflows.planning.contents import Document, renamed, results

if TYPE_CHECKING:
    from workflows.planning.models import Plan

Source = Literal["template", "last_year"]
Seat = tuple[int, int | None]  # a cycle, and who rates in it

NOTHING: Mapping[Source, Blocker] = {
    "template": Blocker("ours:no_template", _("This post has no template.")),
    "last_year": Blocker("ours:no_last_year", _("No earlier plan was in force for you in this post.")),
}
NOT_EMPTY = Blocker("ours:contents_there", _("The plan has contents already. Say that they may be replaced."))


@dataclass(frozen=True, slots=True)
class Last:
    """The contents in force of somebody's last plan, and who rated in its cycle."""

    contents: Document
    rated: Seat


def is_empty(contents: Document) -> bool:
    """Whether nothing was written yet."""
    annexes = contents.get("annexes", {}).values()
    return not (contents.get("results") or contents.get("behaviours") or any(annexes))


def last_years(plans: Collection[Plan], rates: Mapping[int, int | None]) -> dict[int, Document]:
    """By employee: the contents with which each of these new plans begins when it goes on where the last one ended.

    `rates`: who rates each employee now. Only where the employee's last plan was in the same post and came into
    force. Targets are kept and ids are new. What served a result of the rater's serves the result of the same
    words in the plan in force of who rates now, and else is left open. Each result is `carried_over`. Two queries.
    """
    found = _last(plans)
    seats = {last.rated for last in found.values()} | {
        (plan.cycle_id, rates[plan.employee_id]) for plan in plans
    }
    told = _told(seats) if any(_served(last.contents) for last in found.values()) else {}
    return {
        plan.employee_id: _carried(
            found[plan.employee_id].contents,
            told.get(found[plan.employee_id].rated, {}),
            told.get((plan.cycle_id, rates[plan.employee_id]), {}),
        )
        for plan in plans
        if plan.employee_id in found
    }


def _served(contents: Document) -> bool:
    return any((each.get("serves") or {}).get("result") for each in results(contents))


def _carried(contents: Document, then: Mapping[str, str], now: Mapping[str, str]) -> Document:
    """`then` and `now`: what the results in force of who rated, and of who rates, say, by id."""
    ids = {text: item for item, text in now.items()}
    carried = renamed(contents)
    for result in carried["results"]:
        result["carried_over"] = True
        if served := (result.get("serves") or {}).get("result"):
            kept = ids.get(then.get(served, ""))
            result["serves"] = {"result": kept} if kept else {}
    return carried


def _last(plans: Collection[Plan]) -> dict[int, Last]:
    keys = [[getattr(plan, name) for plan in plans] for name in ("employee_id", "post_id", "starts_on")]
    rows = ask(LAST, *keys)
    return {employee: Last(json.loads(contents), (cycle, rater)) for employee, cycle, rater, contents in rows}


def _told(seats: Collection[Seat]) -> dict[Seat, dict[str, str]]:
    """What the results in force in each of these persons' own plans of a cycle say, by id."""
    found: dict[Seat, dict[str, str]] = {}
    known = [seat for seat in seats if seat[1] is not None]
    for cycle, person, item, text in ask(TOLD, [seat[0] for seat in known], [seat[1] for seat in known]):
        found.setdefault((cycle, person), {})[item] = text
    return found


LAST = """
    SELECT k.employee, last.cycle_id, last.rater_id, revision.contents
    FROM unnest(%s::bigint[], %s::bigint[], %s::date[]) AS k(employee, post, starts_on)
    CROSS JOIN LATERAL (
        SELECT p.id, p.post_id, p.cycle_id, p.rater_id FROM planning_plan p
        WHERE p.employee_id = k.employee AND NOT p.voided AND p.ends_on < k.starts_on
        ORDER BY p.ends_on DESC LIMIT 1
    ) AS last
    CROSS JOIN LATERAL (
        SELECT r.contents FROM planning_revision r
        WHERE r.plan_id = last.id AND r.in_force_from IS NOT NULL
        ORDER BY r.in_force_from DESC, r.number DESC LIMIT 1
    ) AS revision
    WHERE last.post_id = k.post
"""
TOLD = """
    SELECT k.cycle, k.person, i.item, i.text
    FROM unnest(%s::bigint[], %s::bigint[]) AS k(cycle, person)
    CROSS JOIN LATERAL (
        SELECT r.id FROM planning_revision r JOIN planning_plan p ON p.id = r.plan_id
        WHERE p.cycle_id = k.cycle AND p.employee_id = k.person AND NOT p.voided AND r.in_force_from IS NOT NULL
        ORDER BY r.in_force_from DESC, r.number DESC LIMIT 1
    ) AS revision
    JOIN planning_item i ON i.revision_id = revision.id AND i.of = ''
"""
