"""Changes of posts: what becomes of the directory and of each plan."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from cycle_engine.errors import RulesBroken
from directory.models import Person, User
from tests.workflows.evaluation.office import YEAR, Office
from tests.workflows.planning.desk import day, last_entry, state, steps_of, told
from tests.workflows.staffing.moves import FARAH, changed, entered, plans, post_of, wanted
from workflows.planning.models import Plan
from workflows.staffing import clockwork
from workflows.staffing.commands import enact
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


# What is open besides


def test_a_transfer_passes_open_evaluations_on_and_lets_appeals_run(office: Office) -> None:
    office.new_post("baru", below="citra", unit="KEC")
    appeal = office.filed()
    open_one = office.opened("2026-Q2", appeal.plan)
    office.at("2026-07-01 09:00")
    changed(office, "ani", "transfer", "2026-07-01", "baru")
    open_one.refresh_from_db()
    assert (state(open_one), open_one.passed_on, state(appeal)) == ("excused", True, "filed")


@pytest.mark.parametrize("change", ["retirement", "unpaid_leave"])
def test_who_leaves_keeps_his_open_evaluations_and_loses_the_change_of_his_plan(
    office: Office, change: str
) -> None:
    evaluation = office.opened("2026-Q2")
    amendment = office.proposed(evaluation.plan)
    office.at("2026-07-01 09:00")
    changed(office, "ani", change, "2026-07-01")
    assert (state(evaluation), state(amendment)) == ("open", "cancelled")
    assert state(office.of(evaluation.plan, YEAR)) == "open"


def test_death_excuses_what_is_not_signed_also_of_the_year_before(office: Office) -> None:
    plan = office.in_force()
    office.tick("2026-12-21 09:00")
    assert state(plan) == "final_appraisal"
    office.at("2027-01-11 09:00")
    changed(office, "ani", "death", "2027-01-11")
    assert plans(office) == [("ended", "2026-01-01", "2026-12-31")]
    assert state(office.of(plan, YEAR)) == "excused"


def test_who_moves_in_january_is_appraised_for_the_year_that_has_ended(office: Office) -> None:
    office.new_post("baru", below="citra", unit="KEC")
    plan = office.in_force()
    office.tick("2026-12-21 09:00")
    office.at("2027-01-11 09:00")
    changed(office, "ani", "transfer", "2027-01-11", "baru")
    assert plans(office) == [("final_appraisal", "2026-01-01", "2026-12-31")]
    assert state(office.of(plan, YEAR)) == "open"


def test_a_plan_that_begins_after_the_change_is_void(office: Office) -> None:
    """Ani moved on 2 February, and then a decree comes by which she was on leave since the first."""
    office.drafted()
    office.new_post("baru", below="citra", unit="KEC")
    office.at("2026-02-02 09:00")
    changed(office, "ani", "transfer", "2026-02-02", "baru")
    successor = Plan.objects.get(employee=office.agency.ani, state="drafting")
    changed(office, "ani", "unpaid_leave", "2026-02-01")
    assert state(successor) == "void"


def test_whom_a_leaver_rated_comes_to_the_next_one_and_keeps_his_plan(office: Office) -> None:
    plan = office.submitted()
    office.at("2026-01-20 09:00")
    changed(office, "budi", "retirement", "2026-01-20")
    office.tick()
    plan.refresh_from_db()
    assert (plan.state, plan.rater_id) == ("submitted", office.id("citra"))
    entered(office, "2026-01-20", "budi")
    office.tick()
    plan.refresh_from_db()
    assert plan.rater_id == office.id("farah")


def test_who_changes_places_with_another_does_so_together(office: Office) -> None:
    enact(
        [
            wanted(office, "ani", "transfer", "2026-01-12", "eko"),
            wanted(office, "eko", "transfer", "2026-01-12", "ani"),
        ],
        actor=office.actor("dewi"),
    )
    assert (post_of(office, "ani", "2026-01-12"), post_of(office, "eko", "2026-01-12")) == (
        office.post("eko"),
        office.post("ani"),
    )


def test_changes_recorded_ahead_one_after_the_other_are_carried_out_in_turn(office: Office) -> None:
    """Budi retires, Ani takes his post, and a month later hers is the next one up."""
    plan = office.in_force()
    changed(office, "budi", "retirement", "2026-05-04")
    changed(office, "ani", "promotion", "2026-05-04", "budi")
    changed(office, "citra", "retirement", "2026-06-01")
    last = changed(office, "ani", "promotion", "2026-06-01", "citra")
    assert last.post_id == office.post("budi")
    office.at("2026-06-01 00:00")
    assert clockwork.sweep_all() == {"applied": 4, "refused": 0}
    assert plans(office) == [
        ("ended", "2026-01-01", "2026-05-03"),
        ("ended", "2026-05-04", "2026-05-31"),
        ("drafting", "2026-06-01", "2026-12-31"),
    ]
    assert state(plan) == "ended"


def test_who_leaves_the_service_stands_in_for_nobody_any_more(office: Office) -> None:
    letter = office.letter("eko", "budi", "2026-01-12", "2026-12-31")
    office.at("2026-05-04 09:00")
    changed(office, "eko", "retirement", "2026-05-04")
    letter.refresh_from_db()
    assert letter.valid_to == day("2026-05-03")


def test_the_contract_of_a_pppk_ends(office: Office) -> None:
    office.new_post("baru", below="citra", unit="KEC")
    pppk: dict[str, Any] = {
        "kind": "PPPK",
        "nip": "199503052022212001",
        "contract_number": "7",
        "contract_from": day("2026-01-01"),
    }
    made = entered(office, "2026-01-12", "baru", entrant=dataclasses.replace(FARAH, **pppk))
    assert made.person_id == office.id("farah")
    office.at("2026-06-01 09:00")
    changed(office, "farah", "contract_end", "2026-06-01")
    assert post_of(office, "farah", "2026-06-01") is None


def test_the_person_is_told_when_a_change_takes_effect(office: Office) -> None:
    changed(office, "ani", "unpaid_leave", "2026-01-12")
    assert told("postchange.apply") == [{office.id("ani"): "owner"}]


def test_who_enters_with_a_known_nip_keeps_the_name_that_the_directory_has(office: Office) -> None:
    office.at("2026-06-01 09:00")
    changed(office, "ani", "retirement", "2026-06-01")
    office.new_post("baru", below="citra", unit="KEC")
    ani = Person.objects.get(pk=office.id("ani"))
    other = dataclasses.replace(FARAH, nip=ani.nip, username="")
    with pytest.raises(RulesBroken) as error:
        entered(office, "2026-06-02", "baru", entrant=other)
    assert [each.rule for each in error.value.blockers] == ["ours:known_person"]
    office.at("2026-06-02 09:00")
    entered(office, "2026-06-02", "baru", entrant=dataclasses.replace(other, name="Ani Contoh"))
    assert post_of(office, "ani", "2026-06-02") == office.post("baru")


def test_an_entry_leads_into_no_account_that_is_there(office: Office) -> None:
    """Ani, who has left her post, does not come back with the address of whoever records it."""
    office.at("2026-06-01 09:00")
    changed(office, "ani", "retirement", "2026-06-01")
    ani = Person.objects.get(pk=office.id("ani"))
    office.new_post("baru", below="citra", unit="KEC")
    own = dataclasses.replace(FARAH, nip=ani.nip, name="Ani Contoh")
    stolen = dataclasses.replace(own, username="ani", email="dewi@elsewhere.example")
    second = dataclasses.replace(stolen, username="ani.2", email="ani@example.org")
    for entrant, why in ((stolen, "The account is in use"), (second, "This person has another account")):
        with pytest.raises(RulesBroken) as error:
            entered(office, "2026-06-02", "baru", entrant=entrant)
        assert [why in each.message for each in error.value.blockers] == [True]
    assert [user.email for user in User.objects.filter(person=ani)] == ["ani@example.org"]
