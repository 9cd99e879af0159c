"""`python -m benchmarks.coverage`: how long the server takes to say what of a city's goals nobody works for."""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from benchmarks.pages import seconds_of
from benchmarks.scratch import scratch_database
from benchmarks.year import as_owner_does
from config.servers import running

if TYPE_CHECKING:
    from benchmarks.agency import Ministry

BAR = 0.300  # seconds that 95 of 100 may take, at one client
UNITS = 300
ROUNDS = 60
INDICATORS = 5  # of each unit

# Everybody's plan is in force with its items as rows. Raters' results serve indicators of their units, and others'
# results those of their rater; of one in fifty what it names is not there.
EVERYBODY_IN_FORCE = """
    ALTER TABLE planning_plan DISABLE TRIGGER USER;
    UPDATE planning_plan SET state = 'in_force';
    ALTER TABLE planning_plan ENABLE TRIGGER USER;
    INSERT INTO planning_revision (plan_id, number, contents, hash, signed, frozen_at, in_force_from)
    SELECT t.plan_id, 1, t.contents, repeat('0', 64), true, engine_now(), make_date({year}, 1, 20)
    FROM planning_draft t;
    INSERT INTO planning_item (revision_id, item, of, kind, text, serves_kind, serves)
    SELECT r.id, e ->> 'id', '', 'main', e ->> 'text',
        CASE WHEN rating.id IS NULL THEN 'result' ELSE 'indicator' END,
        CASE WHEN r.id % 50 = 0 THEN 'r9' WHEN rating.id IS NULL THEN e ->> 'id'
             ELSE 'IKU-' || p.unit_id || '-' || substr(e ->> 'id', 2) END
    FROM planning_revision r JOIN planning_plan p ON p.id = r.plan_id
    LEFT JOIN directory_post rating ON rating.id = p.post_id AND rating.code LIKE 'R%%'
    CROSS JOIN jsonb_array_elements(r.contents -> 'results') AS e;
    INSERT INTO planning_item (revision_id, item, of, kind, text, serves_kind, serves)
    SELECT r.id, i ->> 'id', e ->> 'id', 'indicator', i ->> 'text', '', ''
    FROM planning_revision r CROSS JOIN jsonb_array_elements(r.contents -> 'results') AS e
    CROSS JOIN jsonb_array_elements(e -> 'indicators') AS i;
    ANALYZE;
"""
# The least that any answer has to read: every result in force, counted by unit.
LEAST = """
    SELECT p.unit_id, count(*) FROM planning_plan p JOIN planning_revision r ON r.plan_id = p.id
    JOIN planning_item i ON i.revision_id = r.id AND i.of = ''
    WHERE p.cycle_id = %s AND r.in_force_from IS NOT NULL GROUP BY p.unit_id
"""


def main() -> None:
    """Print the median and the 95th percentile of each, and exit 1 above the bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__)
    parser.add_argument("--plans", type=int, default=10_000, help="how many (default %(default)s)")
    options = parser.parse_args()
    with running(), scratch_database(baselines=False):
        missed = measure(options.plans)
    if missed:
        raise SystemExit(f"above the bar: {', '.join(missed)}")


def measure(plans: int) -> list[str]:
    """What was above the bar."""
    from django.core.management import call_command
    from django.db import connection
    from django.urls import reverse

    from benchmarks import agency
    from cycle_engine import clock
    from directory.models import Grant
    from workflows.planning.cascade import day_in
    from workflows.planning.coverage import coverage

    call_command("collectstatic", verbosity=0, interactive=False)
    place = agency.ministry(plans, plans // UNITS)
    _open(place)
    manager = place.owners[0]
    Grant.objects.create(person_id=manager, capacity="manager", unit_id=place.unit, valid_from=agency.EVER)
    units, at = [place.unit, *place.units], clock.moment()

    def least() -> None:
        with connection.cursor() as cursor:
            cursor.execute(LEAST, [place.cycle.pk])
            cursor.fetchall()

    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {plans} plans")
    address = f"{reverse('web:coverage')}?cycle={place.cycle.pk}&unit={place.unit}"
    measured: list[tuple[str, Callable[[], float]]] = [
        ("all results in force, counted by unit", lambda: _taken(least)),
        (
            "coverage of the city",
            lambda: _taken(lambda: coverage(place.cycle, units, manager, at, day_in(place.cycle, at))),
        ),
        ("its page", lambda: seconds_of(manager, address)),
    ]
    first: float | None = None
    missed = []
    for name, once in measured:
        seconds = [once() for _ in range(ROUNDS)]
        middle, most = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
        first = first or middle
        told = (
            f"median {1000 * middle:6.1f} ms   p95 {1000 * most:6.1f} ms   {middle / first:5.1f} x the first"
        )
        print(f"{name:38} {told}", flush=True)
        missed += [name] if most > BAR else []
    return missed


def _open(place: Ministry) -> None:
    """Everybody's plan, in force, and key indicators of each unit; what is set up here is not measured."""
    from benchmarks.agency import EVER, YEAR, five_indicators
    from cycle_engine.actors import Actor
    from cycle_engine.chunks import in_chunks
    from directory.queries import post_of
    from workflows.goals.commands import set_indicators
    from workflows.goals.data import IndicatorInput
    from workflows.jobs.commands import run_waiting
    from workflows.planning import commands

    held = post_of([*place.owners, *place.raters], place.cycle.starts_on)
    for posts in in_chunks(list(held.values())):
        commands.put_templates(dict.fromkeys(posts, five_indicators()))
    commands.open_cycle(place.cycle, Actor.clock())
    run_waiting()
    as_owner_does(EVERYBODY_IN_FORCE)
    lines = [
        (unit, f"IKU-{unit}-{number}", IndicatorInput(YEAR, f"Indeks layanan {number}", "index", "higher"))
        for unit in place.units
        for number in range(1, INDICATORS + 1)
    ]
    set_indicators(lines, EVER, actor=Actor.clock())
    as_owner_does("ANALYZE")


def _taken(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
