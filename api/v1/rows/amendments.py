"""Amendments as answers show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from api.v1.names import Names
from api.v1.rows.plans import allowed, revision_name
from api.v1.shapes import Amendment
from cycle_engine.clock import Moment
from cycle_engine.look import available_steps
from cycle_engine.models import Deadline
from workflows.planning.beside import REVISION
from workflows.planning.rows import Draft, Revision


def rows(amendments: QuerySet[Any], at: Moment) -> Any:
    """The same amendments with what stands beside them in other tables."""
    newest = Revision.objects.filter(amendment=OuterRef("pk")).order_by("-number")
    overdue = Deadline.objects.filter(
        record="amendment", record_id=OuterRef("pk"), closed_at=None, due_at__lte=at.now
    )
    return amendments.select_related("plan").annotate(
        submitted=Subquery(newest.values(found=REVISION)[:1]),
        edit=Subquery(Draft.objects.filter(amendment=OuterRef("pk")).values("edit")[:1]),
        is_late=Exists(overdue),
    )


def show(amendments: Sequence[Any], reader: int, at: Moment) -> list[Amendment]:
    """These amendments, as `rows` found them, in their order."""
    steps = available_steps(amendments, reader)
    names = Names.of((each.proposed_by_id for each in amendments), at)
    return [
        Amendment(
            id=str(each.pk),
            plan=str(each.plan_id),
            state=each.state,
            state_label=str(each.get_state_display()),
            version=each.version,
            causes=each.causes,
            proposed_by=names.maybe(each.proposed_by_id),
            revision_submitted=revision_name(each.submitted) if each.state == "submitted" else None,
            edit=each.edit,
            late=each.is_late,
            allowed_steps=allowed(steps[each.pk]),
        )
        for each in amendments
    ]
