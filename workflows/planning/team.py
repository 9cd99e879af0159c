"""What the plans in somebody's charge wait for: the view of who rates, and of who supervises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from cycle_engine.actors import Capacity
from cycle_engine.clock import Moment
from cycle_engine.machine import MACHINES
from cycle_engine.models import Deadline
from directory.models import Assignment, Exemption, PostRow
from directory.remit import charged_to
from directory.today import today
from workflows.planning import sight
from workflows.planning.lateness import Duty, duties
from workflows.planning.machine import LIVE
from workflows.planning.models import Plan


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan waits for next: a step by a duty, and whether it is the looker's to take. `late`: the first duty
    that somebody let pass, if any."""

    duty: Duty
    step: str
    mine: bool
    late: Duty | None


def in_charge(person: int, place: int, at: Moment) -> QuerySet[Plan]:
    """The plans that the person rates or supervises (`place`) and that are not done with."""
    open_ones = Deadline.objects.filter(chain="plan", chain_id=OuterRef("pk"), closed_at=None)
    waits = Exists(open_ones.exclude(waits_for=Capacity.CLOCK))
    return Plan.objects.filter(sight.charged(person, at, place)).filter(Q(state__in=LIVE) | waits)


def asked(plans: Collection[int], person: int, at: Moment) -> dict[int, Asked]:
    """What each of these plans, or what belongs to it, waits for, in the eyes of this person; absent where it waits
    for nobody. A fixed number of queries for each kind of record."""
    rows = Deadline.objects.filter(chain="plan", chain_id__in=plans, closed_at=None)
    rows = rows.exclude(waits_for=Capacity.CLOCK).order_by("due_at", "id")
    by_plan: dict[int, list[Duty]] = defaultdict(list)
    for duty in duties(list(rows), at):
        by_plan[duty.plan.pk].append(duty)
    return {plan: _first(found, person, at) for plan, found in by_plan.items()}


def _first(found: list[Duty], person: int, at: Moment) -> Asked:
    """The oldest duty that is the person's or has not passed yet: what others let pass does not hide his own."""
    late = next((duty for duty in found if _passed(duty, at)), None)
    next_one = next((duty for duty in found if _is_mine(duty, person) or not _passed(duty, at)), found[0])
    mine = _is_mine(next_one, person)
    return Asked(next_one, next_one.step_for(person) if mine else next_one.step, mine, late)


def _passed(duty: Duty, at: Moment) -> bool:
    return duty.deadline.due_at <= at.now


def _is_mine(duty: Duty, person: int) -> bool:
    """Whether it is the person's turn, with a step that is not its owner's alone."""
    if not duty.is_turn_of(person):
        return False
    step = MACHINES[duty.deadline.record].steps[duty.step_for(person)]
    return duty.plan.employee_id == person or set(step.declaration.by) != {Capacity.OWNER}


def without_plan(person: int, place: int, at: Moment) -> list[int]:
    """Those in the scheme whom the person rates or supervises (`place`) and of whom no plan covers today."""
    day = today(at)
    people = {owner for owner, found in charged_to(person, at).items() if found == place}
    if not people:
        return []
    planned = Plan.objects.filter(employee__in=people, starts_on__lte=day, ends_on__gte=day)
    in_the_scheme = PostRow.objects.on(day).filter(post=OuterRef("post")).exclude(level="")
    rows = Assignment.objects.on(day).filter(Exists(in_the_scheme), person__in=people)
    rows = rows.exclude(person__exemptions__in=Exemption.objects.on(day))
    return list(
        rows.exclude(person__in=planned.exclude(state="void").values("employee")).values_list(
            "person", flat=True
        )
    )
