"""`python -m benchmarks.step`: one step on one record, each in its own committed transaction."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from statistics import median

from benchmarks.harness import as_json, as_table, race
from benchmarks.scratch import scratch_database
from config.servers import running

OF_RAW, OF_FSM = 0.45, 2
DOOR, FSM = "the door", "django-fsm-2 + fsm-log"


def main() -> None:
    """Run every contestant against the raw baseline and print what was measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.step", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="blocks per contestant (default %(default)s)")
    parser.add_argument("--steps", type=int, default=200, help="steps per block (default %(default)s)")
    parser.add_argument("--memory", action="store_true", help="also note peak memory (Linux)")
    parser.add_argument("--json", action="store_true", help="print every round as JSON")
    options = parser.parse_args()
    with running(), scratch_database():
        from benchmarks.contestants import CONTESTANTS, RECORDS  # models need a configured Django

        contestants = [enter(RECORDS) for enter in CONTESTANTS]
        results = race(contestants, rounds=options.rounds, steps=options.steps, memory=options.memory)
    if options.json:
        print(as_json(results, records=RECORDS, rounds=options.rounds, steps=options.steps))
    else:
        print(as_table(results))
    if missed := list(_missed({result.name: median(result.ratios) for result in results})):
        sys.exit(f"below the bar: {', '.join(missed)}")


def _missed(ratios: dict[str, float]) -> Iterator[str]:
    """Which bars the door does not reach, by the medians."""
    if ratios[DOOR] < OF_RAW:
        yield f"{ratios[DOOR]:.2f} of raw, where {OF_RAW} is wanted"
    if ratios[DOOR] < OF_FSM * ratios[FSM]:
        yield f"{ratios[DOOR] / ratios[FSM]:.2f} times {FSM}, where {OF_FSM} is wanted"


if __name__ == "__main__":
    main()
