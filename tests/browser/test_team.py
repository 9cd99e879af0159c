"""A rater at his window: what changed, the keys that lead through it, and many decisions at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.agency import Agency
from tests.browser.checks import shot, sound
from tests.browser.conftest import Window
from tests.browser.hands import let_in


@pytest.fixture
def waiting(agency: Agency) -> str:
    """Three plans wait for Budi; one of them he returned before. The address of its review."""
    from tests.workflows.planning.desk import Desk
    from workflows.planning.data import Answer, RemarkInput, Return
    from workflows.planning.models import Reading, Remark, Revision

    desk = Desk(agency)
    plan = desk.submitted()
    Reading.objects.create(person_id=desk.id("budi"), revision=Revision.objects.get(), at=desk.now())
    desk.take(plan, "return_for_revision", "budi", data=Return([RemarkInput("Mengapa 30 menit?", "r1")]))
    desk.take(Remark.objects.get(), "answer", "ani", data=Answer("Kini 20 menit, sesuai standar."))
    contents = agency.complete_contents()
    contents["results"][0]["indicators"][0]["target"] = "20"
    contents["results"][0]["text"] = "Terlayaninya pemohon KTP dan KK"
    contents["results"][1]["indicators"][0]["direction"] = "lower"
    desk.write(plan, contents)
    desk.take(plan, "submit", "ani")
    for name in ("Fani Lestari", "Gunawan"):
        desk.new_post(name, "budi")
        desk.person(name, name)
        desk.submitted(name)
    return f"/plans/{plan.pk}/review/"


def focused(page: Page) -> str:
    """The heading of the item that has the focus; empty where none has it."""
    return str(
        page.evaluate("document.activeElement.closest('article')?.querySelector('h3').innerText ?? ''")
    )


@pytest.mark.pictured
def test_a_review_is_walked_through_by_keys_that_can_be_turned_off(waiting: str, window: Window) -> None:
    page = window(english=True)
    let_in(page, "budi")
    page.goto(waiting)
    sound(page)
    shot(page, "review")
    page.keyboard.press("j")
    assert focused(page).startswith("1. Terlayaninya pemohon KTP dan KK")
    page.keyboard.press("j")
    assert focused(page).startswith("2. Tersusunnya laporan")
    page.keyboard.press("k")
    assert focused(page).startswith("1. ")
    page.get_by_text("Write a remark").last.click()
    page.get_by_label("Remark").last.press_sequentially("jk")
    expect(page.get_by_label("Remark").last).to_have_value("jk")
    page.get_by_label("Use the keys").uncheck()
    page.reload()
    page.keyboard.press("j")
    assert focused(page) == ""


def test_many_are_chosen_at_once_and_checked_before_they_are_approved(waiting: str, window: Window) -> None:
    page = window(english=True)
    let_in(page, "budi")
    page.goto("/team/approve/")
    page.get_by_role("link", name="Choose all on this page").click()
    expect(page).to_have_url("/team/approve/")
    sound(page)
    page.get_by_role("button", name="Check those that I chose").click()
    sound(page)
    page.get_by_role("button", name="Approve all 2").click()
    sound(page)
    expect(page.get_by_text("Done", exact=True)).to_have_count(2)
