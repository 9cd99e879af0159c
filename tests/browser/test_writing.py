"""Writing a plan on a bad line: what is typed saves itself, and nothing is lost when the line drops or the session
ends."""

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


def test_what_is_typed_saves_itself(agency: Agency, window: Window) -> None:
    plan, page = Desk(agency).drafted(), window(phone=True, english=True)
    at_result(page, plan)
    page.locator("[name=text]").fill("Terlayaninya semua")
    expect(page.locator("output")).to_have_text("Saved at 09:00.")
    assert text(plan) == "Terlayaninya semua"
    page.locator("[name=text]").fill("Terlayaninya semua pemohon")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert text(plan) == "Terlayaninya semua pemohon"
    page.goto(f"/plans/{plan.pk}/edit/results/r1/")
    expect(page.locator("output")).to_have_text("")


def test_nothing_is_lost_when_the_line_drops(agency: Agency, window: Window) -> None:
    plan, page = Desk(agency).drafted(), window(english=True)
    at_result(page, plan)
    page.context.set_offline(True)
    page.locator("[name=text]").fill("Tanpa sinyal")
    page.locator("[name='r1.i1-unit']").fill("jam")
    page.get_by_label("Quality").check()
    expect(page.locator("output")).to_contain_text("Not saved yet: no connection.")
    page.context.set_offline(False)
    expect(page.locator("output")).to_have_text("Saved at 09:00.")
    assert text(plan) == "Tanpa sinyal"
    page.context.set_offline(True)
    page.locator("[name=text]").fill("Ditutup tanpa sinyal")
    page.context.set_offline(False)
    page.goto(f"/plans/{plan.pk}/edit/results/r1/")
    expect(page.locator("[name=text]")).to_have_value("Ditutup tanpa sinyal")
    expect(page.locator("output")).to_have_text("Saved at 09:00.")
    assert text(plan) == "Ditutup tanpa sinyal"


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


def test_two_windows_come_to_the_difference(agency: Agency, window: Window) -> None:
    plan, one, other = Desk(agency).drafted(), window(english=True), window(english=True)
    at_result(one, plan)
    at_result(other, plan)
    one.locator("[name=text]").fill("Yang satu")
    expect(one.locator("output")).to_have_text("Saved at 09:00.")
    other.locator("[name=text]").fill("Yang lain")
    expect(other.locator("output")).to_contain_text("changed in another window")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_role("heading", name="This was changed in another window")).to_be_visible()
    no_violations(other)
    assert text(plan) == "Yang satu"
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_text("Saved.")).to_be_visible()
    assert text(plan) == "Yang lain"
