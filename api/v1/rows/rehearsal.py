"""A rehearsal as answers and sheets show it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from api.v1.shapes import Named, Titled
from cycle_engine.actors import Holder
from directory.models import PostRow
from workflows.planning.findings import Finding
from workflows.planning.rehearsal import Fix, Rehearsal, Route, Summary
from workflows.planning.ways import Known


@dataclass(frozen=True)
class FindingShape:
    """Something to mend, in which post or with which person. `severity`: blocks, or warns."""

    code: str
    severity: str
    message: str
    who_can_help: str | None
    post: Titled | None
    person: Named | None


@dataclass(frozen=True)
class ActingShape:
    """Who would act, in which post, and for whom he stands in, if he does."""

    person: Named
    post: Titled
    on_behalf_of: Named | None


@dataclass(frozen=True)
class RouteShape:
    """A person's way through the year: the post that the plan would name as the rater's, and who would act."""

    employee: Named
    post: Titled | None
    unit: Named | None
    rater_post: Titled | None
    rater: ActingShape | None
    superior: ActingShape | None
    blocked: bool
    findings: list[FindingShape]


@dataclass(frozen=True)
class CodeCount:
    """How many people have this finding."""

    code: str
    people: int


@dataclass(frozen=True)
class FixShape:
    """Something to mend in a post, and how many people it concerns."""

    finding: FindingShape
    people: int


@dataclass(frozen=True)
class UnitFindings:
    """What is found in a unit, by code, and what is to be mended in its posts. `unit` none: people without one."""

    unit: Named | None
    counts: list[CodeCount]
    fixes: list[FixShape]


@dataclass(frozen=True)
class RehearsalSummary:
    """A rehearsal in numbers. `general`: what concerns many at once; `units`: the list of what is to be mended."""

    day: datetime.date
    people: int
    blocked: int
    general: list[FindingShape]
    counts: list[CodeCount]
    units: list[UnitFindings]


def show(routes: Sequence[Route]) -> list[RouteShape]:
    """These routes; no query."""
    return [_route(each) for each in routes]


def _route(route: Route) -> RouteShape:
    way, known = route.way, route.way.known
    acting = [_acting(seat.post, holder, known) for seat, holder in way.used[:2]]
    return RouteShape(
        employee=_named(way.person, known),
        post=_titled(way.post),
        unit=_unit(way.post, known),
        rater_post=Titled(str(way.line[0].post), known.title(way.line[0].post)) if way.line else None,
        rater=acting[0] if acting else None,
        superior=acting[1] if len(acting) > 1 else None,
        blocked=route.blocked,
        findings=[_finding(each, known) for each in route.findings],
    )


def _acting(post: int, holder: Holder, known: Known) -> ActingShape:
    behalf = holder.on_behalf_of
    return ActingShape(
        _named(holder.person, known),
        Titled(str(post), known.title(post)),
        _named(behalf, known) if behalf else None,
    )


def _finding(found: Finding, known: Known | None = None) -> FindingShape:
    return FindingShape(
        code=found.blocker.rule,
        severity=_severity(found),
        message=found.blocker.message,
        who_can_help=found.blocker.who_can_help,
        post=_titled(found.post),
        person=_named(found.person, known) if found.person and known else None,
    )


def _severity(found: Finding) -> str:
    return "blocks" if found.blocks else "warns"


def _named(person: int, known: Known) -> Named:
    return Named(str(person), known.name(person))


def _titled(post: PostRow | None) -> Titled | None:
    return Titled(str(post.post_id), post.title) if post else None


def _unit(post: PostRow | None, known: Known) -> Named | None:
    return Named(str(post.unit_id), known.units.get(post.unit_id, "")) if post else None


def summed(rehearsal: Rehearsal, summary: Summary) -> RehearsalSummary:
    """A summary, with what concerns many at once."""
    units = {*summary.units, *summary.fixes}
    names = rehearsal.called(units)
    return RehearsalSummary(
        day=rehearsal.day,
        people=summary.people,
        blocked=summary.blocked,
        general=[_finding(each) for each in rehearsal.general()],
        counts=_counts(summary.codes),
        units=[
            UnitFindings(
                unit=Named(str(each), names.get(each, "")) if each else None,
                counts=_counts(summary.units.get(each, Counter())),
                fixes=[_fix(one) for one in summary.fixes.get(each, {}).values()],
            )
            for each in sorted(units, key=lambda unit: unit or 0)
        ],
    )


def _counts(counter: Counter[str]) -> list[CodeCount]:
    return [CodeCount(code, people) for code, people in sorted(counter.items())]


def _fix(fix: Fix) -> FixShape:
    return FixShape(_finding(fix.finding), fix.people)
