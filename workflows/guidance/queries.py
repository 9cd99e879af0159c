"""Reads of guidance and counselling, always as far as the reader may see. Closed unless opened here."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Manager, Q, QuerySet

from cycle_engine.clock import Moment
from workflows.guidance.models import Counselling, Guidance
from workflows.planning.queries import visible_plans

R = TypeVar("R", Guidance, Counselling)


def visible_guidance(person: int, at: Moment | None = None) -> QuerySet[Guidance]:
    """Guidance of the plans that a person may see, and what he guides himself, with no more of those plans."""
    return _known(Guidance.objects, person, at, Q(guide=person))


def visible_counselling(person: int, at: Moment | None = None) -> QuerySet[Counselling]:
    """Counselling on the plans that a person may see, and where he counsels, with no more of those plans."""
    return _known(Counselling.objects, person, at, Q(counsellor=person))


def _known(rows: Manager[R], person: int, at: Moment | None, guided: Q) -> QuerySet[R]:
    """Each with `sees_plan`: whether he sees its plan too."""
    seen = rows.annotate(sees_plan=Q(plan__in=visible_plans(person, at)))
    return seen.filter(Q(sees_plan=True) | guided).select_related("plan__cycle")
