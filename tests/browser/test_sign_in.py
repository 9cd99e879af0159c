"""Coming in and going out, as a browser does it."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests.agency import PASSWORD, Agency
from tests.browser.checks import fits, no_violations, nothing_failed
from tests.browser.conftest import Window
from tests.browser.hands import fill_in_door, press, reach, sign_in
from tests.workflows.planning.desk import Desk
from workflows.planning.models import Plan


@pytest.mark.parametrize("by", ["user_name", "nip"])
def test_one_comes_in_by_user_name_or_by_nip(agency: Agency, either: Page, by: str) -> None:
    either.goto("/")
    expect(either).to_have_url("/sign-in/?next=%2F")
    fill_in_door(either, "ani" if by == "user_name" else agency.people["ani"].nip)
    expect(either).to_have_url("/")
    expect(either.get_by_role("banner")).to_contain_text("Ani Contoh")
    nothing_failed(either)


def test_one_comes_in_and_goes_out_by_keys_alone(english: Page) -> None:
    english.goto("/sign-in/")
    reach(english, "User name or NIP")
    english.keyboard.type("ani")
    reach(english, "Password")
    english.keyboard.type(PASSWORD)
    press(english, "Sign in")
    expect(english).to_have_url("/")
    press(english, "English")
    expect(english.get_by_role("button", name="Sign out")).to_be_visible()
    press(english, "Sign out")
    expect(english).to_have_url("/sign-in/")
    nothing_failed(english)


@pytest.mark.parametrize("name", ["ani", "nobody"])
def test_a_wrong_password_is_told_where_one_looks_and_the_name_stays(english: Page, name: str) -> None:
    english.goto("/sign-in/")
    fill_in_door(english, name, "salah")
    expect(english.get_by_role("alert")).to_contain_text("The name or the password is wrong.")
    expect(english.get_by_role("alert")).to_be_focused()
    expect(english.get_by_label("User name or NIP")).to_have_value(name)
    expect(english.get_by_label("Password", exact=True)).to_have_value("")
    no_violations(english)
    fits(english)


def test_what_is_missing_is_told_at_its_field_and_led_to(english: Page) -> None:
    english.goto("/sign-in/")
    fill_in_door(english, "", "")
    english.get_by_role("alert").get_by_role("link").first.click()
    expect(english.get_by_label("User name or NIP")).to_be_focused()
    expect(english.get_by_label("User name or NIP")).to_have_accessible_description("This field is required.")
    no_violations(english)


def test_five_wrong_passwords_close_the_door_for_one_name_and_no_other(agency: Agency, english: Page) -> None:
    english.goto("/sign-in/")
    for _ in range(5):
        fill_in_door(english, "ani", "salah")
        expect(english.get_by_role("alert")).to_be_visible()
    fill_in_door(english, "ani")
    expect(english.get_by_role("alert")).to_contain_text("Wait 15 minutes")
    no_violations(english)
    sign_in(english, "budi")
    expect(english.get_by_role("banner")).to_contain_text("Budi Contoh")


def test_who_went_out_does_not_come_back_by_the_back_button(agency: Agency, english: Page) -> None:
    plan = Desk(agency).drafted()
    sign_in(english, "ani")
    english.goto(f"/plans/{plan.pk}/")
    english.get_by_role("button", name="Sign out").click()
    expect(english).to_have_url("/sign-in/")
    english.go_back()
    expect(english.get_by_label("Password", exact=True)).to_be_visible()
    expect(english.locator("body")).not_to_contain_text("Ani Contoh")


def test_the_language_changes_where_one_stands_and_goes_along(
    agency: Agency, page: Page, window: Window
) -> None:
    plan = Desk(agency).drafted()
    sign_in(page, "ani")
    page.goto(f"/plans/{plan.pk}/")
    expect(page.locator("html")).to_have_attribute("lang", "id")
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(f"/plans/{plan.pk}/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    elsewhere = window()
    elsewhere.goto("/sign-in/")
    fill_in_door(elsewhere, "ani")
    expect(elsewhere.get_by_role("button", name="Sign out")).to_be_visible()


def test_one_comes_to_where_one_wanted_to_go(agency: Agency, page: Page) -> None:
    plan = Desk(agency).drafted()
    page.goto(f"/plans/{plan.pk}/?x=1")
    fill_in_door(page, "ani")
    expect(page).to_have_url(f"/plans/{plan.pk}/?x=1")
    nothing_failed(page)


@pytest.mark.parametrize(
    "there",
    ["https://example.org/", "//example.org/", "/\\example.org", "\\\\example.org", "javascript:alert(1)"],
)
def test_one_is_never_led_to_another_host(agency: Agency, page: Page, there: str) -> None:
    page.goto("/sign-in/")
    page.locator("[name=next]").first.evaluate("(field, there) => field.value = there", there)
    fill_in_door(page, "ani")
    expect(page).to_have_url("/")
    nothing_failed(page)


def test_a_session_that_ended_while_one_read_costs_a_sign_in_and_no_more(
    agency: Agency, either: Page
) -> None:
    plan = Desk(agency).submitted()
    sign_in(either, "ani")
    either.goto(f"/plans/{plan.pk}/steps/withdraw/")
    either.get_by_role("textbox").fill("Salah baris\n<b>kedua</b>")
    Session.objects.all().delete()
    either.get_by_role("button", name="Withdraw").click()
    expect(either.get_by_role("status")).to_contain_text("Your session has ended.")
    no_violations(either)
    fits(either)
    fill_in_door(either, "ani")
    assert Plan.objects.get(pk=plan.pk).state == "submitted"
    expect(either.get_by_role("button", name="Send it now")).to_be_visible()
    no_violations(either)
    fits(either)
    either.get_by_role("button", name="Send it now").click()
    expect(either).to_have_url(f"/plans/{plan.pk}/")
    assert Plan.objects.get(pk=plan.pk).state == "drafting"
