"""Action plans: what an employee means to do for his results (`III.A.2-3`), and what he has done."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from cycle_engine.clock import Moment
from cycle_engine.ledger.canonical import canonical, digest
from workflows.monitoring import rules
from workflows.monitoring.commands import desk_of
from workflows.monitoring.data import Acting, Action
from workflows.monitoring.models import ActionPlan, ProgressEntry
from workflows.monitoring.queries import progress_of
from workflows.planning import contents
from workflows.planning.documents import plan_document
from workflows.planning.models import Plan
from workflows.planning.signatures import zone_of


def write_action_plan(plan: int, result: str, actions: Sequence[Action], person: int) -> ActionPlan:
    """Write the action plan of a result anew: by the plan's owner, while it runs; the earlier ones stay.

    Raises Missing, NotYourTurn, WrongState or RulesBroken.
    """
    with desk_of(plan, person) as desk:
        case = Acting(result, actions, desk.results)
        desk.refuse(allowed=desk.owns, blockers=rules.broken(rules.ACTING, case))
        return ActionPlan.objects.create(
            plan_id=plan,
            result=result,
            actions=[asdict(each) for each in actions],
            written_by_id=person,
            written_at=desk.facts.now,
        )


def action_plans(plan: int) -> dict[str, ActionPlan]:
    """The action plan of each result that has one, by the result; one query."""
    return {row.result: row for row in ActionPlan.objects.filter(plan=plan).order_by("pk")}


def actions_of(row: ActionPlan | None) -> list[Action]:
    return [Action(**each) for each in row.actions] if row else []


def actions_document(plan: Plan, at: Moment, *, documented: bool) -> dict[str, Any]:
    """What stands on form B.1.1: each result in force with its actions; on B.1.2, where it is `documented`, what was
    done for it too.

    Signed by the employee when he wrote the last of it. For readers who may see the plan.
    """
    printed, zone = plan_document(plan, at), zone_of(plan.unit_id, at)
    planned = action_plans(plan.pk)
    done = progress_of([plan.pk], plan.starts_on, plan.ends_on)[plan.pk] if documented else []
    document = {
        "period": printed["document"]["period"],
        "results": [
            {
                "text": result["text"],
                "actions": [asdict(each) for each in actions_of(planned.get(result["id"]))],
                "entries": [
                    _entry(entry, indicator)
                    for indicator in result["indicators"]
                    for entry in done
                    if entry.indicator == indicator["id"]
                ],
            }
            for result in contents.results(printed["document"])
        ],
    }
    return {
        "document": document,
        "hash": digest(canonical(document)),
        "agency": printed["agency"],
        "identities": printed["identities"],
        "signatures": _signature([*planned.values(), *done], printed["identities"]["employee"], zone),
    }


def _entry(entry: Any, indicator: dict[str, Any]) -> dict[str, Any]:
    return {
        "day": entry.day.isoformat(),
        "value": entry.value,
        "unit": indicator.get("unit") or "",
        "note": entry.note,
        "evidence": [each.name for each in entry.evidence.all()],
    }


def _signature(
    rows: list[ActionPlan | ProgressEntry], employee: dict[str, str], zone: ZoneInfo
) -> list[dict[str, Any]]:
    if not rows:
        return []
    last: datetime.datetime = max(row.written_at for row in rows)
    at = last.astimezone(zone).isoformat(timespec="seconds")
    return [{"capacity": "employee", "name": employee["name"], "nip": employee["nip"], "at": at}]
