"""The product: a plan submitted and withdrawn through the door, with all that a real step leaves."""

from __future__ import annotations

from django.db import connection

from benchmarks import agency
from benchmarks.harness import Contestant, Written
from cycle_engine.actors import Actor
from cycle_engine.perform import bear_many, perform
from workflows.planning.models import Plan
from workflows.planning.rows import Draft

COUNTS = """
    SELECT (SELECT sum(version) FROM planning_plan),
           (SELECT count(*) FROM engine_entry WHERE chain = 'plan'),
           (SELECT count(*) FROM engine_outbox WHERE record = 'plan')
"""


def enter(records: int) -> Contestant:
    """Make an agency with so many drafted plans and answer who takes steps on them."""
    place = agency.make(records)
    plans = [
        Plan(
            cycle=place.cycle,
            employee_id=owner,
            post_id=post,
            unit_id=place.unit,
            rater_post_id=place.rater_post,
            starts_on=place.cycle.starts_on,
            ends_on=place.cycle.ends_on,
            set_by=place.cycle.ends_on,
        )
        for owner, post in zip(place.owners, place.posts, strict=True)
    ]
    bear_many(plans, "draft", actor=Actor.clock())
    Draft.objects.update(contents=agency.five_indicators())
    keys, owners = [plan.pk for plan in plans], [Actor.of(plan.employee_id) for plan in plans]
    versions = [1] * records

    def take_step(number: int) -> None:
        place = number % records
        step = "submit" if versions[place] % 2 else "withdraw"
        perform(Plan, keys[place], step, actor=owners[place], version=versions[place])
        versions[place] += 1

    return Contestant("the door", take_step, lambda: _written(records))


def _written(births: int) -> Written:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        return Written(*(int(count) - births for count in cursor.fetchone()))
