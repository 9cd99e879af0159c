"""Guidance and counselling as answers show them: each reader reads the papers that are for his eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from api.v1.names import Names
from api.v1.rows.plans import allowed
from api.v1.shapes import Named
from cycle_engine.actors import Holder
from cycle_engine.clock import Moment
from cycle_engine.look import Available, available_steps
from workflows.guidance.data import Assessment, BehaviourReport, Concern, Experience, Sheet
from workflows.guidance.disclosure import Papers, papers
from workflows.guidance.facts import CounsellingFacts, GuidanceFacts
from workflows.guidance.papers import text, written


@dataclass(frozen=True)
class GuidanceShape:
    """A guidance; `guide`: who guides today. A paper that is not there yet, or not for you to read, is null."""

    id: str
    plan: str
    employee: Named
    way: str
    guide: Named | None
    state: str
    state_label: str
    version: int
    sheet: Sheet | None
    experience: Experience | None
    assessment: Assessment | None
    follow_up: str | None
    allowed_steps: list[str]


@dataclass(frozen=True)
class CounsellingShape:
    """A counselling. What is not there yet, or not for you to read, is null; `session` is for employee and
    counsellor alone."""

    id: str
    plan: str
    employee: Named
    counsellor: Named | None
    state: str
    state_label: str
    version: int
    concern: Concern | None
    report: BehaviourReport | None
    meeting: str | None
    session: str | None
    recommendation: str | None
    follow_up: str | None
    allowed_steps: list[str]


def rows(records: QuerySet[Any], at: Moment) -> QuerySet[Any]:
    """The same records with their plans."""
    return records.select_related("plan__cycle")


def show_guidance(records: Sequence[Any], reader: int, at: Moment) -> list[GuidanceShape]:
    """These guidances in their order; a fixed number of queries."""
    facts = GuidanceFacts(records, *at)
    found, steps = papers(records, facts, reader), available_steps(records, reader, facts)
    guides = {each.pk: _first(facts.guides(each)) for each in records}
    names = Names.of([*guides.values(), *(each.plan.employee_id for each in records)], at)
    return [
        _guidance(each, found[each.pk], steps[each.pk], names.maybe(guides[each.pk]), names)
        for each in records
    ]


def _guidance(
    record: Any, found: Papers, steps: Sequence[Available], guide: Named | None, names: Names
) -> GuidanceShape:
    return GuidanceShape(
        id=str(record.pk),
        plan=str(record.plan_id),
        employee=names.named(record.plan.employee_id),
        way=record.way,
        guide=guide,
        state=record.state,
        state_label=str(record.get_state_display()),
        version=record.version,
        sheet=written(found, "sheet", Sheet),
        experience=written(found, "experience", Experience),
        assessment=written(found, "assessment", Assessment),
        follow_up=text(found, "follow_up"),
        allowed_steps=allowed(steps),
    )


def show_counselling(records: Sequence[Any], reader: int, at: Moment) -> list[CounsellingShape]:
    """These counsellings in their order; a fixed number of queries."""
    facts = CounsellingFacts(records, *at)
    found, steps = papers(records, facts, reader), available_steps(records, reader, facts)
    people = [person for each in records for person in (each.plan.employee_id, each.counsellor_id)]
    names = Names.of(people, at)
    return [_counselling(each, found[each.pk], steps[each.pk], names) for each in records]


def _counselling(record: Any, found: Papers, steps: Sequence[Available], names: Names) -> CounsellingShape:
    return CounsellingShape(
        id=str(record.pk),
        plan=str(record.plan_id),
        employee=names.named(record.plan.employee_id),
        counsellor=names.maybe(record.counsellor_id),
        state=record.state,
        state_label=str(record.get_state_display()),
        version=record.version,
        concern=written(found, "concern", Concern),
        report=written(found, "report", BehaviourReport),
        meeting=text(found, "meeting"),
        session=text(found, "session"),
        recommendation=text(found, "recommendation"),
        follow_up=text(found, "follow_up"),
        allowed_steps=allowed(steps),
    )


def _first(holders: tuple[Holder, ...]) -> int | None:
    return holders[0].person if holders else None
