"""Limits of planning: when each begins and ends, whose duty it is then, and what a suspension does to it."""

from __future__ import annotations

import datetime

import pytest

from cycle_engine import clock
from cycle_engine.errors import NotYourTurn
from cycle_engine.look import available_steps
from cycle_engine.models import Deadline, Record
from tests.workflows.planning.desk import Desk, broken, day, due, last_entry, open_kinds, state
from workflows.planning import queries
from workflows.planning.data import Answer, Hold, RemarkInput, Return
from workflows.planning.models import Plan, Remark, Revision

ZONES = [
    ("Asia/Jakarta", "2026-02-01 00:00", "2026-01-31T17:00"),
    ("Asia/Makassar", "2026-01-31 23:00", "2026-01-31T16:00"),
    ("Asia/Jayapura", "2026-01-31 22:00", "2026-01-31T15:00"),
]


def before(local: str) -> str:
    """Half a minute earlier."""
    return str(datetime.datetime.fromisoformat(local) - datetime.timedelta(seconds=30))


def may(desk: Desk, thing: Record, step: str) -> set[str]:
    """Who of the seven may take the step now."""
    names = ("ani", "budi", "citra", "wibawa", "dewi", "indah", "eko")
    fresh = type(thing)._base_manager.get(pk=thing.pk)
    return {
        name
        for name in names
        for each in available_steps([fresh], desk.id(name))[thing.pk]
        if each.step.name == step and each.allowed
    }


# The planning deadline


@pytest.mark.parametrize(("zone", "midnight", "utc"), ZONES)
def test_the_planning_deadline_ends_with_31_january_where_the_unit_is(
    desk: Desk, zone: str, midnight: str, utc: str
) -> None:
    desk.zone(zone)
    plan = desk.submitted()
    deadline = due(plan, "plan_set")
    assert (deadline.last_day, deadline.waits_for) == (day("2026-01-31"), "rater")
    assert deadline.due_at == datetime.datetime.fromisoformat(f"{utc}+00:00")
    desk.at(before(midnight))
    with broken("6/2022:II.C.5", says="31 January 2026"):
        desk.take(plan, "set_by_superior", "citra", data=desk.named(plan))
    desk.at(midnight)
    plan = desk.take(plan, "set_by_superior", "citra", data=desk.named(plan))
    assert (plan.state, last_entry(plan).capacity) == ("in_force", "superior")


def test_a_plan_begun_during_the_year_has_fifteen_working_days(desk: Desk) -> None:
    desk.at("2026-03-02 09:00")
    desk.leaves("ani", "2026-03-01")
    desk.takes_post("ani", "ani", "2026-03-02")
    plan = desk.submitted(since="2026-03-02")
    assert (plan.starts_on, plan.ends_on) == (day("2026-03-02"), day("2026-12-31"))
    assert due(plan, "plan_set").last_day == plan.set_by == day("2026-03-30")
    desk.at("2026-03-30 23:59:30")
    with broken("6/2022:II.C.5", says="30 March 2026"):
        desk.take(plan, "set_by_superior", "citra", data=desk.named(plan))
    desk.at("2026-03-31 00:00")
    assert desk.take(plan, "set_by_superior", "citra", data=desk.named(plan)).state == "in_force"


def test_the_superior_returns_a_plan_once_the_deadline_has_passed(desk: Desk) -> None:
    plan = desk.submitted()
    assert may(desk, plan, "return_for_revision") == {"budi"}
    desk.at("2026-02-01 00:00")
    assert may(desk, plan, "return_for_revision") == {"budi", "citra"}
    plan = desk.take(plan, "return_for_revision", "citra", data=Return([RemarkInput("Mohon diperjelas")]))
    assert (plan.state, last_entry(plan).capacity) == ("returned", "superior")


def test_the_rater_still_approves_after_the_deadline(desk: Desk) -> None:
    plan = desk.submitted()
    desk.at("2026-03-02 09:00")
    assert desk.take(plan, "approve", "budi", data=desk.named(plan)).state == "in_force"


def test_the_superior_who_sets_a_plan_settles_the_remarks_that_the_rater_left(desk: Desk) -> None:
    plan = desk.returned(RemarkInput("Mohon diperjelas", "r1"), RemarkInput("Umum"))
    for remark in Remark.objects.all():
        desk.take(remark, "answer", "ani", data=Answer("Sudah"))
    desk.take(plan, "submit", "ani")
    third = desk.pinned(plan, item="r2")
    desk.at("2026-02-02 09:00")
    desk.take(plan, "set_by_superior", "citra", data=desk.named(plan))
    assert set(Remark.objects.values_list("state", flat=True)) == {"resolved"}
    assert (last_entry(third).step, last_entry(third).capacity) == ("resolve", "superior")


# Whose duty it is


def test_a_duty_that_a_superior_lets_pass_moves_one_post_up_and_stays_at_the_top(desk: Desk) -> None:
    plan = desk.submitted()
    for moment, who in [
        ("2026-01-31 23:59:30", set()),
        ("2026-02-01 00:00", {"citra"}),
        ("2026-02-06 23:59:30", {"citra"}),
        ("2026-02-07 00:00", {"wibawa"}),
        ("2026-02-18 00:00", {"wibawa"}),
        ("2026-11-02 09:00", {"wibawa"}),
    ]:
        desk.at(moment)
        assert may(desk, plan, "set_by_superior") == who, moment
    with pytest.raises(NotYourTurn):
        desk.take(plan, "set_by_superior", "citra", data=desk.named(plan))


def test_a_duty_at_the_top_is_shown_late_to_the_manager_with_whom_it_waits_for(desk: Desk) -> None:
    plan = desk.submitted()
    desk.at("2026-03-02 09:00")
    assert list(queries.late(queries.visible_plans(desk.id("dewi")), clock.now())) == [plan]
    (shown,) = (
        each
        for each in available_steps([plan], desk.id("dewi"))[plan.pk]
        if each.step.name == "set_by_superior"
    )
    assert [holder.person for _, holder in shown.waits_for] == [desk.id("wibawa")]


def test_an_amendment_is_the_raters_for_five_working_days_then_the_superiors_then_the_next_posts(
    desk: Desk,
) -> None:
    change = desk.amending()
    assert due(change, "rater_decides").last_day == day("2026-01-20")
    for moment, who in [
        ("2026-01-20 23:59:30", {"budi"}),
        ("2026-01-21 00:00", {"budi", "citra"}),
        ("2026-01-27 23:59:30", {"budi", "citra"}),
        ("2026-01-28 00:00", {"budi", "wibawa"}),
        ("2026-06-02 09:00", {"budi", "wibawa"}),
    ]:
        desk.at(moment)
        assert may(desk, change, "return_for_revision") == who, moment
    change = desk.take(change, "approve", "wibawa", data=desk.named(change))
    assert (change.state, last_entry(change).capacity) == ("approved", "superior")


def test_to_whom_an_amendment_has_moved_he_settles_its_remarks_too(desk: Desk) -> None:
    change = desk.amending()
    remark = desk.pinned(change)
    desk.at("2026-01-28 09:00")
    desk.take(remark, "resolve", "wibawa")
    assert desk.take(change, "approve", "wibawa", data=desk.named(change)).state == "approved"


def test_withdrawing_gives_the_rater_his_days_anew(desk: Desk) -> None:
    plan = desk.submitted()
    assert due(plan, "rater_decides").last_day == day("2026-01-20")
    desk.at("2026-01-19 09:00")
    desk.take(plan, "withdraw", "ani")
    assert open_kinds(plan) == {"plan_set"}
    assert due(plan, "plan_set").waits_for == "owner"
    desk.take(plan, "submit", "ani")
    assert due(plan, "rater_decides").last_day == day("2026-01-26")


# Without the employee's signature


def test_the_rater_sets_a_plan_unsigned_after_the_deadline_and_two_reminders(desk: Desk) -> None:
    plan = desk.forgotten(until="2026-02-01 00:00")
    assert may(desk, plan, "set_unsigned") == {"budi"}
    plan = desk.take(plan, "set_unsigned", "budi", data=desk.edit(plan))
    revision = Revision.objects.get(plan=plan)
    assert (plan.state, revision.signed, revision.number) == ("in_force", False, 1)
    assert revision.in_force_from == day("2026-02-01")
    assert open_kinds(plan) == set()


def test_the_superior_sets_a_plan_unsigned_when_the_raters_limit_has_passed_too(desk: Desk) -> None:
    plan = desk.forgotten()
    for moment, who in [
        ("2026-02-06 23:59:30", {"budi"}),
        ("2026-02-07 00:00", {"budi", "citra"}),
        ("2026-02-13 23:59:30", {"budi", "citra"}),
        ("2026-02-14 00:00", {"budi", "wibawa"}),
        ("2026-04-01 09:00", {"budi", "wibawa"}),
    ]:
        desk.at(moment)
        assert may(desk, plan, "set_unsigned") == who, moment


def test_a_returned_plan_is_set_unsigned_too(desk: Desk) -> None:
    plan = desk.forgotten(until="2026-01-30 09:00")
    desk.take(plan, "submit", "ani")
    desk.take(plan, "return_for_revision", "budi", data=Return())
    desk.at("2026-02-02 09:00")
    plan = desk.take(plan, "set_unsigned", "budi", data=desk.edit(plan))
    assert (plan.state, Revision.objects.get(number=2).signed) == ("in_force", False)


def test_a_plan_returned_after_the_deadline_is_not_set_unsigned_before_two_reminders(desk: Desk) -> None:
    plan = desk.submitted()
    desk.at("2026-03-02 09:00")
    desk.take(plan, "return_for_revision", "budi", data=Return())
    with broken("ours:reminded_twice", says="so far: 0"):
        desk.take(plan, "set_unsigned", "budi", data=desk.edit(plan))


def test_one_sweep_after_a_long_sleep_is_one_reminder(desk: Desk) -> None:
    plan = desk.drafted()
    desk.sweep("2026-02-02 09:00")
    with broken("ours:reminded_twice", says="so far: 1"):
        desk.take(plan, "set_unsigned", "budi", data=desk.edit(plan))


# A suspension


def test_a_suspension_stops_the_clocks_and_its_working_days_are_added(desk: Desk) -> None:
    plan = desk.submitted()
    desk.at("2026-01-20 09:00")
    desk.take(plan, "hold", "dewi", data=Hold())
    assert open_kinds(plan) == set()
    assert desk.sweep("2026-02-10 08:00") == 0
    plan = desk.take(plan, "resume", "dewi")
    assert plan.held_from is None
    assert (
        plan.set_by == due(plan, "plan_set").last_day == day("2026-02-24")
    )  # 15 working days after 31 January
    assert due(plan, "rater_decides").last_day == day("2026-02-19")
    with broken("6/2022:II.C.5", says="24 February 2026"):
        desk.take(plan, "set_by_superior", "citra", data=desk.named(plan))


def test_a_suspension_that_began_earlier_counts_from_its_first_day(desk: Desk) -> None:
    plan = desk.drafted()
    desk.at("2026-01-20 09:00")
    plan = desk.take(plan, "hold", "dewi", data=Hold(day("2026-01-14")))
    assert plan.held_from == day("2026-01-14")
    plan = desk.take(plan, "resume", "dewi")
    assert plan.set_by == day("2026-02-04")  # 15, 19 and 20 January


def test_a_suspension_after_the_deadline_makes_nothing_timely_again(desk: Desk) -> None:
    plan = desk.submitted()
    desk.at("2026-02-02 09:00")
    desk.take(plan, "hold", "dewi", data=Hold())
    desk.at("2026-02-05 09:00")
    plan = desk.take(plan, "resume", "dewi")
    assert plan.set_by == day("2026-01-31")
    assert may(desk, plan, "set_by_superior") == {"citra"}


def test_a_suspension_stops_the_clock_of_a_live_amendment(desk: Desk) -> None:
    plan = desk.in_force()
    change = desk.amending(plan)
    desk.take(plan, "hold", "dewi", data=Hold())
    assert open_kinds(change) == set()
    assert desk.sweep("2026-02-09 08:00") == 0
    desk.take(plan, "resume", "dewi")
    assert due(change, "rater_decides").last_day == day("2026-02-18")
    assert may(desk, change, "approve") == {"budi"}


def test_a_suspension_refuses_no_step_of_the_manager(desk: Desk) -> None:
    plan = desk.take(desk.in_force(), "hold", "dewi", data=Hold())
    desk.take(plan, "reassign_rater", "dewi", data=desk.rater("citra"))
    desk.take(plan, "end_early", "dewi", data=desk.ending("2026-03-31", "suspension", None))
    assert state(plan) == "final_appraisal"
    assert Plan.objects.get().held_from is None


def test_a_suspended_plan_is_not_edited(desk: Desk) -> None:
    plan = desk.drafted()
    desk.take(plan, "hold", "dewi", data=Hold())
    with broken("6/2022:II.C.8.b", says="suspended since 12 January 2026"):
        desk.write(plan, desk.agency.complete_contents())


# A normal year: the first lines of a life whose dates were worked out by hand


def test_a_normal_year_begins_as_it_was_worked_out_by_hand(desk: Desk) -> None:
    other = desk.person("fajar")
    desk.new_post("fajar", below="budi")
    desk.takes_post("fajar", "fajar", "2026-01-01")
    # A1
    desk.at("2026-01-12 10:00")
    ani, fajar = desk.submitted(), desk.submitted("fajar")
    assert (state(ani), due(ani, "plan_set").last_day) == ("submitted", day("2026-01-31"))
    # A3
    desk.at("2026-01-20 10:00")
    desk.take(ani, "approve", "budi", data=desk.named(ani))
    assert state(ani) == "in_force"
    met = Deadline.objects.get(record_id=ani.pk, record="plan", kind="plan_set", waits_for="rater")
    assert (met.closed_by, met.last_day) == ("approve", day("2026-01-31"))
    # A2
    deadline = due(fajar, "plan_set")
    mornings = [each + datetime.timedelta(hours=7) for each in deadline.agenda if each < deadline.due_at]
    assert [each.strftime("%Y-%m-%d %H:%M") for each in mornings] == [
        "2026-01-22 07:00",
        "2026-01-28 07:00",
        "2026-01-30 07:00",  # one working day before: 31 January is a Saturday
        "2026-01-31 07:00",
    ]
    assert (state(fajar), fajar.employee_id) == ("submitted", other)
