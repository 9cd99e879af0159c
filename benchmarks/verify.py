"""`python -m benchmarks.verify`: how fast the ledger is verified, and with how much memory."""

from __future__ import annotations

import argparse
from time import perf_counter

from benchmarks.harness import peak_memory_mib, reset_peak_memory
from benchmarks.scratch import scratch_database
from config.servers import running


def main() -> None:
    """Fill a ledger of two sizes through the door, verify both, and print what was measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verify", description=__doc__)
    parser.add_argument("--entries", type=int, default=300_000, help="entries at the end (default %(default)s)")
    options = parser.parse_args()
    with running(), scratch_database(baselines=False):
        from benchmarks import ledger  # models need a configured Django
        from cycle_engine.ledger.verify import verify

        began = perf_counter()
        ledger.fill(options.entries)
        print(f"filled in {perf_counter() - began:.0f} s")
        for _ in range(3):
            reset_peak_memory()
            report = verify()
            assert report.fault is None, report.fault
            print(f"{report.entries} {report.chains} {report.records} {report.seconds:.2f} s {report.entries / report.seconds:.0f}/s {peak_memory_mib():.0f}")


if __name__ == "__main__":
    main()
