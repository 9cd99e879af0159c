"""What the clock tells of deadlines: whom, when, and never twice."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from cycle_engine import parts, sweep
from cycle_engine.actors import Actor
from cycle_engine.errors import NotYourTurn
from cycle_engine.models import Deadline, Event, Record
from tests.workflows.planning.desk import Desk, broken, day, due, state
from workflows.cycles.commands import DayOffInput, load_days_off
from workflows.cycles.policy import Policy
from workflows.jobs.commands import run_waiting
from workflows.jobs.models import Job
from workflows.planning import clockwork, redating
from workflows.planning.tasks import sweep as task

JAKARTA = datetime.timezone(datetime.timedelta(hours=7))
Told = tuple[str, str, set[str]]


def tellings(desk: Desk, thing: Record, kind: str) -> list[Told]:
    """What was told, on which local day, to whom; oldest first."""
    names = {person.pk: name for name, person in desk.agency.people.items()}
    events = Event.objects.filter(
        kind__startswith="deadline.",
        record=thing._meta.model_name,
        record_id=thing.pk,
        about__deadline=kind,
    )
    return [
        (
            event.kind.removeprefix("deadline."),
            event.at.astimezone(JAKARTA).strftime("%m-%d"),
            {names[each["person"]] for each in event.recipients},
        )
        for event in events.order_by("id")
    ]


def each_morning(desk: Desk, first: str, last: str) -> None:
    """Sweep at 08:00 and just before midnight of each day."""
    today = day(first)
    while today <= day(last):
        desk.sweep(f"{today} 08:00")
        desk.sweep(f"{today} 23:00")
        today += datetime.timedelta(days=1)


def test_the_owner_of_a_draft_is_reminded_7_3_1_and_0_working_days_before_31_january(desk: Desk) -> None:
    plan = desk.drafted()
    each_morning(desk, "2026-01-13", "2026-01-31")
    assert tellings(desk, plan, "plan_set") == [
        ("reminder", "01-22", {"ani"}),
        ("reminder", "01-28", {"ani"}),
        ("reminder", "01-30", {"ani"}),
        ("reminder", "01-31", {"ani"}),
    ]


def test_a_passed_deadline_is_told_to_the_late_and_above_then_every_three_working_days_one_post_higher(
    desk: Desk,
) -> None:
    plan = desk.drafted()
    desk.sweep("2026-01-31 12:00")
    each_morning(desk, "2026-02-01", "2026-02-19")
    assert tellings(desk, plan, "plan_set")[1:] == [
        ("passed", "02-01", {"ani", "budi"}),
        ("escalated", "02-04", {"ani", "citra"}),
        ("escalated", "02-09", {"ani", "wibawa"}),
        ("escalated", "02-12", {"ani", "dewi"}),
        ("escalated", "02-19", {"ani", "dewi"}),
    ]


def test_the_rater_of_a_submitted_plan_is_reminded_and_then_his_superiors_are_told(desk: Desk) -> None:
    plan = desk.submitted()
    each_morning(desk, "2026-01-13", "2026-01-26")
    assert tellings(desk, plan, "rater_decides") == [
        ("reminder", "01-14", {"budi"}),
        ("reminder", "01-19", {"budi"}),
        ("reminder", "01-20", {"budi"}),
        ("passed", "01-21", {"budi", "citra"}),
        ("escalated", "01-23", {"budi", "wibawa"}),
    ]
    assert tellings(desk, plan, "plan_set") == [("reminder", "01-22", {"budi"})]


def test_the_first_reminder_of_a_normal_year_comes_on_friday_30_january(desk: Desk) -> None:
    """Row A2 of the lives that were worked out by hand: submitted, one working day before 31 January."""
    desk.policy(Policy(reminders_before=(1,)))
    plan = desk.submitted()
    each_morning(desk, "2026-01-28", "2026-01-29")
    assert tellings(desk, plan, "plan_set") == []
    desk.sweep("2026-01-30 06:59")
    assert tellings(desk, plan, "plan_set") == []
    desk.sweep("2026-01-30 07:00")
    assert tellings(desk, plan, "plan_set") == [("reminder", "01-30", {"budi"})]


def test_people_are_reminded_in_the_morning_of_their_own_zone(desk: Desk) -> None:
    desk.zone("Asia/Jayapura")
    plan = desk.drafted()
    desk.sweep("2026-01-22 04:59")
    assert tellings(desk, plan, "plan_set") == []
    desk.sweep("2026-01-22 05:00")
    assert tellings(desk, plan, "plan_set") == [("reminder", "01-22", {"ani"})]


def test_a_stand_in_is_reminded_beside_whom_he_stands_in_for(desk: Desk) -> None:
    plan = desk.submitted()
    desk.letter("eko", "budi", "2026-01-19", "2026-01-19")
    desk.sweep("2026-01-19 08:00")
    assert tellings(desk, plan, "rater_decides") == [("reminder", "01-19", {"budi", "eko"})]


def test_the_figures_are_the_policys(desk: Desk) -> None:
    desk.policy(Policy(reminders_before=(2,), escalate_every=1))
    plan = desk.drafted()
    each_morning(desk, "2026-01-26", "2026-02-03")
    assert [told[:2] for told in tellings(desk, plan, "plan_set")] == [
        ("reminder", "01-29"),
        ("passed", "02-01"),
        ("escalated", "02-02"),
        ("escalated", "02-03"),
    ]


def test_what_is_met_is_not_told_of(desk: Desk) -> None:
    plan = desk.in_force()
    each_morning(desk, "2026-01-20", "2026-02-04")
    assert tellings(desk, plan, "plan_set") == tellings(desk, plan, "rater_decides") == []


def test_a_sweep_changes_no_record(desk: Desk) -> None:
    plan = desk.drafted()
    version = plan.version
    desk.sweep("2026-02-02 08:00")
    plan.refresh_from_db()
    assert (plan.state, plan.version) == ("drafting", version)


def test_after_a_long_sleep_each_deadline_is_told_once_as_what_it_is_now(desk: Desk) -> None:
    plan = desk.drafted()
    assert desk.sweep("2026-02-05 08:00") == 1
    assert tellings(desk, plan, "plan_set") == [("escalated", "02-05", {"ani", "citra"})]
    assert desk.sweep() == 0


def test_three_sweeps_at_once_tell_once(desk: Desk) -> None:
    desk.drafted()
    for number in range(12):
        desk.new_post(f"f{number}", below="budi")
        desk.person(f"f{number}", post=f"f{number}")
        desk.drafted(f"f{number}")
    desk.at("2026-01-22 08:00")
    together = Barrier(3, timeout=20)

    def tell(_: int) -> int:
        together.wait()
        try:
            return sweep.tell()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as three:
        assert sum(three.map(tell, range(3))) == 13
    reminders = Event.objects.filter(kind="deadline.reminder")
    assert reminders.count() == reminders.values("record_id").distinct().count() == 13


def test_late_is_late_even_when_nothing_sweeps(desk: Desk) -> None:
    plan = desk.submitted()
    desk.at("2026-02-09 09:00")
    assert not Event.objects.filter(kind__startswith="deadline.").exists()
    with pytest.raises(NotYourTurn):
        desk.take(plan, "set_by_superior", "citra", data=desk.named(plan))
    assert desk.take(plan, "set_by_superior", "wibawa", data=desk.named(plan)).state == "in_force"
    change = desk.amending(plan)
    desk.at("2026-02-19 09:00")
    assert desk.take(change, "approve", "citra", data=desk.named(change)).state == "approved"


# A calendar that changes


def day_off(text: str) -> list[DayOffInput]:
    return [DayOffInput(day(text), "local", "Hari jadi kabupaten")]


def moved(desk: Desk, rows: list[DayOffInput]) -> int:
    """How many deadlines the list moves, by the job that loading it asks for."""
    asked = redating.load_days_off(2026, rows, Actor.clock(), unit=desk.agency.units["KEC-PEL"].pk)
    assert asked is not None
    run_waiting()
    return int(Job.objects.get(pk=asked.pk).result["moved"])


def agenda(deadline: Deadline) -> list[str]:
    return [each.astimezone(JAKARTA).strftime("%m-%d %H:%M") for each in deadline.agenda[:4]]


def test_a_new_day_off_gives_the_rater_a_day_more_and_is_told_accordingly(desk: Desk) -> None:
    plan = desk.submitted()
    assert agenda(due(plan, "rater_decides")) == ["01-14 07:00", "01-19 07:00", "01-20 07:00", "01-21 00:00"]
    assert moved(desk, day_off("2026-01-19")) == 1
    deadline = due(plan, "rater_decides")
    assert deadline.last_day == day("2026-01-21")
    assert agenda(deadline) == ["01-14 07:00", "01-20 07:00", "01-21 07:00", "01-22 00:00"]
    assert due(plan, "plan_set").last_day == day("2026-01-31")
    each_morning(desk, "2026-01-13", "2026-01-22")
    assert [told[:2] for told in tellings(desk, plan, "rater_decides")] == [
        ("reminder", "01-14"),
        ("reminder", "01-20"),
        ("reminder", "01-21"),
        ("passed", "01-22"),
    ]


def test_a_day_off_that_is_withdrawn_makes_nothing_due_earlier_than_was_told(desk: Desk) -> None:
    plan = desk.submitted()
    moved(desk, day_off("2026-01-19"))
    assert moved(desk, []) == 0
    assert due(plan, "rater_decides").last_day == day("2026-01-21")


def test_an_amendments_limit_moves_with_the_calendar_and_its_superior_waits_longer(desk: Desk) -> None:
    change = desk.amending()
    assert moved(desk, day_off("2026-01-20")) == 1
    desk.at("2026-01-21 12:00")
    with broken("policy:rater_decides_days", says="after 21 January 2026"):
        desk.take(change, "approve", "citra", data=desk.named(change))


def test_the_same_list_again_asks_for_no_job(desk: Desk) -> None:
    moved(desk, day_off("2026-01-19"))
    unit = desk.agency.units["KEC-PEL"].pk
    assert redating.load_days_off(2026, day_off("2026-01-19"), Actor.clock(), unit=unit) is None


def test_deadlines_of_another_year_do_not_move(desk: Desk) -> None:
    plan = desk.submitted()
    load_days_off(2026, day_off("2026-01-19"), Actor.clock(), unit=desk.agency.units["KEC-PEL"].pk)
    assert redating.redate(redating.of_years([2027])) == 0
    assert due(plan, "rater_decides").last_day == day("2026-01-20")


def test_a_suspended_plan_has_nothing_to_move(desk: Desk) -> None:
    plan = desk.take(desk.submitted(), "hold", "dewi")
    assert moved(desk, day_off("2026-01-19")) == 0
    assert state(plan) == "submitted"


def test_the_worker_that_is_woken_sweeps_all(desk: Desk) -> None:
    plan = desk.submitted()
    desk.leaves("budi", "2026-01-19")
    desk.at("2026-01-20 08:00")
    task()
    plan.refresh_from_db()
    told: Any = tellings(desk, plan, "rater_decides")
    assert [kind for kind, _, _ in told] == ["reminder"]
    assert plan.rater_id == desk.id("citra")


def test_a_part_of_the_sweep_that_fails_is_logged_and_stops_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    plan = desk.submitted()
    desk.leaves("budi", "2026-01-19")
    desk.at("2026-01-20 08:00")
    with monkeypatch.context() as broken_part:
        broken_part.setattr(sweep, "tell", lambda: 1 // 0)
        assert clockwork.sweep_all() == {"policies": 0, "new_raters": 1, "ended": 0, "void": 0}
    plan.refresh_from_db()
    assert plan.rater_id == desk.id("citra")
    assert [(each.name, each.message) for each in caplog.records if each.exc_info] == [
        (parts.__name__, "A part of the sweep has failed: told")
    ]
    assert clockwork.sweep_all().keys() == {"told", "policies", "new_raters", "ended", "void"}
