"""The walk of evaluation and appeal: every state, step and capacity through the door.

The author is another person than the rater, and the decider another one than the rater's superior.
"""

from __future__ import annotations

from typing import Any

import pytest

from cycle_engine.clock import now
from tests.machines.walking import STEPS, Walk, expected, states
from tests.workflows.evaluation.moves import transferred
from tests.workflows.evaluation.office import GOOD, REALISED, Office
from tests.workflows.planning.desk import day
from workflows.appeals.data import Dismissal, Explanation, Heard, HearingInput, Objection
from workflows.appeals.models import Appeal
from workflows.cycles.periods import named
from workflows.cycles.policy import Policy
from workflows.evaluation.births import newborn
from workflows.evaluation.data import Earlier, Received, Reported, Signed
from workflows.evaluation.models import Evaluation
from workflows.monitoring.models import Evidence

PEOPLE = {
    "owner": "ani",
    "rater": "budi",
    "superior": "citra",
    "author": "fajar",
    "decider": "gita",
    "manager": "dewi",
    "inspector": "indah",
    "clock": "clock",
    "stranger": "eko",
}
# The deadlines that rules look at.
LOOKED_AT = {
    ("evaluation", "signed"): ["delivery"],
    ("evaluation", "delivered"): ["receipt", "settlement"],
    ("evaluation", "acknowledged"): ["settlement"],
    ("appeal", "filed"): ["explanation", "decision"],
    ("appeal", "explained"): ["decision"],
    ("appeal", "heard"): ["decision"],
}
AFTER_THE_WINDOW = {"rate_by_superior", "sign_by_superior"}
IN_THE_WINDOW, LATER = "2026-10-15 09:00", "2026-10-22 09:00"  # the window of Q3 ends on 21 October


@pytest.fixture
def walk(office: Office) -> Walk:
    """Between Citra and the regent sits Gita; Fajar works beside Budi."""
    for name, below, unit, level in [
        ("gita", "wibawa", "KAB", "jpt_pratama"),
        ("fajar", "budi", "KEC-PEL", "pelaksana"),
    ]:
        office.new_post(name, below=below, unit=unit, level=level)
        office.person(name, post=name)
    office.describe("citra", superior_id=office.post("gita"))
    office.policy(Policy(calibration=True))
    return Walk(office, PEOPLE, LOOKED_AT)


def desk_of(walk: Walk) -> Office:
    assert isinstance(walk.desk, Office)
    return walk.desk


def test_of_an_evaluation_exactly_the_steps_of_the_matrix_are_allowed(walk: Walk) -> None:
    office = desk_of(walk)
    earlier, plan = transferred(office)
    office.at("2026-09-21 09:00")
    office.achieved("2026-Q3")
    found = walk.birth("evaluation", "open", lambda: newborn(plan, named("2026-Q3")))
    evaluation = office.received(lived(office, office.opened_by_hand(plan, "2026-Q3")))
    fajar = {"rated_by_id": office.id("fajar"), "rated_post_id": office.post("fajar")}
    signed = {"signed_by_id": office.id("fajar"), "signed_post_id": office.post("fajar")}
    walk.put(
        evaluation, "open", **fajar, **signed, rated_as="rater", proposed_id=earlier.pk, received_on=None
    )
    data: dict[Any, Any] = {
        "self_assess": REALISED,
        "rate": GOOD,
        "rate_by_superior": GOOD,
        "sign": Signed(),
        "sign_by_superior": Signed(),
        ("receive", "manager"): Received(day("2026-09-22")),
        "propose_earlier_result": Earlier(str(earlier.pk)),
        "report": Reported("Bupati"),
    }
    received = {"received_on": day("2026-09-22")}
    recalled = {"rated_as": "superior", "recalled_on": day("2026-09-22")}
    before: dict[str, dict[str, Any]] = {
        "acknowledge": received,
        "settle": received,
        "rate_by_superior": recalled,
    }
    for moment, steps in [
        (IN_THE_WINDOW, set(STEPS["evaluation"]) - AFTER_THE_WINDOW),
        (LATER, AFTER_THE_WINDOW),
    ]:
        office.at(moment)
        found |= walk.through(evaluation, steps, data, before)
    assert found == expected(found)
    assert len(found) == 9 + len(states("evaluation")) * len(STEPS["evaluation"]) * 9


def lived(office: Office, evaluation: Evaluation) -> Evaluation:
    return office.delivered(office.signed(office.rated(office.assessed(evaluation))))


def test_of_an_appeal_exactly_the_steps_of_the_matrix_are_allowed(walk: Walk) -> None:
    office = desk_of(walk)
    evaluation = office.received()
    signed = {"signed_by_id": office.id("fajar"), "signed_post_id": office.post("fajar")}
    walk.put(evaluation, "delivered", **signed)
    objection = Objection("Hasil kerja di atas target")
    found = walk.birth("appeal", "file", lambda: appeal_against(evaluation), objection)
    appeal = office.take(office.filed(evaluation), "appoint_decider", "citra")
    office.at("2026-04-06 09:00")
    proof = Evidence(plan=evaluation.plan, name="tanda-terima.pdf", media_type="application/pdf", size=9)
    proof.sha256, proof.added_by_id, proof.added_at = "0" * 64, office.id("dewi"), office.now()
    proof.save()
    minutes = HearingInput("owner", day("2026-03-30"), "Menjelaskan")
    data = {
        "explain": Explanation("Ekspektasi pimpinan lebih tinggi"),
        "record_hearing": Heard([minutes, HearingInput("rater", absent_because="Sakit")]),
        "amend": GOOD,
        "dismiss": Dismissal("late", [str(proof.pk)]),
    }
    found |= walk.through(appeal, STEPS["appeal"], data)
    assert found == expected(found)
    assert len(found) == 9 + len(states("appeal")) * len(STEPS["appeal"]) * 9


def appeal_against(evaluation: Evaluation) -> Appeal:
    today = now().date()
    return Appeal(plan_id=evaluation.plan_id, evaluation_id=evaluation.pk, filed_on=today, duty_since=today)
