"""Each proviso of the steps of guidance and of counselling: what breaks it, and in which words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cycle_engine.errors import NotYourTurn, OwnCause
from cycle_engine.machine import MACHINES
from cycle_engine.rules import Rule
from tests.workflows.guidance.room import (
    ASSESSED,
    COACHING,
    CONCERN,
    COUNSEL,
    EXPERIENCE,
    MENTORING,
    REPORT,
    Room,
)
from tests.workflows.planning.desk import Desk, broken
from workflows.guidance import rules
from workflows.guidance.commands import tell_of_behaviour
from workflows.guidance.data import Appointment, Coached, FollowUp, Sheet
from workflows.guidance.models import Counselling


@pytest.fixture
def room(desk: Desk) -> Room:
    return Room(desk.agency)


def test_guidance_is_refused_with_a_sentence(room: Room) -> None:
    drafted = room.drafted()
    with broken("6/2022:20.3", says="a plan in force"):
        room.arranged(plan=drafted)
    plan = room.take(drafted, "submit", "ani")
    plan = room.take(plan, "approve", "budi", data=room.named(plan))
    with broken("6/2022:III.D.4.b", says="does not guide himself"):
        room.arranged(guide="ani", plan=plan)
    guidance = room.arranged(plan=plan)
    with broken("6/2022:III.D.4.e.3", "ours:guidance_way", says="Coaching is about indicators"):
        room.signed(guidance, sheet=MENTORING)
    with broken("6/2022:III.D.4.e.3", says="for each indicator"):
        room.signed(guidance, sheet=Sheet([Coached("r1.i1")]))
    with broken("ours:guidance_indicator", says="in force: r9.i9"):
        room.signed(guidance, sheet=replace(COACHING, coached=[Coached("r9.i9", ahead="Loket")]))
    guidance = room.agreed(room.signed(guidance))
    few = replace(ASSESSED, competences=ASSESSED.competences[1:])
    with broken("6/2022:III.D.4.h", says="each competence of form B.1.9 once"):
        room.take(guidance, "assess", "budi", data=few)
    high = replace(ASSESSED, competences=[replace(each, score=6) for each in ASSESSED.competences])
    with broken("6/2022:III.D.4.h.scale", says="from 1 to 5"):
        room.take(guidance, "assess", "budi", data=high)
    with broken("6/2022:III.D.4.h.recommendation", says="Recommend"):
        room.take(guidance, "assess", "budi", data=replace(ASSESSED, recommendation=" "))
    with broken("6/2022:III.D.4.g", says="nine sentences"):
        room.take(guidance, "give_feedback", "ani", data=replace(EXPERIENCE, answers=["agree"]))
    room.take(guidance, "give_feedback", "ani", data=EXPERIENCE)
    with broken("ours:guidance_feedback_once", says="said already"):
        room.take(guidance, "give_feedback", "ani", data=EXPERIENCE)


def test_counselling_is_refused_with_a_sentence(room: Room) -> None:
    plan = room.in_force()
    with broken("6/2022:III.D.5.c", says="Write down"):
        tell_of_behaviour(plan.pk, replace(CONCERN, text=" "), actor=room.actor("budi"))
    counselling = room.told(plan)
    with broken("6/2022:III.D.5.c.1.d", says="feedback on his behaviour first"):
        room.act(counselling, "report", "budi", REPORT)
    with broken("ours:counselling_silence", says="no reason is entered"):
        room.take(counselling, "rest", "budi", reason="Sudah berubah")
    counselling = room.reported(counselling)
    for apart in ("ani", "budi", "citra", "dewi"):
        with broken("6/2022:III.D.5.c.2.a", says="has no part in it"):
            room.assigned(counselling, to=apart)
    with broken("6/2022:III.D.5.c.2.a", says="holds a post today"):
        room.act(counselling, "name_counsellor", "dewi", Appointment("4711", "Senin"))
    counselling = room.assigned(counselling)
    with broken("6/2022:III.D.5.c"):
        room.act(counselling, "counsel", "eko", replace(COUNSEL, session=""))
    with pytest.raises(NotYourTurn):
        room.act(counselling, "counsel", "budi", COUNSEL)
    counselling = room.counselled(counselling)
    with broken("6/2022:III.D.5.c"):
        room.act(counselling, "close", "dewi", FollowUp())
    with pytest.raises(OwnCause):
        room.act(Counselling.objects.get(), "rest", "ani")


def test_every_rule_of_the_room_is_asked_by_a_step() -> None:
    machines = (MACHINES["guidance"], MACHINES["counselling"])
    used = {rule for machine in machines for step in machine.steps.values() for rule in step.rules}
    assert {each for each in vars(rules).values() if isinstance(each, Rule)} == used
