"""`python -m benchmarks.imports`: sheets of a whole agency looked through and put into the directory; memory flat."""

from __future__ import annotations

import argparse
import csv
import io
import time
from collections.abc import Callable, Iterable, Sequence
from tempfile import TemporaryFile
from typing import BinaryIO

from benchmarks.harness import peak_memory_mib, reset_peak_memory
from benchmarks.scratch import scratch_database
from config.servers import running

MOST_SECONDS = 60  # for 100,000 people; in proportion for more or fewer
MOST_MIB = 300

UNITS = ("code", "name", "parent_code", "timezone", "work_week")
POSTS = (
    "code",
    "title",
    "unit_code",
    "superior_code",
    "rater_code",
    "level",
    "heads_unit",
    "independent_unit_head",
    "top",
)
PEOPLE = (
    *("nip", "name", "kind", "email", "username", "rank", "post_code", "from", "to"),
    *("exempt_cause", "exempt_from", "exempt_to", "contract_number", "contract_from", "contract_to"),
)


def main() -> None:
    """Print seconds and peak memory of each walk, and exit 1 beyond the bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.imports", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="how many (default %(default)s)")
    options = parser.parse_args()
    with running(), scratch_database(baselines=False):
        missed = measure(options.people)
    if missed:
        raise SystemExit(f"beyond the bar: {', '.join(missed)}")


def measure(people: int) -> list[str]:
    """Which walks took too long or too much memory; SystemExit for a wrong result."""
    import datetime

    from django.db import transaction

    from cycle_engine.actors import Actor
    from directory.models import Person
    from workflows.staffing.intake import Found, Intake, Terms

    terms, bar, missed = Terms(datetime.date(2026, 1, 1)), MOST_SECONDS * people / 100_000, []

    def walk(files: dict[str, BinaryIO], *, write: bool = False) -> Found:
        with transaction.atomic():
            return Intake(terms, lambda changes: None, Actor.clock() if write else None).walk(files)

    def timed(name: str, work: Callable[[], Found]) -> Found:
        reset_peak_memory()
        begun = time.perf_counter()
        found = work()
        seconds, memory = time.perf_counter() - begun, peak_memory_mib()
        print(f"{name:28} {seconds:6.1f} s   peak {memory:.0f} MiB", flush=True)
        if seconds > bar or memory > MOST_MIB:
            missed.append(name)
        return found

    wrong = sheet(PEOPLE, _people(people, wrong=people // 2))
    walk({"units": sheet(UNITS, [("KAB", "Kabupaten", "", "Asia/Jakarta", 5)])}, write=True)
    posts = sheet(POSTS, _posts(people))
    timed("posts applied", lambda: walk({"posts": posts}, write=True))
    found = timed("people with one error", lambda: walk({"people": wrong}))
    _expect([(each.row, each.column) for each in found.problems.found], [(people // 2 + 2, "nip")])
    right = sheet(PEOPLE, _people(people))
    found = timed("people previewed", lambda: walk({"people": right}))
    _expect(found.tallies["people"].new, people)
    timed("people applied", lambda: walk({"people": right}, write=True))
    _expect(Person.objects.count(), people)
    found = timed("the same people again", lambda: walk({"people": right}, write=True))
    _expect(found.tallies["people"].unchanged, people)
    return missed


def _expect(found: object, wanted: object) -> None:
    if found != wanted:
        raise SystemExit(f"{found} where {wanted} was wanted")


def sheet(header: Sequence[str], rows: Iterable[Sequence[object]]) -> BinaryIO:
    """A CSV file on the disk."""
    file = TemporaryFile()  # noqa: SIM115 - it lives as long as the measurement
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    text.detach()
    return file


def _posts(count: int) -> Iterable[Sequence[object]]:
    yield ("P0", "Kepala", "KAB", "", "", "pengawas", "yes", "no", "none")
    for number in range(1, count):
        yield (f"P{number}", "Staf", "KAB", "P0", "", "pelaksana", "no", "no", "none")


def _people(count: int, wrong: int = -1) -> Iterable[Sequence[object]]:
    for number in range(count):
        day = 1 + number // 999 % 28
        born = f"19{60 + number // 999 // 28 % 40:02}{'02' if number != wrong else '13'}{day:02}"
        nip = f"{born}2015011{1 + number % 999:03}"
        name = f"p{number}"
        person = (
            nip,
            f"Pegawai {number}",
            "PNS",
            f"{name}@example.org",
            name,
            "Penata (III/c)",
            f"P{number}",
        )
        yield (*person, "2025-01-02", *[""] * 7)


if __name__ == "__main__":
    main()
