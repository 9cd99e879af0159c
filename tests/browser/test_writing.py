"""The pages on which a plan is written, and a page that saves itself after the session has ended."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.agency import Agency
from tests.browser.checks import no_violations, sound, weight
from tests.browser.conftest import Window
from tests.browser.hands import fill_in_door, sign_in
from tests.workflows.planning.desk import Desk
from workflows.planning.data import RemarkInput
from workflows.planning.models import Draft, Plan


def text(plan: Plan) -> str:
    """The words of the first result as they are saved."""
    return str(Draft.objects.get(plan=plan).contents["results"][0]["text"])


def at_result(page: Page, plan: Plan) -> None:
    sign_in(page, "ani")
    page.goto(f"/plans/{plan.pk}/edit/results/r1/")


def test_the_pages_of_writing_are_sound(agency: Agency, window: Window) -> None:
    desk, page = Desk(agency), window()
    desk.in_force("budi", "citra")
    plan = desk.returned(RemarkInput("Mohon diperjelas", "r1"), RemarkInput("Sumber datanya?", "r2.i1"))
    contents = agency.complete_contents()
    contents["results"][0]["indicators"][0].pop("unit")
    desk.write(plan, contents)
    sign_in(page, "ani")
    for path in ("", "results/r1/", "results/r2/", "behaviours/", "annexes/"):
        page.goto(f"/plans/{plan.pk}/edit/{path}")
        sound(page)
        weight(page)
    page.goto(f"/plans/{plan.pk}/steps/submit/")
    sound(page)


def test_the_draft_survives_the_end_of_the_session(agency: Agency, window: Window) -> None:
    plan, page = Desk(agency).drafted(), window(english=True)
    at_result(page, plan)
    page.context.clear_cookies(name="sessionid")
    page.locator("[name=text]").fill("Setelah sesi berakhir")
    expect(page.locator("output")).to_contain_text("You are signed out.")
    no_violations(page)
    page.locator("output a").click()
    fill_in_door(page, "ani", "kata sandi yang panjang")
    expect(page.locator("[name=text]")).to_have_value("Setelah sesi berakhir")
    expect(page.locator("output")).to_have_text("Saved at 09:00.")
    assert text(plan) == "Setelah sesi berakhir"
