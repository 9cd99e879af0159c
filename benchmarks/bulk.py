"""`python -m benchmarks.bulk`: a cycle opened for many, then a year later all voided by the clock; memory flat."""

from __future__ import annotations

import argparse
import time

from benchmarks.harness import peak_memory_mib, reset_peak_memory
from benchmarks.scratch import scratch_database
from config.servers import running

BARS = {"open": 3000, "perform_many": 4000}
MOST_MIB = 300


def main() -> None:
    """Print plans per second and peak memory of each, and exit 1 below the bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk", description=__doc__)
    parser.add_argument("--plans", type=int, default=100_000, help="how many (default %(default)s)")
    options = parser.parse_args()
    with running(), scratch_database(baselines=False):
        missed = [name for name, rate, memory in measure(options.plans) if not reached(name, rate, memory)]
    if missed:
        raise SystemExit(f"below the bar: {', '.join(missed)}")


def measure(plans: int) -> list[tuple[str, float, float]]:
    """Name, plans per second and peak memory in MiB of opening and of one step on every plan."""
    from benchmarks import agency
    from cycle_engine.actors import Actor
    from cycle_engine.chunks import in_chunks
    from workflows.jobs.commands import run_waiting
    from workflows.planning import clockwork, commands
    from workflows.planning.models import Plan

    place = agency.make(plans)
    for posts in in_chunks(place.posts):
        commands.put_templates(dict.fromkeys(posts, agency.five_indicators()))
    commands.open_cycle(place.cycle, Actor.clock())
    found = []

    def timed(name: str, work: object) -> None:
        reset_peak_memory()
        begun = time.perf_counter()
        work()  # type: ignore[operator]
        found.append((name, plans / (time.perf_counter() - begun), peak_memory_mib()))
        print(f"{found[-1][0]:14} {found[-1][1]:8.0f} plans/s   peak {found[-1][2]:.0f} MiB", flush=True)

    timed("open", run_waiting)
    if Plan.objects.count() != plans + 1:  # the rater has a plan too
        raise SystemExit(f"{Plan.objects.count()} plans were drafted of {plans + 1}")
    _year_has_ended()
    timed("perform_many", clockwork.void_never_set)
    if Plan.objects.exclude(state="void").exists():
        raise SystemExit("a step was refused")
    return found


def _year_has_ended() -> None:
    """Move engine time, as the owner, to when the clock voids plans that were never set."""
    from django.db import connection

    from config.owner import as_owner

    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE engine_clock SET ahead = make_timestamptz(2028, 2, 2, 0, 0, 0) - clock_timestamp()"
        )


def reached(name: str, rate: float, memory: float) -> bool:
    return rate >= BARS[name] and memory <= MOST_MIB


if __name__ == "__main__":
    main()
