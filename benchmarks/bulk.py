"""`python -m benchmarks.bulk`: a cycle opened for many, then one step of the clock on every plan; memory flat."""

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
    from cycle_engine.perform import in_chunks, perform_many
    from workflows.jobs.commands import run_waiting
    from workflows.planning import commands
    from workflows.planning.models import Plan

    place = agency.make(plans)
    commands.put_templates(dict.fromkeys(place.posts, agency.five_indicators()))
    commands.open_cycle(place.cycle, Actor.clock())
    found = []

    def timed(name: str, work: object) -> None:
        reset_peak_memory()
        begun = time.perf_counter()
        work()  # type: ignore[operator]
        found.append((name, plans / (time.perf_counter() - begun), peak_memory_mib()))
        print(f"{found[-1][0]:14} {found[-1][1]:8.0f} plans/s   peak {found[-1][2]:.0f} MiB", flush=True)

    timed("open", run_waiting)
    keys = list(Plan.objects.order_by("pk").values_list("pk", flat=True))
    if len(keys) != plans + 1:  # the rater has a plan too
        raise SystemExit(f"{len(keys)} plans were drafted of {plans + 1}")

    def void() -> None:
        for chunk in in_chunks(keys):
            acts = perform_many(Plan, chunk, "void", actor=Actor.clock(), reason="Measured.")
            if any(act.error for act in acts):
                raise SystemExit("a step was refused")

    timed("perform_many", void)
    return found


def reached(name: str, rate: float, memory: float) -> bool:
    return rate >= BARS[name] and memory <= MOST_MIB


if __name__ == "__main__":
    main()
