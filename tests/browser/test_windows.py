"""Two windows of one person: what the one wrote meanwhile is shown in the other, and what was typed stays."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.agency import Agency
from tests.browser.checks import fits, no_violations
from tests.browser.conftest import Window
from tests.browser.hands import let_in
from tests.browser.people import fill, says, send
from tests.workflows.evaluation.office import Office
from tests.workflows.planning.desk import state
from workflows.evaluation.models import Form
from workflows.planning.models import Draft, Plan

MINE, THEIRS = "Terlayaninya <b>pemohon</b> KTP", "Terlayaninya semua pemohon KTP"


@pytest.fixture
def office(agency: Agency) -> Office:
    return Office(agency)


@pytest.fixture(params=[True, False], ids=["scripts", "no_scripts"])
def two(agency: Agency, window: Window, request: pytest.FixtureRequest) -> list[Page]:
    """Two of Ani's windows; the second is a phone, with scripts and once more without."""
    pages = [window(english=True), window(english=True, phone=True, scripts=request.param)]
    for page in pages:
        let_in(page, "ani")
    return pages


def result(plan: Plan) -> str:
    return str(Draft.objects.get(plan=plan, amendment=None).contents["results"][0]["text"])


def test_a_step_that_was_taken_elsewhere_says_who_took_it_and_keeps_the_reason(
    office: Office, two: list[Page]
) -> None:
    plan = office.submitted()
    one, other = two
    for page in two:
        page.goto(f"/plans/{plan.pk}/steps/withdraw/")
    send(one, "Withdraw", reason="Salah baris")
    send(other, "Withdraw", reason="Belum <i>lengkap</i>")
    says(other, "What you typed stands below. Nothing of it was sent.", "Last, you took the step")
    expect(other.get_by_role("alert")).to_be_focused()
    expect(other.get_by_role("textbox")).to_have_value("Belum <i>lengkap</i>")
    no_violations(other)
    fits(other)
    assert state(plan) == "drafting"


def test_a_part_of_a_plan_that_was_written_elsewhere_is_compared_and_chosen(
    office: Office, two: list[Page]
) -> None:
    plan = office.drafted()
    one, other = two
    for page in two:
        page.goto(f"/plans/{plan.pk}/edit/results/r1/")
    send(one, "Save", text=THEIRS)
    send(other, "Save", text=MINE)
    says(other, "This was changed in another window since you read it.", MINE)
    expect(other.get_by_role("alert").get_by_role("deletion")).to_contain_text("semua")
    expect(other.locator("[name=text]")).to_have_value(MINE)
    no_violations(other)
    fits(other)
    assert result(plan) == THEIRS
    send(other, "Save")
    assert result(plan) == MINE


def test_a_plan_that_was_signed_elsewhere_is_not_written_any_more(office: Office, two: list[Page]) -> None:
    plan = office.drafted()
    one, other = two
    other.goto(f"/plans/{plan.pk}/edit/results/r1/")
    one.goto(f"/plans/{plan.pk}/steps/submit/")
    send(one, "Sign and submit")
    send(other, "Save", text=MINE)
    says(other, "The record's present state does not allow this step.")
    expect(other.get_by_role("alert").get_by_role("insertion").first).to_contain_text("<b>")
    expect(other.locator("[name=text]")).to_have_value(MINE)
    expect(other.get_by_role("button", name="Save", exact=True)).to_have_count(0)
    no_violations(other)
    fits(other)
    assert state(plan) == "submitted"


def test_what_was_reported_elsewhere_is_shown_beside_what_is_typed_here(
    office: Office, two: list[Page]
) -> None:
    evaluation = office.opened()
    one, other = two
    for page in two:
        page.goto(f"/evaluations/{evaluation.pk}/steps/self_assess/")
    send(one, "Save the draft", value_0="28")
    send(other, "Save the draft", value_0="31", value_1="12")
    says(other, "This form was saved in another window since you opened this one.", ": 28")
    expect(other.get_by_role("alert")).to_be_focused()
    expect(other.locator("[name=value_0]")).to_have_value("31")
    no_violations(other)
    fits(other)
    send(other, "Save the draft")
    assert [each["value"] for each in Form.objects.get().contents["realisations"]] == ["31", "12"]


def test_a_form_that_saves_itself_does_not_write_over_another_window(
    office: Office, english: Page, window: Window
) -> None:
    evaluation = office.opened()
    other = window(english=True)
    for page in (english, other):
        let_in(page, "ani")
        page.goto(f"/evaluations/{evaluation.pk}/steps/self_assess/")
    send(other, "Save the draft", value_0="28")
    fill(english, value_0="31")
    says(english, "Not saved: This form was saved in another window")
    assert Form.objects.get().contents["realisations"][0]["value"] == "28"
    send(english, "Save the draft")
    says(english, "in another window since you opened this one.")
    expect(english.locator("[name=value_0]")).to_have_value("31")
