"""`python -m benchmarks.year`: evaluations opened for many, delivered, taken as received and settled by the clock."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from benchmarks.harness import peak_memory_mib, reset_peak_memory
from benchmarks.scratch import scratch_database
from config.servers import running

BARS = {"open": 2500.0, "settle": 4000.0}
EVERYBODY_IN_FORCE = """
    ALTER TABLE planning_plan DISABLE TRIGGER USER;
    UPDATE planning_plan SET state = 'in_force';
    ALTER TABLE planning_plan ENABLE TRIGGER USER;
    UPDATE engine_deadline SET closed_at = engine_now();
    INSERT INTO planning_revision (plan_id, number, contents, hash, signed, frozen_at, in_force_from)
    SELECT t.plan_id, 1, t.contents, repeat('0', 64), true, engine_now(), make_date({year}, 1, 20)
    FROM planning_draft t;
"""
EVERYBODY_RECEIVED = """
    ALTER TABLE evaluation_evaluation DISABLE TRIGGER USER;
    UPDATE evaluation_evaluation SET state = 'delivered', predicate = 'baik', delivered_on = make_date({year}, 4, 1);
    ALTER TABLE evaluation_evaluation ENABLE TRIGGER USER;
    UPDATE engine_deadline SET closed_at = engine_now() WHERE record = 'evaluation';
    INSERT INTO engine_deadline (chain, chain_id, record, record_id, kind, waits_for, opened_at, last_day, due_at,
        agenda, told, moves_at, closed_by)
    SELECT 'plan', plan_id, 'evaluation', id, 'receipt', 'owner', engine_now(), make_date({year}, 4, 15),
        engine_now(), '{{}}', 0, '{{}}', ''
    FROM evaluation_evaluation;
    ANALYZE;
"""


def main() -> None:
    """Print evaluations per second and peak memory of each part, and exit 1 below the bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.year", description=__doc__)
    parser.add_argument("--plans", type=int, default=100_000, help="how many (default %(default)s)")
    options = parser.parse_args()
    with running(), scratch_database(baselines=False):
        rates = measure(options.plans)
    missed = [name for name, bar in BARS.items() if rates[name] < bar]
    if missed:
        raise SystemExit(f"below the bar: {', '.join(missed)}")


def measure(plans: int) -> dict[str, float]:
    """Evaluations per second of each part. How plans came into force and evaluations to their owners is set
    up by the owner of the database and not measured."""
    from benchmarks import agency
    from cycle_engine.actors import Actor
    from cycle_engine.chunks import in_chunks
    from workflows.cycles.periods import named
    from workflows.evaluation import clockwork
    from workflows.evaluation.models import Evaluation
    from workflows.jobs.commands import run_waiting
    from workflows.planning import commands

    place = agency.make(plans)
    for posts in in_chunks(place.posts):
        commands.put_templates(dict.fromkeys(posts, agency.five_indicators()))
    commands.open_cycle(place.cycle, Actor.clock())
    run_waiting()
    as_owner_does(EVERYBODY_IN_FORCE)
    rates: dict[str, float] = {}

    def timed(name: str, work: Callable[[], int]) -> None:
        reset_peak_memory()
        begun = time.perf_counter()
        done = work()
        rates[name] = done / (time.perf_counter() - begun)
        if done != plans + 1:  # the rater has a plan too
            raise SystemExit(f"{name}: {done} of {plans + 1}")
        print(f"{name:10} {rates[name]:8.0f} evaluations/s   peak {peak_memory_mib():.0f} MiB", flush=True)

    move_to("04-01")
    timed("open", lambda: clockwork.open_period(place.cycle, named(f"{agency.YEAR}-Q1")))
    as_owner_does(EVERYBODY_RECEIVED)
    timed("receive", clockwork.receive)
    move_to("06-01")
    timed("settle", clockwork.settle)
    if Evaluation.objects.exclude(state="settled").exists():
        raise SystemExit("a step was refused")
    return rates


def as_owner_does(statements: str) -> None:
    from django.db import connection

    from benchmarks import agency
    from config.owner import as_owner

    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statements.format(year=agency.YEAR))


def move_to(day: str) -> None:
    """Move engine time, as the owner."""
    from benchmarks import agency

    as_owner_does(
        f"UPDATE engine_clock SET ahead = timestamptz '{agency.YEAR}-{day} 09:00' - clock_timestamp()"
    )


if __name__ == "__main__":
    main()
