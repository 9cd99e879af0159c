"""`python -m benchmarks.pages`: how long the server takes for pages while there are very many plans."""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from benchmarks.scratch import scratch_database
from benchmarks.year import as_owner_does
from config.servers import running

if TYPE_CHECKING:
    from benchmarks.agency import Ministry
    from directory.models import User

BAR = 0.150  # seconds that 95 of 100 pages may take, at one client
SPAN = 40  # people with each rater
ROUNDS = 200
EVERYBODY_SUBMITTED = """
    ALTER TABLE planning_plan DISABLE TRIGGER USER;
    UPDATE planning_plan SET state = 'submitted', version = 2;
    ALTER TABLE planning_plan ENABLE TRIGGER USER;
    UPDATE engine_deadline SET waits_for = 'rater';
    INSERT INTO planning_revision (plan_id, number, contents, hash, signed, frozen_at)
    SELECT t.plan_id, 1, t.contents, repeat('0', 64), true, engine_now()
    FROM planning_draft t;
    ANALYZE;
"""


def main() -> None:
    """Print the median and the 95th percentile of each page, and exit 1 above the bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--plans", type=int, default=100_000, help="how many (default %(default)s)")
    options = parser.parse_args()
    with running(), scratch_database(baselines=False):
        missed = measure(options.plans)
    if missed:
        raise SystemExit(f"above the bar: {', '.join(missed)}")


def measure(plans: int) -> list[str]:
    """The pages that were above the bar."""
    from django.core.management import call_command
    from django.urls import reverse

    from benchmarks import agency
    from directory.models import Grant

    call_command("collectstatic", verbosity=0, interactive=False)
    place = agency.ministry(plans, SPAN)
    _open(place)
    manager, inspector = place.owners[0], place.owners[1]
    Grant.objects.bulk_create(
        Grant(person_id=person, capacity=capacity, unit_id=place.unit, valid_from=agency.EVER)
        for person, capacity in ((manager, "manager"), (inspector, "inspector"))
    )
    some = random.Random(7)
    owners = [some.choice(place.owners) for _ in range(ROUNDS)]
    raters = [some.choice(place.raters) for _ in range(ROUNDS)]
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {plans} plans")
    pages: list[tuple[str, Sequence[int], Callable[[], str]]] = [
        ("a page that asks nothing", owners, lambda: reverse("web:sent")),
        ("home of an employee", owners, lambda: reverse("web:home")),
        ("home of a rater", raters, lambda: reverse("web:home")),
        ("team board", raters, lambda: reverse("web:team")),
        ("a manager's start", [manager] * ROUNDS, lambda: reverse("web:office")),
        (
            "plans that a manager searches",
            [manager] * ROUNDS,
            lambda: f"{reverse('web:office_plans')}?q=A{some.randrange(plans)}",
        ),
        (
            "decisions that an inspector searches",
            [inspector] * ROUNDS,
            lambda: f"{reverse('web:audit')}?plan={some.randrange(plans)}",
        ),
    ]
    least: float | None = None
    missed = []
    for name, readers, address in pages:
        seconds = [seconds_of(reader, address()) for reader in readers]
        middle, most = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
        least = least or middle
        told = (
            f"median {1000 * middle:6.1f} ms   p95 {1000 * most:6.1f} ms   {middle / least:5.1f} x the first"
        )
        print(f"{name:38} {told}", flush=True)
        missed += [name] if most > BAR else []
    return missed


def _open(place: Ministry) -> None:
    """Everybody's plan, submitted; what is set up here is not measured."""
    from benchmarks.agency import five_indicators
    from cycle_engine.actors import Actor
    from cycle_engine.chunks import in_chunks
    from directory.queries import post_of
    from workflows.jobs.commands import run_waiting
    from workflows.planning import commands

    held = post_of([*place.owners, *place.raters], place.cycle.starts_on)
    for posts in in_chunks(list(held.values())):
        commands.put_templates(dict.fromkeys(posts, five_indicators()))
    commands.open_cycle(place.cycle, Actor.clock())
    run_waiting()
    as_owner_does(EVERYBODY_SUBMITTED)


def seconds_of(reader: int, address: str) -> float:
    """How long the server takes for a page that this person opens; the second time, as in a day's work."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(_account(reader), backend="django.contrib.auth.backends.ModelBackend")
    client.get(address)
    begun = time.perf_counter()
    answer = client.get(address)
    taken = time.perf_counter() - begun
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return taken


def _account(person: int) -> User:
    from directory.models import User

    return User.objects.get_or_create(person_id=person, defaults={"username": f"u{person}"})[0]


if __name__ == "__main__":
    main()
