"""`python -m benchmarks.verify`: how fast the ledger is verified, and with how much memory."""

from __future__ import annotations

import argparse
import sys
from multiprocessing import get_context
from statistics import median

import django

from benchmarks.harness import peak_memory_mib
from benchmarks.scratch import scratch_database
from config.servers import running

BAR = 60_000
SHORT, LONG = 2, 12  # steps of each plan in the smaller and in the larger ledger


def main() -> None:
    """Fill a ledger through the door and verify it twice: while it is short, and when it has grown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verify", description=__doc__)
    parser.add_argument("--plans", type=int, default=20_000, help="in the ledger (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="of each size (default %(default)s)")
    options = parser.parse_args()
    with running(), scratch_database(baselines=False):
        from benchmarks.ledger import Filled  # models need a configured Django

        ledger = Filled(options.plans)
        print(f"{'entries':>9} {'entries/s':>10}   median (min to max)   peak memory")
        slowest = float("inf")
        for steps in (SHORT, LONG - SHORT):
            ledger.grow(steps)
            slowest = min(slowest, _verified(options.rounds))
    if slowest < BAR:
        sys.exit(f"below the bar: {slowest:.0f} entries/s, where {BAR} are wanted")


def _verified(rounds: int) -> float:
    """Verify in a fresh process, tell about it, and give back the median of entries per second."""
    with get_context("spawn").Pool(1, maxtasksperchild=1) as fresh:
        entries, rates, peak = fresh.apply(_measure, [rounds])
    speed = f"{median(rates):>10.0f}   ({min(rates):.0f} to {max(rates):.0f})"
    print(f"{entries:>9} {speed:<33}   {peak:.0f} MiB", flush=True)
    return median(rates)


def _measure(rounds: int) -> tuple[int, list[float], float]:
    """Entries, entries per second of each round, and the peak memory of this fresh process in MiB."""
    django.setup()
    from cycle_engine.ledger.verify import verify

    reports = [verify() for _ in range(rounds)]
    assert not [report.fault for report in reports if report.fault]
    return reports[0].entries, [report.entries / report.seconds for report in reports], peak_memory_mib()


if __name__ == "__main__":
    main()
