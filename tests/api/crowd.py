"""Many plans at once, made by the engine: quicker than one by one over HTTP."""

from __future__ import annotations

from typing import Any

from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.perform import perform_many
from cycle_engine.record import record
from directory.models import Assignment, Person, PersonRow, Post, PostRow
from tests.agency import EVER, Agency
from tests.workflows.evaluation.office import Q1, WINDOW, Office
from workflows.cycles.commands import create_cycle
from workflows.cycles.policy import Policy
from workflows.evaluation import clockwork
from workflows.evaluation.models import Evaluation
from workflows.jobs.commands import run_waiting
from workflows.planning.commands import draft_plan, open_cycle, put_templates
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


def colleagues(agency: Agency, count: int) -> list[int]:
    """Plans in force of so many new officers whom Budi rates."""
    posts = [Post(code=f"STAF-{number}") for number in range(count)]
    budi, unit = agency.posts["budi"], agency.units["KEC-PEL"]
    described = {"title": "Staf", "unit": unit, "superior": budi, "level": "pelaksana", "valid_from": EVER}
    _enter(posts, [PostRow(post=post, **described) for post in posts])
    people = [Person(nip=post.code, nip_hash=post.code) for post in posts]
    rows: list[Any] = [
        PersonRow(person=person, name=person.nip, kind="PNS", valid_from=EVER) for person in people
    ]
    rows += [
        Assignment(person=person, post=post, valid_from=EVER)
        for person, post in zip(people, posts, strict=True)
    ]
    _enter(people, rows)
    put_templates(dict.fromkeys((post.pk for post in posts), agency.complete_contents()))
    open_cycle(agency.cycle, Actor.clock())
    run_waiting()
    plans = list(Plan.objects.filter(employee__in=people).order_by("pk"))
    for plan in plans:
        _all([plan.pk], "submit", plan.employee_id)
    frozen = Revision.objects.filter(plan=plans[0]).get()
    _all([plan.pk for plan in plans], "approve", agency.budi, data=NamedRevision(frozen.hash))
    return [plan.pk for plan in plans]


def _enter(things: list[Any], rows: list[Any]) -> None:
    record(things, "describe", Changes(rows), actor=Actor.clock(), notes=[{}] * len(things))


def evaluated(office: Office, count: int, word: str = "baik") -> list[int]:
    """Open evaluations of so many in one unit, which Budi may rate without their reports on 20 April 2026."""
    plans = colleagues(office.agency, count)
    office.at(WINDOW[Q1])
    office.achieved(Q1, word)
    clockwork.open_windows()
    office.at("2026-04-20 09:00")
    return list(Evaluation.objects.filter(plan__in=plans).order_by("pk").values_list("pk", flat=True))
