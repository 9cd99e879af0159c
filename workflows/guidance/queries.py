"""Reads of guidance and counselling, always as far as the reader may see. Closed unless opened here."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cycle_engine.clock import Moment
from workflows.guidance.models import Counselling, Guidance
from workflows.planning.queries import visible_plans


def visible_guidance(person: int, at: Moment | None = None) -> QuerySet[Guidance]:
    """Guidance of the plans that a person may see, and what he guides himself, with no more of those plans."""
    seen = Q(plan__in=visible_plans(person, at)) | Q(guide=person)
    return Guidance.objects.filter(seen).select_related("plan__cycle")


def visible_counselling(person: int, at: Moment | None = None) -> QuerySet[Counselling]:
    """Counselling on the plans that a person may see, and where he counsels, with no more of those plans."""
    seen = Q(plan__in=visible_plans(person, at)) | Q(counsellor=person)
    return Counselling.objects.filter(seen).select_related("plan__cycle")
