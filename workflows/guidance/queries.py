"""Reads of guidance and counselling, always as far as the reader may see. Closed unless opened here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, Manager, Q, QuerySet, Value

from cycle_engine.clock import Moment
from directory.duty import RATER, SUPERIOR
from directory.many import any_of
from directory.remit import grants_of
from workflows.guidance.machine import COUNSELLING_TURNS, GUIDANCE_TURNS
from workflows.guidance.models import Counselling, Guidance
from workflows.planning import sight
from workflows.planning.models import Plan
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


# What waits


@dataclass(frozen=True, slots=True)
class Turn:
    """A guidance or a counselling (`kind`, `key`) that waits for somebody, its plan, and the step he is asked for."""

    kind: str
    key: int
    plan: Plan
    step: str


def turns(person: int, at: Moment) -> list[Turn]:
    """The guidance and counselling that waits for a person; it has no last day. One query."""
    guided = _waiting("guidance", "guidances", _guided_by(person, at), GUIDANCE_TURNS)
    counselled = _waiting("counselling", "counsellings", _counselled_by(person, at), COUNSELLING_TURNS)
    rows = guided.union(counselled, all=True).order_by("kind", "key")
    steps = GUIDANCE_TURNS | COUNSELLING_TURNS
    return [Turn(row.kind, row.key, row, steps[row.stands]) for row in rows]


def _guided_by(person: int, at: Moment) -> Q:
    """Plans with guidance in which it is the person's turn."""
    guide = Q(guidances__guide=person) | Q(guidances__guide=None) & sight.charged(person, at, RATER)
    return (
        Q(guidances__state__in=["arranged", "agreed"]) & guide
        | Q(guidances__state="signed", employee=person)
        | Q(guidances__state="assessed") & sight.charged(person, at, SUPERIOR)
    )


def _counselled_by(person: int, at: Moment) -> Q:
    """Plans with counselling in which it is the person's turn; who has a duty towards a plan does not manage it."""
    managed = (
        Q(unit__in=any_of(grants_of(person, at).manages)) & ~Q(employee=person) & ~sight.charged(person, at)
    )
    return (
        Q(counsellings__state="assigned", counsellings__counsellor=person)
        | Q(counsellings__state__in=["reported", "counselled"]) & managed
    )


def _waiting(kind: str, rows: str, theirs: Q, states: Collection[str]) -> QuerySet[Any]:
    """These plans, once for each record of this kind that waits, with its `kind`, its `key` and where it `stands`."""
    found = Plan.objects.filter(theirs, **{f"{rows}__state__in": [*states]})
    return found.annotate(kind=Value(kind), key=F(f"{rows}__pk"), stands=F(f"{rows}__state"))
