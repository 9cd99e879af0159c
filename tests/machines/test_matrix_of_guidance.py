"""The walk of guidance and counselling: every state, step and capacity through the door."""

from __future__ import annotations

import pytest

from tests.machines.walking import STEPS, Walk, expected, states
from tests.workflows.evaluation.office import Office
from tests.workflows.guidance.room import ASSESSED, COACHING, CONCERN, COUNSEL, EXPERIENCE, REPORT, Room
from workflows.guidance.data import Appointment, Arrangement, FollowUp
from workflows.guidance.models import Counselling, Guidance

PEOPLE = {
    "owner": "ani",
    "rater": "budi",
    "superior": "citra",
    "guide": "eko",
    "manager": "dewi",
    "inspector": "indah",
    "stranger": "fajar",
    "clock": "clock",
}


@pytest.fixture
def room(office: Office) -> Room:
    room = Room(office.agency)
    room.new_post("fajar", below="wibawa", unit="DUKCAPIL")
    room.person("fajar", post="fajar")
    return room


def test_of_guidance_exactly_the_steps_of_the_matrix_are_allowed(room: Room) -> None:
    walk, plan = Walk(room, PEOPLE), room.in_force()
    found = walk.birth(
        "guidance", "arrange", lambda: Guidance(plan=plan, way="coaching"), Arrangement("coaching")
    )
    data = {"sign": COACHING, "assess": ASSESSED, "give_feedback": EXPERIENCE}
    found |= walk.through(room.arranged(guide="eko", plan=plan), STEPS["guidance"], data)
    assert found == expected(found)
    assert len(found) == 8 + len(states("guidance")) * len(STEPS["guidance"]) * 8


def test_of_counselling_exactly_the_steps_of_the_matrix_are_allowed(room: Room) -> None:
    counselling = room.assigned()
    plan = counselling.plan
    walk = Walk(room, PEOPLE, reason="")
    found = walk.birth("counselling", "tell", lambda: Counselling(plan=plan), CONCERN)
    data = {
        "report": REPORT,
        "name_counsellor": Appointment(str(room.post("fajar")), "Senin"),
        "counsel": COUNSEL,
        "close": FollowUp("Cuti"),
    }
    found |= walk.through(counselling, STEPS["counselling"], data)
    assert found == expected(found)
    assert len(found) == 8 + len(states("counselling")) * len(STEPS["counselling"]) * 8
