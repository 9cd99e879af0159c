"""`python -m benchmarks.voice`: indices of a city whose citizens say much, and how many answers are taken."""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from benchmarks.scratch import scratch_database
from benchmarks.year import as_owner_does
from config.servers import running

if TYPE_CHECKING:
    from workflows.voice.data import Asked

INDEX_BAR = 0.300  # seconds for the indices of all services, or of all units
ANSWERS_BAR = 100  # a second, with two workers
YEAR, ROUNDS, CHUNK = 2026, 10, 10_000
WORKERS, CLIENTS, WARM_UP = 2, 8, 40
NOTHING = "/password/forgotten/sent/"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def main() -> None:
    """Print how long indices take and how many answers are taken in a second; exit 1 beyond a bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.voice", description=__doc__)
    parser.add_argument("--answers", type=int, default=100_000, help="that there are (default %(default)s)")
    parser.add_argument("--units", type=int, default=300, help="with a service each (default %(default)s)")
    parser.add_argument(
        "--seconds", type=int, default=10, help="for each kind of request (default %(default)s)"
    )
    options = parser.parse_args()
    with running(), scratch_database(baselines=False):
        services = _city(options.units, options.answers)
        print(
            f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {options.answers} answers"
        )
        missed = [*_indices(services), *_heard(services[0], options.seconds)]
    if missed:
        raise SystemExit(f"beyond the bar: {', '.join(missed)}")


def _city(units: int, answers: int) -> list[Asked]:
    """A service for each unit, with the answers of a year spread over them."""
    from benchmarks.agency import EVER
    from cycle_engine import clock
    from cycle_engine.actors import Actor
    from cycle_engine.case import Changes
    from cycle_engine.record import record
    from directory.models import Unit, UnitRow, Zone
    from workflows.voice import queries
    from workflows.voice.commands import set_service
    from workflows.voice.data import ServiceInput
    from workflows.voice.models import Answer

    made = [Unit(code=f"U{number}") for number in range(units)]
    said = {"timezone": Zone.WIB, "work_week": 5, "valid_from": EVER}
    rows = [
        UnitRow(unit=unit, name=unit.code, parent=made[0] if place else None, **said)
        for place, unit in enumerate(made)
    ]
    record(made, "describe", Changes(list(rows)), actor=Actor.clock(), notes=[{}] * units)
    for place, unit in enumerate(made):
        set_service(ServiceInput(unit.pk, f"service-{place}", f"Layanan {place}"), actor=Actor.clock())
    services = queries.asked(list(queries.described(clock.now().date())), clock.moment())
    some, first = random.Random(7), datetime.date(YEAR, 1, 1)
    for start in range(0, answers, CHUNK):
        Answer.objects.bulk_create(
            Answer(
                service_id=services[number % units].key,
                day=first + datetime.timedelta(some.randrange(365)),
                scores=some.choices((1, 2, 3, 4), (1, 9, 60, 30), k=9),
            )
            for number in range(start, min(start + CHUNK, answers))
        )
    as_owner_does("ANALYZE")
    return services


def _indices(services: Sequence[Asked]) -> Iterator[str]:
    """What was too slow of the reads of indices."""
    from django.db import connection

    from workflows.cycles.periods import named
    from workflows.voice import indices
    from workflows.voice.models import Every

    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM directory_unit")
        keys = [key for (key,) in cursor.fetchall()]
    whole = dict.fromkeys(keys[:1], keys) | {key: [key] for key in keys[1:]}
    year = named(str(YEAR))
    quarters = [named(f"{YEAR}-Q{number}") for number in range(1, 5)]
    reads: list[tuple[str, Callable[[], object]]] = [
        ("index of every service, a year", lambda: indices.of_services(services, year)),
        ("index of every unit and the city, a year", lambda: indices.of_units(services, whole, year)),
        (
            "index of every service, four quarters",
            lambda: indices.by_period(services, quarters, Every.QUARTER),
        ),
        (
            "index and trend of one service",
            lambda: (indices.of_service(services[0], year), indices.trend(services[0])),
        ),
    ]
    for name, read in reads:
        seconds = [_seconds(read) for _ in range(ROUNDS)]
        middle, most = statistics.median(seconds), max(seconds)
        print(f"{name:44} median {1000 * middle:6.1f} ms   slowest {1000 * most:6.1f} ms", flush=True)
        if middle > INDEX_BAR:
            yield name


def _seconds(read: Callable[[], object]) -> float:
    begun = time.perf_counter()
    read()
    return time.perf_counter() - begun


def _heard(service: Asked, seconds: int) -> Iterator[str]:
    """Whether too few answers are taken; each comes from an address of its own."""
    from django.core.management import call_command

    from cycle_engine import clock
    from workflows.voice.commands import form_of

    call_command("collectstatic", verbosity=0, interactive=False)
    scores = {f"score-{code}": "3" for code in service.instrument.codes}
    at, there = clock.moment(), f"/s/{service.code}/"

    def nothing(visitor: HTTPConnection) -> int:
        return _ask(visitor, "GET", NOTHING)[0] == 200

    def answer(visitor: HTTPConnection) -> int:
        sent = scores | {"token": form_of(service, at).token}
        return _ask(visitor, "POST", there, urlencode(sent))[0] == 303

    def visit(visitor: HTTPConnection) -> int:
        _status, page = _ask(visitor, "GET", there)
        token = page.partition('name="token" value="')[2].partition('"')[0]
        return _ask(visitor, "POST", there, urlencode(scores | {"token": token}))[0] == 303

    with _serving() as port:
        for _ in range(WARM_UP):
            _ask(HTTPConnection("127.0.0.1", port, timeout=60), "GET", NOTHING)
            _ask(HTTPConnection("127.0.0.1", port, timeout=60), "GET", there)
        least = _rate("a page that asks nothing", nothing, port, seconds)
        heard = _rate("answers", answer, port, seconds)
        _rate("visits: the form, then the answer", visit, port, seconds)
        print(f"an answer takes {least / heard:.1f} x as long as the page that asks nothing", flush=True)
        if heard < ANSWERS_BAR:
            yield "answers a second"


def _rate(name: str, does: Callable[[HTTPConnection], int], port: int, seconds: int) -> float:
    """How often a second it was done by several clients at once; all of it must succeed."""
    numbers, until = count(), time.perf_counter() + seconds

    def work(_client: int) -> tuple[int, int]:
        done = tried = 0
        while time.perf_counter() < until:
            number = next(numbers)
            address = f"127.{1 + number // 60_000}.{number // 250 % 240}.{1 + number % 250}"
            visitor = HTTPConnection("127.0.0.1", port, timeout=30, source_address=(address, 0))
            done, tried = done + does(visitor), tried + 1
            visitor.close()
        return done, tried

    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        counts = list(clients.map(work, range(CLIENTS)))
    rate = sum(done for done, _ in counts) / (time.perf_counter() - begun)
    failed = sum(tried - done for done, tried in counts)
    if failed:
        raise SystemExit(f"{name}: {failed} failed")
    print(f"{name:44} {rate:6.0f} a second", flush=True)
    return rate


def _ask(visitor: HTTPConnection, method: str, address: str, body: str = "") -> tuple[int, str]:
    visitor.request(method, address, body or None, FORM if body else {})
    answer = visitor.getresponse()
    return answer.status, answer.read().decode()


@contextmanager
def _serving() -> Iterator[int]:
    """The web server as it is run, with two workers, at a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += [
        "--worker-class",
        "gthread",
        "--workers",
        str(WORKERS),
        "--threads",
        "4",
        "--log-level",
        "warning",
    ]
    server = subprocess.Popen([*command, "--no-control-socket"], env=env)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(15)


if __name__ == "__main__":
    main()
