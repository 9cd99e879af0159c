"""The walk of an improvement plan: every state, step and capacity through the door."""

from __future__ import annotations

import pytest

from tests.machines.test_matrix import PEOPLE
from tests.machines.walking import STEPS, Walk, expected, states
from tests.workflows.development.years import VERY_POOR, improvement_of, settled_year
from tests.workflows.evaluation.office import Office
from workflows.development.data import Concluded, Reviewed, Targets
from workflows.development.models import Improvement, Review


@pytest.fixture
def walk(office: Office) -> Walk:
    return Walk(office, PEOPLE)


def test_of_an_improvement_plan_exactly_the_steps_of_the_matrix_are_allowed(walk: Walk) -> None:
    office = walk.desk
    assert isinstance(office, Office)
    evaluation = settled_year(office, **VERY_POOR)
    plan = improvement_of(evaluation)
    Review(improvement=plan, text="Membaik", by_id=office.id("budi"), at=office.now()).save()
    office.at("2027-08-02 09:00")  # the six months are over
    data = {
        "set_targets": Targets(["Melayani 30 pemohon sehari"]),
        "review": Reviewed("Membaik"),
        "conclude": Concluded("improved"),
    }
    walk.put(plan, "opened")
    found = walk.through(plan, set(STEPS["improvement"]) - {"open"}, data)
    refused = {("begin_unsigned", "clock"): "ours:improvement_signing"}  # no deadline is open in the walk
    assert found == expected(found, refused)
    assert len(found) == len(states("improvement")) * (len(STEPS["improvement"]) - 1) * 7


def test_only_the_clock_opens_one(walk: Walk) -> None:
    office = walk.desk
    assert isinstance(office, Office)
    evaluation = office.received()
    found = walk.birth(
        "improvement", "open", lambda: Improvement(plan=evaluation.plan, evaluation=evaluation)
    )
    assert {key[3]: outcome for key, outcome in found.items() if outcome != "not_your_turn"} == {
        "clock": "rules_broken"
    }
