"""Hundreds of random walks through the door, from four points of a year, beside a model of what must come of them.

`make soak` walks more of them, each time others.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.agency import JAKARTA, Agency
from tests.walks.model import ENDS, Command, Model
from tests.walks.walk import Walk, World
from tests.workflows.evaluation.office import Office
from workflows.cycles.policy import Policy
from workflows.cycles.queries import calendars
from workflows.monitoring.models import Evidence
from workflows.planning.models import Plan

WALKS = int(os.environ.get("WALKS", "0"))  # none: the same ones each time, as many as there is time for
SETTINGS = settings(
    max_examples=WALKS or 130,
    stateful_step_count=30,
    derandomize=not WALKS,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
Start = list[Command | str]  # a command, a moment to which time goes on, or "tick"

SET: Start = [Command("plan", "submit", "ani"), Command("plan", "approve", "budi")]
QUARTER: Start = [*SET, "2026-03-20 09:00", "tick"]


def evaluated(period: str) -> Start:
    """An evaluation from the report to the receipt."""
    acts = [
        ("self_assess", "ani"),
        ("rate", "budi"),
        ("sign", "budi"),
        ("deliver", "budi"),
        ("receive", "ani"),
    ]
    return [Command("evaluation", step, who, period) for step, who in acts]


STARTS: dict[str, Start] = {
    "a plan is drafted": [],
    "a quarter is evaluated": QUARTER,
    "an appeal is filed": [
        *QUARTER,
        *evaluated("2026-Q1"),
        Command("appeal", "file", "ani", "2026-Q1"),
        Command("appeal", "explain", "budi"),
    ],
    "the year is evaluated": [
        *SET,
        "2026-12-21 09:00",
        "tick",
        *(Command("evaluation", "excuse", "dewi", period) for period in ENDS if "Q" in period),
        *evaluated("2026"),
    ],
}


@pytest.fixture
def world(agency: Agency) -> Iterator[World]:
    """Ani's plan is drafted; what the organisation achieved is known. All that happens is taken back."""
    office = Office(agency)
    office.policy(Policy(calibration=True))
    for period in ENDS:
        office.achieved(period)
    plan = office.drafted()
    calendar = calendars([plan.unit_id], datetime.date(2026, 1, 12))[plan.unit_id]
    model = Model(calendar, datetime.datetime(2026, 1, 12, 9, tzinfo=JAKARTA))
    with agency.database.owner() as owner, transaction.atomic():
        yield World(office, plan, proof(plan, office), model, owner)
        transaction.set_rollback(True)


def proof(plan: Plan, office: Office) -> str:
    row = Evidence(plan=plan, name="tanda-terima.pdf", media_type="application/pdf", size=9, sha256="0" * 64)
    row.added_by_id, row.added_at = office.id("dewi"), office.now()
    row.save()
    return str(row.pk)


@pytest.mark.parametrize("start", STARTS)
def test_whatever_people_try_only_what_the_model_allows_is_done(world: World, start: str) -> None:
    for each in STARTS[start]:
        if isinstance(each, Command):
            world.do(each)
        elif each == "tick":
            world.tick()
        else:
            world.at(datetime.datetime.fromisoformat(each).replace(tzinfo=JAKARTA))
    walk: Any = partial(Walk, world)
    run_state_machine_as_test(walk, settings=SETTINGS)
