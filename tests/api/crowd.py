"""Many plans at once, made by the engine: quicker than one by one over HTTP."""

from __future__ import annotations

from typing import Any

from cycle_engine.actors import Actor
from cycle_engine.perform import perform_many
from tests.agency import Agency
from workflows.cycles.commands import create_cycle
from workflows.cycles.policy import Policy
from workflows.planning.commands import draft_plan
from workflows.planning.data import NamedRevision
from workflows.planning.models import Plan
from workflows.planning.rows import Draft, Revision


def drafts(agency: Agency, name: str, years: range) -> list[int]:
    """Plans of one person in years to come, complete, in drafting."""
    found = []
    for year in years:
        cycle = create_cycle(year, agency.units["KAB"].pk, Policy(), Actor.clock())
        person, post = agency.people[name].pk, agency.posts[name].pk
        found.append(draft_plan(cycle, person, post, cycle.starts_on, actor=Actor.clock()).record.pk)
    Draft.objects.filter(plan__in=found).update(contents=agency.complete_contents())
    return found


def mixed(agency: Agency, years: range) -> list[int]:
    """Plans of Ani, of each four one in drafting, submitted, returned and in force."""
    plans = drafts(agency, "ani", years)
    _all([plan for number, plan in enumerate(plans) if number % 4], "submit", agency.ani)
    _all(plans[2::4], "return_for_revision", agency.budi, reason="Perbaiki")
    for plan in plans[3::4]:
        revision = Revision.objects.get(plan=plan)
        _all([plan], "approve", agency.budi, data=NamedRevision(revision.hash))
    return plans


def _all(plans: list[int], step: str, person: int, **wish: Any) -> None:
    acts = perform_many(Plan, plans, step, actor=Actor.of(person), **wish)
    assert [act.error for act in acts if act.error] == []
