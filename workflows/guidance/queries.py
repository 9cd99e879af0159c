"""Reads of guidance and counselling, always as far as the reader may see. Closed unless opened here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, Manager, Q, QuerySet, Value

from cycle_engine.actors import Capacity
from cycle_engine.clock import Moment
from cycle_engine.machine import MACHINES, machine_of
from directory.many import any_of
from directory.remit import charges_of, grants_of
from workflows.guidance.machine import COUNSELLING_TURNS, GUIDANCE_TURNS
from workflows.guidance.models import Counselling, Guidance
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


STEPS = GUIDANCE_TURNS | COUNSELLING_TURNS


def turns(person: int, at: Moment) -> list[Turn]:
    """The guidance and counselling that waits for a person; it has no last day. One query, and what the facts of
    plans have not remembered."""
    led = Q(employee=person) | Q(rater_post__in=any_of(charges_of(person, at).posts))
    managed = Q(unit__in=any_of(grants_of(person, at).manages))
    guided = _waiting("guidance", GUIDANCE_TURNS, led, "guide", person)
    counselled = _waiting("counselling", COUNSELLING_TURNS, managed, "counsellor", person)
    rows = list(guided.union(counselled, all=True).order_by("kind", "key"))
    facts: Any = machine_of(Plan).facts(rows, *at)
    facts.deadlines = {row.pk: {} for row in rows}  # what has no last day passes to nobody
    return [Turn(row.kind, row.key, row, STEPS[row.stands]) for row in rows if person in _whose(row, facts)]


def _waiting(kind: str, states: Collection[str], near: Q, named: str, person: int) -> QuerySet[Any]:
    """Plans near the person, or with him named in a record of this kind, once for each record that waits: with its
    `kind`, its `key`, where it `stands` and who is `named` in it."""
    rows = f"{kind}s"
    found = Plan.objects.filter(near | Q(**{f"{rows}__{named}": person}), **{f"{rows}__state__in": [*states]})
    told = {"key": F(f"{rows}__pk"), "stands": F(f"{rows}__state"), "named": F(f"{rows}__{named}")}
    return found.annotate(kind=Value(kind), **told)


def _whose(plan: Any, facts: Any) -> set[int | None]:
    """Whose turn it is in what waits on the plan: of those who may take the step that is asked."""
    by = MACHINES[plan.kind].steps[STEPS[plan.stands]].declaration.by
    return {person for each in by for person in _people(plan, each, facts)}


def _people(plan: Any, capacity: Capacity, facts: Any) -> set[int | None]:
    """Who holds the capacity in what waits on the plan. The guide is who is named, and the rater where nobody is."""
    guides = capacity is Capacity.GUIDE
    if guides and plan.named:
        return {plan.named}
    return {each.person for each in facts.holders(plan, Capacity.RATER if guides else capacity)}
