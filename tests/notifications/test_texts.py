from typing import Any

import pytest
from django.urls import resolve
from django.utils.translation import override

from cycle_engine.machine import MACHINES
from cycle_engine.models import Event
from notifications.models import Delivery
from notifications.texts import LINKS, TASKS, TOLD, words

ROOMS = [machine for machine in MACHINES.values() if machine.model.__module__.startswith("workflows.")]
TELLING = [step for machine in ROOMS for step in machine.steps.values() if step.declaration.tells]
LIMITS = [f"{machine.kind}.{limit.kind}" for machine in ROOMS for limit in machine.limits]
DATED = {  # acts on dated things that tell somebody
    "letter.issue",
    "letter.end",
    "standinrequest.ask_for_stand_in",
    "standinrequest.decline_stand_in",
    "standinrequest.withdraw_request",
    "cycle.draft_policy",
    "cycle.change_policy",
    "cycle.reject_policy",
    "evidencelog.note_broken_evidence",
    "evidencelog.note_whole_evidence",
    "development.raise_need",
    "development.answer_need",
    "development.enter_training",
    "development.decide_training",
    "development.confirm_recognition",
    "development.withdraw_recognition",
}
DEADLINE: dict[str, Any] = {"deadline": "plan_set", "last_day": "2026-03-05", "plan": 7}
SPAN: dict[str, Any] = {"from": "2026-01-12", "to": "2026-01-16"}


def notice(kind: str, record: str = "plan", capacity: str = "rater", **about: Any) -> Delivery:
    made = Delivery(event=Event(kind=kind, record=record, record_id=9, about=about), capacity=capacity)
    made.employee_name = "Ani"
    return made


def test_every_step_that_tells_somebody_has_words() -> None:
    assert TELLING
    assert {step.key for step in TELLING} - set(TOLD) == set()


def test_no_words_are_kept_for_steps_that_tell_nobody() -> None:
    deadlines = {"deadline.reminder", "deadline.passed", "deadline.escalated", "deadline.asked"}
    assert set(TOLD) - {step.key for step in TELLING} == deadlines | DATED


def test_every_limit_says_what_it_asks_for() -> None:
    assert set(TASKS) == set(LIMITS)


def test_every_record_that_tells_somebody_has_a_page() -> None:
    assert set(LINKS) == {step.record for step in TELLING} | {kind.split(".")[0] for kind in DATED}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", [*TOLD, "cloud.rain"])
def test_words_can_be_read_in_both_languages_and_in_any_capacity(kind: str, language: str) -> None:
    with override(language):
        for capacity in ("owner", "rater"):
            told = words(notice(kind, capacity=capacity, **DEADLINE, **SPAN))
            assert told.title and told.sentence.endswith(".")
            assert "%" not in told.sentence


@pytest.mark.parametrize("kind", TOLD)
def test_indonesian_says_it_in_indonesian(kind: str) -> None:
    with override("en"):
        english = words(notice(kind, **DEADLINE, **SPAN))
    with override("id"):
        indonesian = words(notice(kind, **DEADLINE, **SPAN))
    assert indonesian.title != english.title
    assert indonesian.sentence != english.sentence


def test_employee_is_addressed_and_others_read_his_name() -> None:
    with override("en"):
        assert words(notice("plan.approve", capacity="owner")).sentence.startswith("Your plan was approved")
        assert words(notice("plan.approve")).sentence.startswith("The plan of Ani was approved")


def test_which_evaluation_it_is_stands_in_the_title() -> None:
    told = notice("evaluation.deliver", record="evaluation")
    told.period = "2026-Q4"
    other = notice("plan.approve")
    other.period = "2026-Q4"  # of an evaluation with the number of the plan
    with override("en"):
        assert words(told).title == "Evaluation delivered: Quarter IV of 2026"
        assert words(other).title == "Plan approved"


def test_deadline_names_its_task_and_last_day() -> None:
    with override("en"):
        told = words(notice("deadline.passed", **DEADLINE))
    assert told.sentence == "The setting of the plan of Ani was due on 5 March 2026 and is late."


@pytest.mark.parametrize("kind", [kind for kind in TOLD if kind.startswith("deadline.")])
def test_nobody_reads_his_own_name_when_something_of_his_is_due(kind: str) -> None:
    with override("en"):
        assert "of Ani" in words(notice(kind, **DEADLINE)).sentence
        told = words(notice(kind, capacity="owner", **DEADLINE)).sentence
    assert told.startswith("The setting of the plan ") and "Ani" not in told and "5 March 2026" in told


def test_a_letter_says_from_when_to_when() -> None:
    with override("en"):
        plh = words(notice("letter.issue", "letter", "owner", **SPAN))
        plt = words(notice("letter.issue", "letter", **SPAN | {"to": None}))
    assert plh.sentence.endswith("a post, from 12 January 2026 to 16 January 2026.")
    assert plt.sentence == "By a letter Ani stands in for the holder of a post, from 12 January 2026 on."
    assert plh.link == "/letters/9/"


def test_deadline_of_an_amendment_is_not_that_of_its_plan() -> None:
    with override("en"):
        about = DEADLINE | {"deadline": "rater_decides"}
        assert "decision on the plan" in words(notice("deadline.reminder", **about)).sentence
        told = words(notice("deadline.reminder", "amendment", **about))
    assert "decision on the amendment" in told.sentence


def test_unknown_kind_is_told_neutrally() -> None:
    with override("en"):
        told = words(notice("cloud.rain", record="cloud"))
    assert told.title == "News"
    assert told.link == "/notifications/"


def test_notice_leads_to_its_record() -> None:
    assert words(notice("plan.approve")).link == "/plans/9/"
    assert words(notice("amendment.approve", "amendment")).link == "/amendments/9/"
    assert words(notice("remark.pin", "remark", plan=7)).link == "/plans/7/#remark-9"


@pytest.mark.parametrize("record", LINKS)
@pytest.mark.parametrize("capacity", ["owner", "rater"])
def test_every_notice_leads_to_a_page(record: str, capacity: str) -> None:
    path = words(notice("cloud.rain", record, capacity, plan=7, employee=4)).link.partition("#")[0]
    assert resolve(path).namespace == "web"
