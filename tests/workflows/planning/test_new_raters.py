"""A new holder of the rater's post, or another post: who decides then, and what it leaves."""

from __future__ import annotations

import pytest

from cycle_engine.models import Payload
from tests.workflows.planning.desk import REASON, Desk, day, due, last_entry, state, steps_of, told
from tests.workflows.planning.test_duty import approve, refused
from workflows.planning import clockwork, queries
from workflows.planning.data import NewRater
from workflows.planning.facts import PlanFacts
from workflows.planning.models import Amendment

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
    assert clockwork.notice_new_raters() == 0
    desk.at("2026-01-15 06:00")
    assert clockwork.notice_new_raters() == 1
    plan.refresh_from_db()
    assert (plan.rater_id, plan.rater_post_id) == (desk.id("fajar"), desk.post("budi"))
    change = Amendment.objects.get()
    assert (change.state, change.causes, change.proposed_by_id) == ("drafting", ["new_rater"], None)
    assert [last_entry(each).capacity for each in (plan, change)] == ["clock", "clock"]
    assert told("plan.reassign_rater")[-1].keys() == {desk.id("ani"), desk.id("fajar")}
    assert clockwork.notice_new_raters() == 0


def test_the_cause_of_a_new_holder_joins_the_live_amendment(desk: Desk) -> None:
    change = desk.amending()
    version = change.version
    new_head(desk, "2026-01-15")
    desk.at("2026-01-15 06:00")
    clockwork.notice_new_raters()
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
    assert clockwork.notice_new_raters() == 1
    assert not Amendment.objects.exists()
    assert state(plan) == plan.state


def test_a_suspended_rater_is_noticed_as_a_change(desk: Desk) -> None:
    plan = desk.drafted()
    desk.exempt("budi", "suspension", since=day("2026-01-14"))
    desk.at("2026-01-14 06:00")
    assert clockwork.notice_new_raters() == 1
    plan.refresh_from_db()
    assert plan.rater_id == desk.id("citra")


def test_a_post_that_falls_vacant_with_nobody_above_is_not_noticed_as_a_change(desk: Desk) -> None:
    plan = desk.drafted("citra")
    desk.leaves("wibawa", "2026-01-13")
    desk.at("2026-01-14 09:00")
    assert clockwork.notice_new_raters() == 0
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


def test_raters_of_more_plans_may_change_at_once_than_a_statement_takes_parameters(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = desk.submitted()
    new_head(desk, "2026-01-15")
    desk.at("2026-01-15 06:00")
    monkeypatch.setattr(queries, "ANOTHER_RATER", "SELECT generate_series(1, 70000)")
    assert queries.plans_with_another_rater(desk.now()) == [plan.pk]
