"""How far the plans of a cycle have come, unit by unit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Q, Subquery

from cycle_engine.clock import Moment
from cycle_engine.searching import planned_anew
from directory.many import any_of
from directory.models import Assignment, Exemption, PostRow
from directory.today import today
from workflows.cycles.models import Cycle
from workflows.jobs.models import Job
from workflows.planning.lateness import late_duties
from workflows.planning.models import Plan


@dataclass(slots=True)
class Progress:
    """Plans by state; those of them for which somebody is late; and people outside the scheme, counted apart."""

    states: Counter[str] = field(default_factory=Counter)
    late: int = 0
    exempt: int = 0

    @property
    def plans(self) -> int:
        return self.states.total()

    def __add__(self, other: Progress) -> Progress:
        return Progress(self.states + other.states, self.late + other.late, self.exempt + other.exempt)


def progress(cycle: Cycle, units: Collection[int], at: Moment) -> dict[int, Progress]:
    """How far the plans of each of these units of the cycle's agency have come. Units without plans and exempt people
    are left out."""
    return progress_of([cycle], units, at)[cycle.pk]


def progress_of(
    cycles: Collection[Cycle], units: Collection[int], at: Moment
) -> dict[int, dict[int, Progress]]:
    """The same of several cycles, by their keys; two queries."""
    found: dict[int, dict[int, Progress]] = {cycle.pk: defaultdict(Progress) for cycle in cycles}
    plans = Plan.objects.filter(cycle__in=found, unit__in=any_of(units))
    late = Count("pk", filter=Q(pk__in=late_duties(plans, at).values("chain_id")))
    counted = plans.values_list("cycle", "unit", "state").annotate(count=Count("pk"), late=late)
    with planned_anew():
        for cycle, unit, state, count, behind in counted:
            found[cycle][unit].states[state] = count
            found[cycle][unit].late += behind
        for unit, count in _exempt(units, at):
            for told in found.values():
                told[unit].exempt = count
    return {cycle: dict(told) for cycle, told in found.items()}


def _exempt(units: Collection[int], at: Moment) -> list[tuple[int, int]]:
    """How many people of each unit are outside the scheme today."""
    day = today(at)
    posts = PostRow.objects.on(day).filter(post=OuterRef("post"))
    held = Assignment.objects.on(day).annotate(unit=Subquery(posts.values("unit")[:1]))
    outside = held.filter(person__in=Exemption.objects.on(day).values("person"), unit__in=any_of(units))
    return list(outside.values_list("unit").annotate(Count("person", distinct=True)))


def last_opening(cycle: Cycle) -> Job | None:
    """The job by which the cycle was opened last."""
    return Job.objects.filter(kind="open_cycle", arguments__cycle=cycle.pk).order_by("-pk").first()
