"""What stands beside plans in other tables, for lists of them: a fixed number of queries, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from cycle_engine.actors import Capacity
from cycle_engine.clock import Moment
from cycle_engine.look import Available
from cycle_engine.models import Deadline
from directory.models import PostRow, UnitRow
from directory.today import today
from workflows.planning.machine import AMENDING
from workflows.planning.models import Amendment
from workflows.planning.rows import Draft, Revision

REVISION = JSONObject(number="number", hash="hash", signed="signed", in_force_from="in_force_from")


def with_names(plans: QuerySet[Any], at: Moment) -> Any:
    """The same plans with what stands beside them in other tables."""
    posts = PostRow.objects.on(today(at)).filter(post=OuterRef("post"))
    units = UnitRow.objects.on(today(at)).filter(unit=OuterRef("unit"))
    revisions = Revision.objects.filter(plan=OuterRef("pk"))
    in_force = revisions.filter(in_force_from__isnull=False).order_by("-in_force_from", "-number")
    submitted = revisions.filter(amendment=None).order_by("-number")
    drafts = Draft.objects.filter(plan=OuterRef("pk"), amendment=None)
    amendments = Amendment.objects.filter(plan=OuterRef("pk"), state__in=AMENDING)
    overdue = Deadline.objects.filter(
        chain="plan", chain_id=OuterRef("pk"), closed_at=None, due_at__lte=at.now
    ).exclude(waits_for=Capacity.CLOCK)
    return plans.annotate(
        post_title=Coalesce(Subquery(posts.values("title")[:1]), "post__code", output_field=CharField()),
        unit_name=Coalesce(Subquery(units.values("name")[:1]), "unit__code", output_field=CharField()),
        in_force=Subquery(in_force.values(found=REVISION)[:1]),
        submitted=Subquery(submitted.values(found=REVISION)[:1]),
        edit=Subquery(drafts.values("edit")[:1]),
        live_amendment=Subquery(amendments.values("pk")[:1]),
        is_late=Exists(overdue),
    )


def duties_in(steps: Sequence[Available]) -> dict[Capacity, int]:
    """Who is first in duty in each capacity, as far as a step waits for it."""
    found: dict[Capacity, int] = {}
    for step in steps:
        for capacity, holder in step.waits_for:
            found.setdefault(capacity, holder.person)
    return found
