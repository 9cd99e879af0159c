"""Changes of posts: what becomes of the directory and of each plan."""

from __future__ import annotations

import pytest

from tests.workflows.evaluation.office import YEAR, Office
from tests.workflows.planning.desk import day, last_entry, state, steps_of
from tests.workflows.staffing.moves import changed, entered, plans, post_of
from workflows.planning.models import Plan
from workflows.staffing import clockwork
from workflows.staffing.models import PostChange


@pytest.mark.parametrize("change", ["transfer", "promotion", "demotion"])
def test_who_moves_today_leaves_the_old_plan_and_begins_one_in_the_new_post(
    office: Office, change: str
) -> None:
    office.new_post("baru", below="citra", unit="KEC")
    plan = office.in_force()
    office.at("2026-05-04 09:00")
    made = changed(office, "ani", change, "2026-05-04", "baru")
    assert state(made) == "applied"
    assert plans(office) == [("ended", "2026-01-01", "2026-05-03"), ("drafting", "2026-05-04", "2026-12-31")]
    successor = Plan.objects.get(employee=office.agency.ani, state="drafting")
    assert (successor.succeeds_id, successor.post_id) == (plan.pk, office.post("baru"))
    assert successor.rater_id == office.id("citra")
    assert post_of(office, "ani", "2026-05-03") == office.post("ani")
    assert post_of(office, "ani", "2026-05-04") == office.post("baru")
    assert (last_entry(successor).capacity, last_entry(successor).actor) == ("manager", office.id("dewi"))


def test_a_change_recorded_ahead_waits_for_its_day_and_is_carried_out_once(office: Office) -> None:
    office.new_post("baru", below="citra", unit="KEC")
    office.in_force()
    made = changed(office, "ani", "transfer", "2026-05-04", "baru")
    assert state(made) == "planned"
    assert plans(office) == [("in_force", "2026-01-01", "2026-12-31")]
    office.at("2026-05-03 23:59")
    assert clockwork.sweep_all() == {"applied": 0, "refused": 0}
    assert post_of(office, "ani", "2026-05-04") == office.post("ani")
    office.at("2026-05-04 00:00")
    assert [clockwork.sweep_all()["applied"] for _ in range(3)] == [1, 0, 0]
    assert plans(office) == [("ended", "2026-01-01", "2026-05-03"), ("drafting", "2026-05-04", "2026-12-31")]
    assert steps_of(made) == ["record", "apply"]


@pytest.mark.parametrize(("change", "after"), [("retirement", "final_appraisal"), ("death", "ended")])
def test_who_leaves_the_service_holds_no_post_and_his_plan_ends_with_the_day_before(
    office: Office, change: str, after: str
) -> None:
    plan = office.in_force()
    office.at("2026-06-01 09:00")
    changed(office, "ani", change, "2026-06-01")
    assert plans(office) == [(after, "2026-01-01", "2026-05-31")]
    assert post_of(office, "ani", "2026-06-01") is None
    closing = plan.evaluations.filter(period=YEAR)
    assert closing.exists() is (change == "retirement")


def test_a_newcomer_has_a_post_and_an_account_and_begins_the_plan_herself(office: Office) -> None:
    office.new_post("baru", below="budi")
    office.at("2026-03-02 09:00")
    made = entered(office, "2026-03-02", "baru")
    assert (state(made), post_of(office, "farah", "2026-03-02")) == ("applied", office.post("baru"))
    assert office.begun("farah", "baru", "2026-03-02", "farah").starts_on == day("2026-03-02")


@pytest.mark.parametrize("change", ["unpaid_leave", "pre_retirement", "office_outside"])
def test_who_leaves_the_scheme_is_appraised_for_his_part_of_the_year(office: Office, change: str) -> None:
    plan = office.in_force()
    office.at("2026-06-01 09:00")
    changed(office, "ani", change, "2026-06-01")
    assert plans(office) == [("final_appraisal", "2026-01-01", "2026-05-31")]
    assert plan.evaluations.get().closing


def test_a_suspended_persons_plan_stands_still_until_the_return(office: Office) -> None:
    plan = office.in_force()
    office.at("2026-06-01 09:00")
    changed(office, "ani", "suspension", "2026-06-01")
    plan.refresh_from_db()
    assert (plan.state, plan.held_from) == ("in_force", day("2026-06-01"))
    office.at("2026-07-01 09:00")
    changed(office, "ani", "return", "2026-07-01")
    plan.refresh_from_db()
    assert (plan.state, plan.held_from, plan.ends_on) == ("in_force", None, day("2026-12-31"))
    assert PostChange.objects.filter(state="applied").count() == 2
