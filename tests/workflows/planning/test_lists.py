"""Lists of many plans take as many queries as lists of few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cycle_engine import clock
from cycle_engine.look import available_steps
from tests.workflows.planning.desk import Desk
from workflows.jobs.commands import run_waiting
from workflows.planning import commands, queries
from workflows.planning.models import Plan

MOST = 10


def crowd(desk: Desk, letter: str, many: int) -> None:
    """So many officers more below Budi, each with a submitted plan."""
    names = [f"{letter}{number}" for number in range(many)]
    for name in names:
        desk.new_post(name, below="budi")
        desk.person(name, post=name)
    contents = desk.agency.complete_contents()
    commands.put_templates({desk.post(name): contents for name in names})
    commands.open_cycle(desk.agency.cycle, desk.actor("dewi"))
    run_waiting()
    for name in names:
        desk.take(Plan.objects.get(employee=desk.id(name)), "submit", name)


def measured(desk: Desk, mark: str = "") -> dict[str, int]:
    """Statements that each list takes; with a mark, while nothing is remembered."""
    budi, dewi = desk.id("budi"), desk.id("dewi")
    plans = list(Plan.objects.filter(state="submitted"))
    reads: dict[str, Callable[[], Any]] = {
        "plans of the rater": lambda: list(queries.visible_plans(budi)),
        "plans of the manager": lambda: list(queries.visible_plans(dewi)),
        "late plans": lambda: list(queries.late(queries.visible_plans(dewi, at := clock.moment()), at.now)),
        "steps": lambda: available_steps(plans, budi),
        "inbox": lambda: queries.inbox(budi),
    }
    found = {}
    for number, (name, read) in enumerate(reads.items()):
        if mark:
            desk.person(f"{mark}{number}")  # whatever changes in the directory ends what was remembered
        else:
            read()
        with CaptureQueriesContext(connection) as captured:
            read()
        found[name] = len(captured)
    return found


def test_lists_of_fifty_take_as_many_queries_as_lists_of_five_and_at_most_ten(desk: Desk) -> None:
    crowd(desk, "f", 5)
    few = measured(desk, "few")
    crowd(desk, "g", 45)
    assert len(queries.inbox(desk.id("budi"))) == 51
    many = measured(desk, "many")
    assert few == many
    assert all(count <= MOST for count in many.values()), many


def test_lists_of_late_plans_take_as_many_queries_however_many_are_late(desk: Desk) -> None:
    crowd(desk, "f", 5)
    desk.at("2026-02-10 09:00")
    few = measured(desk)
    desk.at("2026-01-12 10:00")
    crowd(desk, "g", 15)
    desk.at("2026-02-10 09:00")
    many = measured(desk)
    assert few == many
    assert all(count <= MOST for count in many.values()), many
