"""Who acts on a plan today: vacant posts, stand-ins by letter, one's own cause, and a change of holder."""

from __future__ import annotations

from typing import Any

import pytest

from cycle_engine.actors import Actor
from cycle_engine.errors import NotYourTurn, OwnCause, WorkflowError
from cycle_engine.models import Deadline, Payload, Record
from cycle_engine.perform import perform
from directory.models import User
from tests.workflows.planning.desk import REASON, Desk, broken, day, due, last_entry, state, steps_of, told
from workflows.planning import commands
from workflows.planning.data import NewRater, RemarkInput, Return
from workflows.planning.facts import PlanFacts
from workflows.planning.models import Amendment, Plan, Remark


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


# A change of holder


def new_head(desk: Desk, since: str) -> None:
    """Fajar follows Budi in his post."""
    desk.leaves("budi", str(day(since).replace(day=day(since).day - 1)))
    desk.person("fajar")
    desk.takes_post("fajar", "budi", since)


def test_a_new_holder_rates_from_midnight_of_his_first_day_before_any_sweep(desk: Desk) -> None:
    plan = desk.submitted()
    new_head(desk, "2026-01-15")
    desk.at("2026-01-14 23:59:30")
    assert refused(desk, plan, "approve", "fajar") == "not_your_turn"
    desk.at("2026-01-15 00:00")
    assert refused(desk, plan, "approve", "budi") == "not_your_turn"
    assert approve(desk, plan, "fajar").state == "in_force"


def test_the_clock_records_the_new_holder_and_opens_the_amendment(desk: Desk) -> None:
    plan = desk.in_force()
    new_head(desk, "2026-01-15")
    assert commands.notice_new_raters() == 0
    desk.at("2026-01-15 06:00")
    assert commands.notice_new_raters() == 1
    plan.refresh_from_db()
    assert (plan.rater_id, plan.rater_post_id) == (desk.id("fajar"), desk.post("budi"))
    change = Amendment.objects.get()
    assert (change.state, change.causes, change.proposed_by_id) == ("drafting", ["new_rater"], None)
    assert [last_entry(each).capacity for each in (plan, change)] == ["clock", "clock"]
    assert told("plan.reassign_rater")[-1].keys() == {desk.id("ani"), desk.id("fajar")}
    assert commands.notice_new_raters() == 0


def test_the_cause_of_a_new_holder_joins_the_live_amendment(desk: Desk) -> None:
    change = desk.amending()
    version = change.version
    new_head(desk, "2026-01-15")
    desk.at("2026-01-15 06:00")
    commands.notice_new_raters()
    change.refresh_from_db()
    assert (change.state, change.causes) == ("submitted", ["strategy", "new_rater"])
    assert change.version == version + 1
    assert steps_of(change)[-1] == "add_cause"
    assert Amendment.objects.count() == 1


@pytest.mark.parametrize("prepared", ["drafted", "submitted", "returned"])
def test_a_plan_that_was_never_in_force_gets_a_new_holder_without_an_amendment(
    desk: Desk, prepared: str
) -> None:
    plan = getattr(desk, prepared)()
    new_head(desk, "2026-01-15")
    desk.at("2026-01-15 06:00")
    assert commands.notice_new_raters() == 1
    assert not Amendment.objects.exists()
    assert state(plan) == plan.state


def test_a_suspended_rater_is_noticed_as_a_change(desk: Desk) -> None:
    plan = desk.drafted()
    desk.exempt("budi", "suspension", since=day("2026-01-14"))
    desk.at("2026-01-14 06:00")
    assert commands.notice_new_raters() == 1
    plan.refresh_from_db()
    assert plan.rater_id == desk.id("citra")


def test_a_post_that_falls_vacant_with_nobody_above_is_not_noticed_as_a_change(desk: Desk) -> None:
    plan = desk.drafted("citra")
    desk.leaves("wibawa", "2026-01-13")
    desk.at("2026-01-14 09:00")
    assert commands.notice_new_raters() == 0
    assert PlanFacts([plan], desk.now()).rater_person(plan) is None
    desk.take(plan, "submit", "citra")


# Another rater's post


def test_a_submitted_plan_and_its_remarks_go_to_the_new_raters_desk_unchanged(desk: Desk) -> None:
    plan = desk.submitted()
    remark = desk.pinned(plan)
    hash_before = desk.named(plan)
    desk.at("2026-01-19 09:00")
    plan = desk.take(plan, "reassign_rater", "dewi", data=desk.rater("eko"))
    assert (plan.state, plan.rater_id, plan.rater_post_id) == ("submitted", desk.id("eko"), desk.post("eko"))
    assert desk.named(plan) == hash_before
    assert due(plan, "rater_decides").last_day == day("2026-01-26")
    assert due(plan, "plan_set").last_day == day("2026-01-31")
    assert refused(desk, plan, "approve", "budi") == "not_your_turn"
    desk.take(remark, "resolve", "eko")
    approve(desk, plan, "eko")


def test_a_submitted_amendment_goes_to_the_new_raters_desk_with_the_cause_and_his_days(desk: Desk) -> None:
    change = desk.amending()
    desk.at("2026-01-19 09:00")
    desk.take(change.plan, "reassign_rater", "dewi", data=desk.rater("eko"))
    change.refresh_from_db()
    assert (change.state, change.causes) == ("submitted", ["strategy", "new_rater"])
    assert due(change, "rater_decides").last_day == day("2026-01-26")
    assert approve(desk, change, "eko").state == "approved"


def test_for_a_plan_in_force_a_new_rater_opens_an_amendment_from_the_revision_in_force(desk: Desk) -> None:
    plan = desk.in_force()
    desk.take(plan, "reassign_rater", "dewi", data=desk.rater("eko"))
    change = Amendment.objects.get(plan=plan)
    assert (change.state, change.causes) == ("drafting", ["new_rater"])
    assert change.draft.contents == plan.revisions.get().contents
    assert refused(desk, change, "submit", "dewi") == "not_your_turn"
    desk.take(change, "submit", "ani")
    approve(desk, change, "eko")


def test_a_new_rater_joins_the_causes_once(desk: Desk) -> None:
    change = desk.proposed(cause="new_rater")
    desk.take(change.plan, "reassign_rater", "dewi", data=desk.rater("eko"))
    change.refresh_from_db()
    assert change.causes == ["new_rater"]


def test_the_reason_and_new_post_stand_in_the_ledger(desk: Desk) -> None:
    plan = desk.drafted()
    desk.take(plan, "reassign_rater", "dewi", data=NewRater(str(desk.post("eko")), "7"))
    text = Payload.objects.get(entry=last_entry(plan)).text
    assert f'"reason":"{REASON}"' in (text or "")
    assert f'"rater_post":"{desk.post("eko")}"' in (text or "")


# The other children


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
    with broken("ours:one_plan_a_day", says="2026-01-01 to 2026-03-31"):
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
