"""Reads of appeals, always as far as the reader may see. Closed unless opened here."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from cycle_engine import clock
from cycle_engine.clock import Moment
from cycle_engine.models import Deadline
from cycle_engine.tables import read_records
from workflows.appeals.facts import LIVE, AppealFacts
from workflows.appeals.limits import DECISION
from workflows.appeals.models import Appeal
from workflows.planning import sight
from workflows.planning.queries import visible_plans


def visible_appeals(person: int, at: Moment | None = None) -> QuerySet[Appeal]:
    """The appeals of the plans that a person may see, as who decides may too."""
    return Appeal.objects.filter(plan__in=visible_plans(person, at)).select_related("plan", "evaluation")


@sight.widen
def decided_by(person: int, at: Moment) -> Q:
    """Plans with a live appeal that the person decides, as named or in the line of the post that does."""
    named = Appeal.objects.filter(decider=person, state__in=LIVE).values("plan")
    below: set[int] = set()
    for day in sight.local_days(at.now):
        below |= sight.below(person, at, day)
    if not below:
        return Q(pk__in=named)
    rows = Appeal.objects.filter(state__in=LIVE, decider_post__in=below)
    live = list(rows.select_related("plan", "evaluation"))
    facts = AppealFacts(live, *at)
    reached = [
        appeal.plan_id for appeal in live if any(each.person == person for each in facts.deciders(appeal))
    ]
    return Q(pk__in=named) | Q(pk__in=reached)


def decides(person: int, appeal: Appeal, at: Moment) -> bool:
    """Whether the appeal is live and the person decides it, as `decided_by` finds."""
    return appeal.state in LIVE and any(
        each.person == person for each in AppealFacts([appeal], *at).deciders(appeal)
    )


def late(appeals: QuerySet[Appeal], now: datetime.datetime) -> QuerySet[Appeal]:
    """Those of the appeals for which somebody is late."""
    overdue = Deadline.objects.filter(
        record="appeal", record_id=OuterRef("pk"), closed_at=None, due_at__lte=now
    )
    return appeals.filter(Exists(overdue))


def late_ones(kind: str, now: datetime.datetime) -> list[int]:
    """Keys of the appeals of which an open deadline of this kind has passed, the oldest first."""
    rows = Deadline.objects.filter(record="appeal", kind=kind, closed_at=None, due_at__lte=now)
    return list(rows.order_by("due_at", "record_id").values_list("record_id", flat=True))


def overdue(now: datetime.datetime) -> list[int]:
    """Keys of the appeals whose decision is overdue and may be somebody's one post higher."""
    appeals = list(read_records(Appeal, late_ones(DECISION, now)).values())
    facts = AppealFacts(appeals, *clock.moment())
    return [appeal.pk for appeal in appeals if facts.next_seat(appeal)]


def without_their_decider() -> list[int]:
    """Keys of live appeals that another one decides today than was found last."""
    keys = list(Appeal.objects.filter(state__in=LIVE, named=False).values_list("pk", flat=True))
    appeals = list(read_records(Appeal, keys).values())
    facts = AppealFacts(appeals, *clock.moment())
    return [appeal.pk for appeal in appeals if facts.decider_has_left(appeal)]
