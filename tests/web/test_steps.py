"""Steps taken on pages: what is asked, what is refused and in which words, what was typed is never lost."""

from __future__ import annotations

import pytest

from cycle_engine.models import Entry
from tests.web.visiting import Visitors
from tests.workflows.planning.desk import Desk
from workflows.planning.models import Plan


@pytest.fixture
def desk(visit: Visitors) -> Desk:
    return Desk(visit.agency)


def state(plan: Plan) -> str:
    return str(Plan.objects.get(pk=plan.pk).state)


def test_ani_withdraws_her_plan_by_the_page_of_the_step(desk: Desk, visit: Visitors) -> None:
    plan = desk.submitted()
    page = visit.ani.get(f"/plans/{plan.pk}/")
    form = visit.ani.get(page.link("Withdraw"))
    done = visit.ani.press(form, "Withdraw", reason="Masih ada yang kurang")
    assert done.address == f"/plans/{plan.pk}/"
    assert "Done: Withdraw." in done.words
    assert state(plan) == "drafting"
    assert Entry.objects.latest("pk").step == "withdraw"


def test_a_form_that_is_sent_twice_acts_once(desk: Desk, visit: Visitors) -> None:
    plan = desk.submitted()
    form = visit.ani.get(f"/plans/{plan.pk}/steps/withdraw/")
    visit.ani.press(form, "Withdraw")
    entries = Entry.objects.count()
    again = visit.ani.press(form, "Withdraw")
    assert "Done: Withdraw." in again.words
    assert Entry.objects.count() == entries


def test_a_stale_form_tells_what_happened_and_keeps_what_was_typed(desk: Desk, visit: Visitors) -> None:
    plan = desk.submitted()
    page = visit.ani.get(f"/plans/{plan.pk}/steps/withdraw/")
    desk.take(plan, "return_for_revision", "budi")
    shown = visit.ani.press(page, "Withdraw", status=412, reason="Saya pikir lagi")
    assert "The record has changed since you read it." in shown.words
    assert "Budi Contoh took the step “Return for revision”" in shown.words
    assert "Saya pikir lagi" in shown.words
    refused = visit.ani.press(shown, "Withdraw", status=409)
    assert "The record's present state does not allow this step." in refused.words
    assert state(plan) == "returned"


def test_why_a_step_is_closed_is_told_with_the_rule_and_whose_turn_it_is(desk: Desk, visit: Visitors) -> None:
    plan = desk.submitted()
    page = visit.ani.get(f"/plans/{plan.pk}/")
    assert "This step is not yours to take." in page.words
    assert "Taken by: Budi" in page.words
    assert "Taken by: you." in page.words and "Taken by: Ani" not in page.words
    assert "You (Employee appraised)" in visit.ani.get(f"/plans/{plan.pk}/history/").words
    assert "Ani Contoh (Employee appraised)" in visit.budi.get(f"/plans/{plan.pk}/history/").words
    closed = visit.ani.get(f"/plans/{plan.pk}/steps/approve/")
    assert "You stand in another capacity here" in closed.words
    assert not [form for form in (closed.html.split("<form")[1:]) if "version" in form]


def test_a_step_that_needs_a_reason_says_so_beside_the_field(desk: Desk, visit: Visitors) -> None:
    plan = desk.submitted()
    form = visit.dewi.get(f"/plans/{plan.pk}/steps/void/")
    refused = visit.dewi.press(form, "Void the plan", status=422, reason="")
    assert "This field is required." in refused.words
    assert 'aria-invalid="true"' in refused.html
    assert state(plan) == "submitted"


@pytest.mark.parametrize("name", ["eko", "indah"])
def test_nobody_takes_a_step_on_what_is_not_his(desk: Desk, visit: Visitors, name: str) -> None:
    plan = desk.submitted()
    visitor = getattr(visit, name)
    page = visit.ani.get(f"/plans/{plan.pk}/steps/withdraw/")
    assert visitor.get(f"/plans/{plan.pk}/steps/withdraw/", status=404 if name == "eko" else 200)
    visitor.press(page, "Withdraw", status=404 if name == "eko" else 403)
    assert state(plan) == "submitted"


def test_there_is_no_page_for_a_step_that_is_not(desk: Desk, visit: Visitors) -> None:
    plan = desk.submitted()
    for address in ("steps/fly/", "steps/draft/", "steps/close/"):
        visit.ani.get(f"/plans/{plan.pk}/{address}", status=404)
    visit.ani.get("/plans/999999/steps/withdraw/", status=404)
    visit.ani.get("/nothing/1/steps/withdraw/", status=404)
