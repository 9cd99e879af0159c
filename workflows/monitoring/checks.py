"""Evidence is looked at again and again long before it is needed; its owner is told what broke, and what is whole
again."""

from __future__ import annotations

import datetime
import logging
from datetime import timedelta
from time import monotonic

from django.db import transaction

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.case import Changes
from cycle_engine.record import record
from workflows.monitoring import store
from workflows.monitoring.errors import Damaged
from workflows.monitoring.links import Found, look
from workflows.monitoring.models import Evidence, EvidenceCheck, EvidenceLog, Why
from workflows.planning.machine import PlanState
from workflows.planning.models import Plan

EVERY = timedelta(days=7)  # what is whole
AGAIN = timedelta(days=1)  # what is not
HELD = timedelta(hours=1)  # by who looks at it, and may die over it
ROUND = 8.0  # seconds
PATIENCE = 2  # times in a row that a link must fail until it counts as broken: a host may rest for a night
OVER = frozenset({PlanState.CLOSED, PlanState.VOID})

logger = logging.getLogger(__name__)


def sweep() -> int:
    """Look at evidence whose turn it is, for one round, and say how many pieces were looked at.

    Any number of sweeps may run: each piece is claimed by one. What belongs to closed or void plans is left alone.
    """
    looked, end = 0, monotonic() + ROUND
    while monotonic() < end and (check := _claim(clock.now())):
        if check.evidence.plan.state in OVER:
            EvidenceCheck.objects.filter(pk=check.pk).update(next_at=None)
            continue
        note(check, _found(check.evidence), clock.now())
        looked += 1
    return looked


@transaction.atomic
def _claim(now: datetime.datetime) -> EvidenceCheck | None:
    """What has waited longest, put off already: whoever dies over it loses nothing."""
    due = EvidenceCheck.objects.filter(next_at__lte=now).select_related("evidence__plan")
    check = due.select_for_update(skip_locked=True, of=("self",)).order_by("next_at").first()
    if check:
        EvidenceCheck.objects.filter(pk=check.pk).update(next_at=now + HELD)
    return check


def _found(evidence: Evidence) -> Found:
    try:
        if evidence.url:
            return look(evidence.url)
        store.opened(evidence.sha256).close()
    except Damaged:
        return Found(Why.DAMAGED)
    except Exception:  # a name that is looked up for long is cut off from outside
        logger.exception("Evidence could not be looked at: %s", evidence.pk)
        return Found(Why.SILENT)
    return Found()


def note(check: EvidenceCheck, found: Found, now: datetime.datetime) -> None:
    """Remember what was found; once it is broken, and once it is whole again, tell the owner of the plan."""
    failures = check.failures + 1 if found.why else 0
    is_broken = failures >= (PATIENCE if check.evidence.url else 1)
    was_broken = check.broken_since is not None
    changes = Changes()
    changes.change(
        check,
        looked_at=now,
        next_at=now + (AGAIN if found.why else EVERY),
        why=found.why,
        failures=failures,
        broken_since=(check.broken_since or now) if is_broken else None,
        status=found.status,
        reached=found.reached,
    )
    if is_broken == was_broken:
        check.save(update_fields=changes.changed[0][1])
        return
    act = "note_broken_evidence" if is_broken else "note_whole_evidence"
    _enter(check.evidence, act, changes, found.why)


def _enter(evidence: Evidence, act: str, changes: Changes, why: str) -> None:
    plan: Plan = evidence.plan
    record(
        [EvidenceLog.objects.filter(plan=plan).first() or EvidenceLog(plan=plan)],
        act,
        changes,
        actor=Actor.clock(),
        notes=[{"evidence": str(evidence.pk), "why": why}],
        unit=plan.unit_id,
        tells={plan.employee_id: Capacity.OWNER},
        about={"plan": plan.pk, "employee": plan.employee_id},
    )
