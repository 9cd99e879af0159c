"""Runs contestants in interleaved blocks and says how each compares with the first of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

WARM_UP_STEPS = 200


@dataclass(frozen=True)
class Written:
    """What a contestant has left in the database since it was made."""

    changes: int
    audit_rows: int
    outbox_rows: int


@dataclass(frozen=True)
class Contestant:
    """`step(n)` takes the n-th step, committed when it returns; `written()` counts what all steps left."""

    name: str
    step: Callable[[int], None]
    written: Callable[[], Written]


@dataclass
class Result:
    """Steps per second of one contestant and their ratio to the first contestant, round by round."""

    name: str
    rates: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    peak_mib: float | None = None


class WrongCountError(Exception):
    """A contestant did not leave exactly one change, one audit row and one outbox row per step."""


def race(contestants: Sequence[Contestant], *, rounds: int, steps: int, memory: bool = False) -> list[Result]:
    """Take `rounds` blocks of `steps` steps with each contestant, in turns, after a warm-up.

    The first contestant is the one that the others are compared with. With `memory`, also note the highest
    resident memory of the process during each contestant's blocks (Linux only).
    Raises WrongCountError when the rows of a contestant do not match the steps it took.
    """
    results = [Result(contestant.name) for contestant in contestants]
    for contestant in contestants:
        _take(contestant, range(WARM_UP_STEPS))
    for turn in range(rounds):
        start = WARM_UP_STEPS + turn * steps
        for contestant, result in zip(contestants, results, strict=True):
            if memory:
                reset_peak_memory()
            result.rates.append(steps / _take(contestant, range(start, start + steps)))
            if memory:
                result.peak_mib = max(result.peak_mib or 0.0, peak_memory_mib())
    for contestant in contestants:
        _verify(contestant, WARM_UP_STEPS + rounds * steps)
    for result in results:
        result.ratios = [own / first for own, first in zip(result.rates, results[0].rates, strict=True)]
    return results


def _take(contestant: Contestant, numbers: range) -> float:
    """Take the steps of these numbers; answer the seconds they needed."""
    begin = perf_counter()
    for number in numbers:
        contestant.step(number)
    return perf_counter() - begin


def _verify(contestant: Contestant, taken: int) -> None:
    written = contestant.written()
    if written != Written(taken, taken, taken):
        raise WrongCountError(f"{contestant.name} took {taken} steps and left {written}")


def reset_peak_memory() -> None:
    """Make the present resident memory the highest that the kernel remembers for this process (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_memory_mib() -> float:
    """Highest resident memory of this process since the last reset, in MiB (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    high_water = next(line for line in lines if line.startswith("VmHWM:"))
    return int(high_water.split()[1]) / 1024


def as_table(results: Sequence[Result]) -> str:
    """Show a reader the results: one line per contestant."""
    first = results[0].name
    lines = [f"{'contestant':<28} {'steps/s':>9}   ratio to {first}: median (min to max)"]
    for result in results:
        ratios = f"{median(result.ratios):.2f} ({min(result.ratios):.2f} to {max(result.ratios):.2f})"
        memory = "" if result.peak_mib is None else f"   peak {result.peak_mib:.0f} MiB"
        lines.append(f"{result.name:<28} {median(result.rates):>9.0f}   {ratios}{memory}")
    return "\n".join(lines)


def as_json(results: Sequence[Result], **conditions: object) -> str:
    """Give a program the results: every round of every contestant, with the conditions of the run."""
    return json.dumps(conditions | {"contestants": [asdict(result) for result in results]}, indent=2)
