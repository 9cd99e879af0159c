"""By keys alone: Ani writes and signs her plan; Budi decides on one plan after another."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.agency import PASSWORD, Agency
from tests.browser.checks import nothing_failed
from tests.browser.hands import press, reach
from tests.browser.people import says
from tests.workflows.planning.desk import Desk, state
from workflows.planning.models import Draft, Plan


def come_in(page: Page, name: str) -> None:
    page.goto("/sign-in/")
    reach(page, "User name or NIP")
    page.keyboard.type(name)
    reach(page, "Password")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url("/")
    lead(page, "English")


def lead(page: Page, name: str) -> None:
    """Press what leads to another page, and come there."""
    with page.expect_navigation():
        press(page, name)


def instead(page: Page, field: str, words: str) -> None:
    """Come to a field and type this in place of what stands there."""
    reach(page, field)
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def test_ani_writes_a_result_and_signs_her_plan_by_keys(agency: Agency, english: Page) -> None:
    plan = Desk(agency).drafted()
    come_in(english, "ani")
    press(english, "Skip to the content")
    lead(english, "Sign and submit : Plan of 2026")
    lead(english, "Change something first")
    lead(english, "1. Terlayaninya pemohon KTP")
    instead(english, "Work result", "Terlayaninya pemohon KTP di rumah")
    instead(english, "Target", "25")
    lead(english, "Save")
    says(english, "Saved.", "Terlayaninya pemohon KTP di rumah")
    lead(english, "Check and sign")
    says(english, "25 menit")
    lead(english, "Sign and submit")
    says(english, "Done: Sign and submit.")
    assert state(plan) == "submitted"
    assert "di rumah" in Draft.objects.get(plan=plan).contents["results"][0]["text"]
    nothing_failed(english)


def test_budi_decides_on_three_plans_one_after_another_by_keys(agency: Agency, english: Page) -> None:
    desk = Desk(agency)
    plans = [desk.submitted()]
    for name in ("fani", "gita"):
        desk.new_post(name, "budi")
        desk.person(name, name)
        plans.append(desk.submitted(name))
    come_in(english, "budi")
    lead(english, "Team")
    lead(english, "Review one after another")
    for _ in range(2):
        english.keyboard.press("j")
        expect(english.locator("article.result").first).to_be_focused()
        lead(english, "Approve the plan")
        says(english, "Done: Approve the plan")
    english.keyboard.press("j")
    press(english, "Write a remark : Terlayaninya pemohon KTP", "Space")
    reach(english, "Remark : Terlayaninya pemohon KTP")
    english.keyboard.type("Juga untuk lansia?")
    reach(english, "Why you return it")
    english.keyboard.type("Lihat catatan")
    lead(english, "Return for revision")
    says(english, "Nothing else waits for your decision.")
    assert sorted(map(state, Plan.objects.all())) == ["in_force", "in_force", "returned"]
    nothing_failed(english)
