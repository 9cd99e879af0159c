"""Writing on a slow line, on one that drops, and after the session has ended: nothing that was typed is lost."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from tests.agency import Agency
from tests.browser.checks import nothing_failed
from tests.browser.hands import fill_in_door, let_in, line_down, line_up, slow_line
from tests.browser.people import fill, follow, go, says, send
from tests.workflows.evaluation.office import Office
from tests.workflows.planning.desk import Desk
from workflows.evaluation.models import Form
from workflows.planning.models import Draft, Plan

SOON = 20_000  # milliseconds in which a page that saves by itself has done so on a slow line
PATIENT = 10.0  # seconds for five steps on a slow line, of 400 ms a question each way
TYPED = "Terlayaninya pemohon KTP di rumah"


@pytest.fixture
def plan(agency: Agency) -> Plan:
    return Desk(agency).drafted()


def at_result(page: Page, plan: Plan) -> Page:
    """Ani at the first result of her draft."""
    let_in(page, "ani")
    page.goto(f"/plans/{plan.pk}/edit/results/r1/")
    return page


def result(plan: Plan) -> dict[str, Any]:
    found: dict[str, Any] = Draft.objects.get(plan=plan, amendment=None).contents["results"][0]
    return found


def test_a_plan_is_written_on_a_slow_line(plan: Plan, either: Page) -> None:
    let_in(either, "ani")
    slow_line(either)
    before = time.monotonic()
    either.goto(f"/plans/{plan.pk}/edit/")
    follow(either, "1. Terlayaninya pemohon KTP")
    send(either, "Add an indicator", text=TYPED)
    send(either, "Save", **{"r1.i2-text": "Kepuasan", "r1.i2-target": "90", "r1.i2-unit": "%"})
    follow(either, "2. Tersusunnya")
    assert time.monotonic() - before < PATIENT
    nothing_failed(either)
    assert result(plan)["text"] == TYPED
    assert result(plan)["indicators"][1]["target"] == "90"


def test_what_is_typed_is_saved_by_itself_on_a_slow_line(plan: Plan, english: Page) -> None:
    at_result(english, plan)
    slow_line(english)
    english.locator("[name=text]").press_sequentially(TYPED, delay=20)
    expect(english.get_by_text("Saved at")).to_be_visible(timeout=SOON)
    assert TYPED in result(plan)["text"]
    english.locator("[name='r1.i1-target']").fill("20")
    go(english, english.get_by_role("button", name="Save", exact=True))
    says(english, "Saved.")
    nothing_failed(english)
    assert result(plan)["indicators"][0]["target"] == "20"


def test_a_save_whose_answer_the_line_drops_is_no_change_of_another_window(plan: Plan, english: Page) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        line_down(english)
        route.abort("internetdisconnected")

    at_result(english, plan)
    english.route("**/edit/results/r1/", lose_the_answer, times=1)
    fill(english, text=TYPED)
    expect(english.get_by_text("no connection")).to_be_visible(timeout=SOON)
    assert result(plan)["text"] == TYPED
    fill(english, text=f"{TYPED} dan di sekolah")
    line_up(english)
    expect(english.get_by_text("Saved at")).to_be_visible(timeout=SOON)
    assert result(plan)["text"] == f"{TYPED} dan di sekolah"


def test_a_button_that_the_line_drops_loses_nothing(plan: Plan, english: Page) -> None:
    def drop(route: Route) -> None:
        route.abort("internetdisconnected")

    at_result(english, plan)
    english.route(
        "**/*", drop
    )  # a page that leaves is told by Chromium that a line is up that `line_down` took
    fill(english, text=TYPED)
    english.get_by_role("button", name="Save", exact=True).click()
    expect(english.locator("form")).to_have_count(0)
    english.unroute("**/*", drop)
    english.goto(f"/plans/{plan.pk}/edit/results/r1/")
    expect(english.locator("[name=text]")).to_have_value(TYPED)
    expect(english.get_by_text("Saved at")).to_be_visible(timeout=SOON)
    assert result(plan)["text"] == TYPED


def test_a_session_that_ends_while_one_writes_costs_a_sign_in_and_no_more(plan: Plan, either: Page) -> None:
    at_result(either, plan)
    Session.objects.all().delete()
    send(either, "Save", text=TYPED)
    says(either, "Your session has ended.")
    fill_in_door(either, "ani")
    send(either, "Send it now")
    says(either, "Saved.")
    assert result(plan)["text"] == TYPED


def test_a_report_is_kept_when_the_line_drops_and_the_session_ends(agency: Agency, english: Page) -> None:
    evaluation = Office(agency).opened()
    let_in(english, "ani")
    english.goto(f"/evaluations/{evaluation.pk}/steps/self_assess/")
    line_down(english)
    fill(english, value_0="28")
    says(english, "the line is down")
    line_up(english)
    expect(english.get_by_text("Saved.")).to_be_visible(timeout=SOON)
    assert Form.objects.get().contents["realisations"][0]["value"] == "28"
    Session.objects.all().delete()
    fill(english, value_1="12")
    says(english, "your session has ended")
    send(english, "Save the draft")
    fill_in_door(english, "ani")
    send(english, "Send it now")
    assert Form.objects.get().contents["realisations"][1]["value"] == "12"
