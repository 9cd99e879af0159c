"""The frame of all pages and the way to a plan, as a quick look before everything else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.agency import Agency
from tests.browser.checks import fits, no_violations, nothing_failed, sound, weight
from tests.browser.conftest import Window
from tests.browser.hands import sign_in
from tests.workflows.planning.desk import Desk

pytestmark = pytest.mark.smoke


def test_ani_comes_from_the_door_to_her_plan(agency: Agency, either: Page) -> None:
    plan = Desk(agency).drafted()
    sign_in(either, "ani")
    sound(either)
    either.get_by_role("main").locator(f"[href='/plans/{plan.pk}/']").first.click()
    expect(either).to_have_url(f"/plans/{plan.pk}/")
    sound(either)


def test_the_door_is_open_to_everybody(window: Window) -> None:
    for english, dark in ((False, True), (True, False)):
        page = window(phone=True, english=english, dark=dark)
        for path in ("/sign-in/", "/password/forgotten/"):
            page.goto(path)
            no_violations(page)
            fits(page)
            nothing_failed(page)
            weight(page)
