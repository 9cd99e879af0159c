"""Who acts on a plan today: vacant posts, stand-ins by letter, and one's own cause."""

from __future__ import annotations

from typing import Any

import pytest

from cycle_engine.actors import Actor
from cycle_engine.errors import OwnCause, WorkflowError
from cycle_engine.models import Record
from cycle_engine.perform import perform
from directory.models import User
from tests.workflows.planning.desk import Desk, last_entry
from workflows.planning.models import Amendment, Plan


def approve(desk: Desk, thing: Plan | Amendment, who: str) -> Any:
    return desk.take(thing, "approve", who, data=desk.named(thing))


def refused(desk: Desk, thing: Record, step: str, who: str) -> str:
    """The code with which the step is refused."""
    with pytest.raises(WorkflowError) as refusal:
        desk.take(thing, step, who)
    return refusal.value.code


# Vacant posts


def test_where_the_raters_post_is_vacant_the_next_post_rates(desk: Desk) -> None:
    plan = desk.submitted()
    desk.leaves("budi", "2026-01-11")
    assert refused(desk, plan, "approve", "budi") == "not_your_turn"
    plan = approve(desk, plan, "citra")
    assert (plan.state, last_entry(plan).capacity) == ("in_force", "rater")


def test_where_two_posts_are_vacant_the_one_above_both_rates(desk: Desk) -> None:
    plan = desk.submitted()
    desk.leaves("budi", "2026-01-11")
    desk.leaves("citra", "2026-01-11")
    assert approve(desk, plan, "wibawa").state == "in_force"


def test_a_rater_who_is_suspended_is_as_absent_as_a_vacant_post(desk: Desk) -> None:
    plan = desk.submitted()
    desk.exempt("budi", "suspension")
    assert refused(desk, plan, "approve", "budi") == "not_your_turn"
    assert approve(desk, plan, "citra").state == "in_force"


def test_above_a_vacant_raters_post_the_superior_is_one_more_up(desk: Desk) -> None:
    desk.leaves("budi")
    plan = desk.submitted()
    desk.at("2026-02-02 09:00")
    assert refused(desk, plan, "set_by_superior", "citra") == "not_your_turn"
    desk.take(plan, "set_by_superior", "wibawa", data=desk.named(plan))


def test_a_post_that_names_its_raters_post_is_rated_there(desk: Desk) -> None:
    desk.describe("ani", rater_id=desk.post("eko"))
    plan = desk.submitted()
    assert refused(desk, plan, "approve", "budi") == "not_your_turn"
    assert approve(desk, plan, "eko").rater_id == desk.id("eko")


# Stand-ins


def test_a_stand_in_acts_on_behalf_of_the_holder_and_the_entry_names_the_letter(desk: Desk) -> None:
    plan = desk.submitted()
    letter = desk.letter("eko", "budi", "2026-01-12", "2026-01-16")
    approve(desk, plan, "eko")
    entry = last_entry(plan)
    assert (entry.actor, entry.capacity) == (desk.id("eko"), "rater")
    assert (entry.on_behalf_of, entry.letter) == (desk.id("budi"), letter.pk)


def test_the_holder_keeps_his_own_name_while_somebody_stands_in(desk: Desk) -> None:
    plan = desk.submitted()
    desk.letter("eko", "budi", "2026-01-12", "2026-01-16")
    approve(desk, plan, "budi")
    entry = last_entry(plan)
    assert (entry.actor, entry.on_behalf_of, entry.letter) == (desk.id("budi"), None, None)


@pytest.mark.parametrize("moment", ["2026-01-12 23:59:30", "2026-01-17 00:00"])
def test_outside_the_dates_of_his_letter_a_stand_in_is_a_stranger(desk: Desk, moment: str) -> None:
    plan = desk.submitted()
    desk.letter("eko", "budi", "2026-01-13", "2026-01-16")
    desk.at(moment)
    assert refused(desk, plan, "approve", "eko") == "not_your_turn"


@pytest.mark.parametrize("moment", ["2026-01-13 00:00", "2026-01-16 23:59:30"])
def test_on_the_first_and_last_day_of_his_letter_a_stand_in_acts(desk: Desk, moment: str) -> None:
    plan = desk.submitted()
    desk.letter("eko", "budi", "2026-01-13", "2026-01-16")
    desk.at(moment)
    assert approve(desk, plan, "eko").state == "in_force"


def test_a_stand_in_for_a_vacant_post_rates_before_the_next_post_does(desk: Desk) -> None:
    plan = desk.submitted()
    desk.leaves("budi", "2026-01-11")
    letter = desk.letter("eko", "budi", "2026-01-12", "2026-06-30")
    assert refused(desk, plan, "approve", "citra") == "not_your_turn"
    approve(desk, plan, "eko")
    assert (last_entry(plan).letter, last_entry(plan).on_behalf_of) == (letter.pk, None)


def test_a_stand_in_for_the_superior_sets_the_plan_on_his_behalf(desk: Desk) -> None:
    plan = desk.submitted()
    letter = desk.letter("eko", "citra", "2026-02-02", "2026-02-06", issuer="wibawa")
    desk.at("2026-02-02 09:00")
    desk.take(plan, "set_by_superior", "eko", data=desk.named(plan))
    entry = last_entry(plan)
    assert (entry.capacity, entry.on_behalf_of, entry.letter) == ("superior", desk.id("citra"), letter.pk)


# Nobody acts in two capacities


def test_an_owner_who_stands_in_for_his_rater_is_refused_and_the_holder_still_rates(desk: Desk) -> None:
    plan = desk.submitted()
    desk.letter("ani", "budi", "2026-01-12", "2026-06-30")
    with pytest.raises(OwnCause):
        approve(desk, plan, "ani")
    assert approve(desk, plan, "budi").state == "in_force"


def test_an_owner_who_stands_in_for_a_vacant_rater_is_refused_and_the_duty_moves_up(desk: Desk) -> None:
    plan = desk.submitted()
    desk.leaves("budi", "2026-01-11")
    desk.letter("ani", "budi", "2026-01-12", "2026-06-30")
    with pytest.raises(OwnCause):
        approve(desk, plan, "ani")
    assert approve(desk, plan, "citra").state == "in_force"


def test_an_owner_who_holds_the_raters_post_is_refused_and_the_duty_moves_up(desk: Desk) -> None:
    plan = desk.submitted()
    desk.leaves("budi", "2026-01-11")
    desk.leaves("ani", "2026-01-11")
    desk.takes_post("ani", "budi", "2026-01-12")
    with pytest.raises(OwnCause):
        approve(desk, plan, "ani")
    assert approve(desk, plan, "citra").state == "in_force"


def test_a_second_account_of_the_same_person_changes_nothing(desk: Desk) -> None:
    plan = desk.submitted()
    desk.letter("ani", "budi", "2026-01-12", "2026-06-30")
    second = User.objects.create_user("ani.kedua", person=desk.agency.people["ani"])
    assert second.person_id == desk.id("ani")
    with pytest.raises(OwnCause):
        perform(Plan, plan.pk, "approve", actor=Actor.of(second.person_id), data=desk.named(plan))


def test_a_rater_who_also_holds_the_superiors_post_leaves_the_superiors_duty_to_the_next(desk: Desk) -> None:
    plan = desk.submitted()
    desk.letter("budi", "citra", "2026-01-01", "2026-12-31", issuer="wibawa")
    desk.leaves("citra", "2026-01-11")
    desk.at("2026-02-02 09:00")
    with pytest.raises(OwnCause):
        desk.take(plan, "set_by_superior", "budi", data=desk.named(plan))
    assert desk.take(plan, "set_by_superior", "wibawa", data=desk.named(plan)).state == "in_force"


@pytest.mark.parametrize("who", ["ani", "budi", "citra"])
def test_owner_rater_and_superior_do_not_manage_the_same_plan(desk: Desk, who: str) -> None:
    plan = desk.drafted()
    desk.grant(who)
    assert refused(desk, plan, "void", who) == "own_cause"
    assert desk.take(plan, "void", "dewi").state == "void"


def test_a_rater_who_is_also_manager_manages_the_plans_of_others(desk: Desk) -> None:
    desk.grant("budi")
    plan = desk.drafted("eko")
    assert desk.take(plan, "void", "budi").state == "void"
    assert last_entry(plan).capacity == "manager"


def test_a_manager_whose_own_plan_it_is_does_not_manage_it(desk: Desk) -> None:
    plan = desk.drafted("dewi")
    assert refused(desk, plan, "void", "dewi") == "own_cause"


def test_a_manager_of_another_unit_is_a_stranger(desk: Desk) -> None:
    plan = desk.drafted()
    desk.grant("eko", unit="DUKCAPIL")
    assert refused(desk, plan, "void", "eko") == "not_your_turn"
    desk.grant("eko", unit="KEC")
    assert desk.take(plan, "void", "eko").state == "void"
