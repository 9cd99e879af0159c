"""Into whose hands plans come when somebody takes, leaves or stands in for a post. Set-based."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from cycle_engine.actors import Capacity
from directory import queries as directory
from workflows.planning.machine import LIVE
from workflows.planning.models import Plan

DUTIES = (Capacity.RATER, Capacity.SUPERIOR)
Key = tuple[int, Capacity]  # of a plan, and a duty towards it


@dataclass(frozen=True, slots=True)
class Charge:
    """A duty of a person towards a live plan on a day; `barred`: it would be his, but for his own cause."""

    plan: Plan
    duty: Capacity
    barred: bool


@dataclass(frozen=True, slots=True)
class HandOver:
    """A duty that does not stay or come to a person; `to`: who has it then, nobody if empty."""

    plan: Plan
    duty: Capacity
    to: int | None


Charges = Mapping[Key, Charge]


def charges_of(person: int, day: datetime.date) -> Charges:
    """The duties of a person towards live plans on the day, and those from which his own cause bars him."""
    charges = directory.charges(person, day)
    posts = charges.rater | charges.superior | {post for post, _owner in charges.special}
    plans = Plan.objects.filter(rater_post__in=posts, state__in=[state.value for state in LIVE])
    lines = directory.lines(posts, day)
    return {
        (plan.pk, each.duty): each
        for plan in plans.select_related("cycle").order_by("pk")
        for each in _charges(person, plan, lines[plan.rater_post_id], charges.place(plan.rater_post_id, 0))
    }


def _charges(person: int, plan: Plan, line: directory.Line, usual: int | None) -> Iterator[Charge]:
    """`usual`: the person's place towards plans of others with this line."""
    found = directory.duties(line, plan.employee_id)
    for place, duty in enumerate(DUTIES):
        acting = [each.person for holders in found.holders[place : place + 1] for each in holders]
        kept_out = person in (found.kept_out[place] if place < len(found.kept_out) else ())
        if person in acting or kept_out or (person == plan.employee_id and place == usual):
            yield Charge(plan, duty, barred=person not in acting)


def what_comes(before: Charges, after: Charges) -> list[Charge]:
    """The duties that a person has after a change and had not before it."""
    return [each for key, each in after.items() if not each.barred and not _has(before, key)]


def what_goes(before: Charges, after: Charges, day: datetime.date) -> list[HandOver]:
    """The duties that a person had before a change and has no longer, and who has them from the day on."""
    return handed_over(
        [each for key, each in before.items() if not each.barred and not _has(after, key)], day
    )


def what_is_barred(before: Charges, after: Charges, day: datetime.date) -> list[HandOver]:
    """The duties that a change would bring to a person, did his own cause not bar him; and who has them then."""
    return handed_over([each for key, each in after.items() if each.barred and key not in before], day)


def _has(charges: Charges, key: Key) -> bool:
    return key in charges and not charges[key].barred


def handed_over(charges: Collection[Charge], day: datetime.date) -> list[HandOver]:
    """Who has each of these duties on the day, the first in duty."""
    lines = directory.lines({each.plan.rater_post_id for each in charges}, day)
    return [HandOver(each.plan, each.duty, _first(lines[each.plan.rater_post_id], each)) for each in charges]


def _first(line: directory.Line, charge: Charge) -> int | None:
    place = DUTIES.index(charge.duty)
    holders = directory.duties(line, charge.plan.employee_id).holders
    return holders[place][0].person if place < len(holders) else None
