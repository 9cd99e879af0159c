"""Ending or voiding a plan: what becomes of its amendment and deadlines, and of its days."""

from __future__ import annotations

import pytest

from cycle_engine.errors import NotYourTurn
from cycle_engine.models import Deadline
from tests.workflows.planning.desk import Desk, broken, day, last_entry, state
from tests.workflows.planning.test_duty import approve
from workflows.planning import clockwork
from workflows.planning.data import RemarkInput, Return
from workflows.planning.models import Plan, Remark


def test_voiding_a_plan_cancels_its_amendment_and_drops_all_deadlines(desk: Desk) -> None:
    change = desk.amending()
    plan = desk.take(change.plan, "void", "dewi")
    assert (state(plan), state(change)) == ("void", "cancelled")
    assert (last_entry(change).step, last_entry(change).actor) == ("cancel", desk.id("dewi"))
    assert not Deadline.objects.filter(closed_at=None).exists()


@pytest.mark.parametrize(
    ("cause", "after"),
    [
        ("transfer", "ended"),
        ("death", "ended"),
        ("retirement", "final_appraisal"),
        ("contract_end", "final_appraisal"),
        ("unpaid_leave", "final_appraisal"),
        ("pre_retirement", "final_appraisal"),
        ("office_outside", "final_appraisal"),
        ("suspension", "final_appraisal"),
    ],
)
def test_ending_a_plan_in_force_cancels_its_amendment_and_goes_where_the_cause_leads(
    desk: Desk, cause: str, after: str
) -> None:
    change = desk.amending()
    plan = desk.take(change.plan, "end_early", "dewi", data=desk.ending("2026-03-31", cause))
    assert (plan.state, plan.ends_on, plan.end_cause) == (after, day("2026-03-31"), cause)
    assert state(change) == "cancelled"


@pytest.mark.parametrize("cause", ["transfer", "retirement", "suspension"])
@pytest.mark.parametrize("prepared", ["drafted", "submitted", "returned"])
def test_a_plan_that_was_never_in_force_ends_whatever_the_cause(
    desk: Desk, prepared: str, cause: str
) -> None:
    plan = getattr(desk, prepared)()
    assert desk.take(plan, "end_early", "dewi", data=desk.ending("2026-03-31", cause)).state == "ended"


@pytest.mark.parametrize(
    ("cause", "after"), [("transfer", "ended"), ("death", "ended"), ("retirement", "final_appraisal")]
)
def test_in_final_appraisal_only_transfer_and_death_move_a_plan(desk: Desk, cause: str, after: str) -> None:
    plan = desk.in_force()
    plan = desk.take(plan, "end_early", "dewi", data=desk.ending("2026-06-30", "contract_end"))
    assert plan.state == "final_appraisal"
    plan = desk.take(plan, "end_early", "dewi", data=desk.ending("2026-05-31", cause))
    assert (plan.state, plan.ends_on, plan.end_cause) == (after, day("2026-05-31"), cause)


def transferred(desk: Desk) -> Plan:
    """Ani moves to Eko's post on 1 April, and her plan has ended."""
    plan = desk.in_force()
    for name in ("ani", "eko"):
        desk.leaves(name, "2026-03-31")
    desk.takes_post("ani", "eko", "2026-04-01")
    desk.at("2026-04-01 09:00")
    return desk.take(plan, "end_early", "dewi", data=desk.ending("2026-03-31"))  # type: ignore[no-any-return]


@pytest.mark.parametrize(("by", "capacity"), [("dewi", "manager"), ("ani", "owner")])
def test_after_a_transfer_the_successor_begins_on_the_next_day_with_its_own_deadline(
    desk: Desk, by: str, capacity: str
) -> None:
    plan = transferred(desk)
    successor = desk.begun("ani", "eko", "2026-04-01", by)
    assert (successor.starts_on, successor.ends_on) == (day("2026-04-01"), day("2026-12-31"))
    assert successor.succeeds_id == plan.pk
    assert (successor.rater_post_id, successor.set_by) == (desk.post("wibawa"), day("2026-04-23"))
    assert last_entry(successor).capacity == capacity


def test_an_ended_plan_still_covers_its_days_and_a_void_one_does_not(desk: Desk) -> None:
    first = desk.drafted()
    desk.take(first, "end_early", "dewi", data=desk.ending("2026-03-31"))
    with broken("ours:one_plan_a_day", says="1 January 2026 to 31 March 2026"):
        desk.drafted(since="2026-03-31")
    second = desk.drafted(since="2026-04-01")
    desk.take(second, "void", "dewi")
    desk.drafted(since="2026-04-01")


def test_the_database_itself_refuses_two_plans_on_one_day(desk: Desk) -> None:
    plan = desk.drafted()
    with desk.agency.database.owner() as owner, pytest.raises(Exception, match="planning_plan_one_a_day"):
        columns = [
            f'"{field.column}"'
            for field in plan._meta.concrete_fields
            if field.name != "id" and not getattr(field, "generated", False)
        ]
        listed = ", ".join(columns)
        owner.execute(f"INSERT INTO planning_plan ({listed}) SELECT {listed} FROM planning_plan")


def test_the_database_itself_refuses_an_owner_as_his_own_rater(desk: Desk) -> None:
    plan = desk.drafted()
    with desk.agency.database.owner() as owner, pytest.raises(Exception, match="planning_plan_not_own_rater"):
        owner.execute("UPDATE planning_plan SET rater_id = employee_id WHERE id = %s", [plan.pk])


def test_the_remarks_of_a_return_are_the_raters_and_are_born_with_it(desk: Desk) -> None:
    plan = desk.submitted()
    remarks = Return([RemarkInput("Satuan keliru", "r1.i1"), RemarkInput("Lengkapi")])
    desk.take(plan, "return_for_revision", "budi", data=remarks)
    assert [(each.item, each.state, each.author_id) for each in Remark.objects.order_by("pk")] == [
        ("r1.i1", "open", desk.id("budi")),
        ("", "open", desk.id("budi")),
    ]


def test_a_stranger_a_stand_in_elsewhere_and_an_inspector_decide_nothing(desk: Desk) -> None:
    plan = desk.submitted()
    desk.letter("eko", "dewi", "2026-01-12", "2026-06-30", issuer="wibawa")
    for who in ("eko", "indah"):
        with pytest.raises(NotYourTurn):
            approve(desk, plan, who)


# What the clock ends


def test_a_plan_suspended_at_the_end_of_its_last_day_is_ended_by_the_clock(desk: Desk) -> None:
    plan = desk.take(desk.in_force(), "hold", "dewi")
    desk.at("2026-12-31 23:59")
    assert clockwork.end_suspended() == 0
    desk.at("2027-01-01 00:00")
    assert clockwork.end_suspended() == 1
    assert clockwork.end_suspended() == 0
    plan.refresh_from_db()
    assert (plan.state, plan.end_cause, plan.held_from) == ("final_appraisal", "suspension", None)
    assert last_entry(plan).capacity == "clock"


def test_a_suspended_plan_never_in_force_is_simply_ended_by_the_clock(desk: Desk) -> None:
    plan = desk.take(desk.submitted(), "hold", "dewi")
    desk.at("2027-01-01 08:00")
    clockwork.end_suspended()
    plan.refresh_from_db()
    assert plan.state == "ended"


def test_time_ends_no_plan_that_is_not_suspended(desk: Desk) -> None:
    desk.in_force()
    desk.at("2027-01-01 08:00")
    assert clockwork.end_suspended() == 0


def test_a_plan_never_in_force_is_void_when_the_yearly_window_ends(desk: Desk) -> None:
    plan, other = desk.submitted(), desk.in_force("eko", by="wibawa")
    desk.at("2027-01-31 23:59")
    assert clockwork.void_never_set() == 0
    desk.at("2027-02-01 00:00")
    assert clockwork.void_never_set() == 1
    assert clockwork.void_never_set() == 0
    for each in (plan, other):
        each.refresh_from_db()
    assert (plan.state, other.state) == ("void", "in_force")
