"""What only scripts do on pages of managers, and the pages that come to be on the way."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.agency import Agency
from tests.browser.checks import sound
from tests.browser.hands import let_in
from workflows.jobs.commands import run_waiting
from workflows.staffing import imports  # what its jobs do is known with it

UNITS = b"code,name,parent_code,timezone,work_week\nPKM,Puskesmas,KEC,Asia/Jakarta,6\nX,Lain,NONE,Asia/Jakarta,6\n"


def test_an_import_tells_by_itself_how_far_it_is_until_it_is_applied(agency: Agency, english: Page) -> None:
    page = english
    let_in(page, "dewi")
    page.goto("/manage/imports/new/")
    page.get_by_label("Units").set_input_files({"name": "units.csv", "mimeType": "text/csv", "buffer": UNITS})
    page.get_by_role("button", name="Look at what would change").click()
    expect(page.get_by_role("status")).to_contain_text("Queued")
    sound(page)
    assert run_waiting() == 1, imports.PREVIEW
    expect(page.get_by_text("Ready to be applied")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="Apply").click()
    sound(page)
    page.get_by_label("The valid ones alone").check()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("status")).to_contain_text("Queued")
    assert run_waiting() == 1, imports.APPLY
    expect(page.get_by_text("Applied", exact=True)).to_be_visible()


def test_what_comes_to_be_has_pages_without_barriers(agency: Agency, english: Page) -> None:
    page, cycle = english, agency.cycle.pk
    let_in(page, "dewi")
    page.goto("/manage/post-changes/new/")
    page.get_by_label("Retirement", exact=True).check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Choose one").select_option(str(agency.budi))
    page.get_by_label("First day on which it holds").fill("2026-03-01")
    page.get_by_label("Number of the decree").fill("821/1")
    page.get_by_role("button", name="Look at what it does").click()
    sound(page)
    page.get_by_role("button", name="Record the change").click()
    sound(page)
    page.get_by_role("link", name="Give the change up").click()
    sound(page)
    page.goto(f"/manage/cycles/{cycle}/policy/new/")
    page.get_by_label("Working days in which the rater decides").fill("6")
    page.get_by_role("button", name="Put the draft on record").click()
    sound(page)
    page.goto(f"/manage/cycles/{cycle}/remind/")
    sound(page)
