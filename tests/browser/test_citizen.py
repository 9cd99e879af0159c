"""A citizen at a counter, with a small old phone and no scripts; and what comes of his answer where others work."""

from __future__ import annotations

import datetime
import re

from playwright.sync_api import Page, expect

from cycle_engine import clock
from cycle_engine.actors import Actor
from tests.agency import Agency
from tests.browser.checks import fits, no_violations, nothing_failed
from tests.browser.conftest import Window
from tests.browser.hands import let_in
from tests.workflows.planning.desk import Desk
from workflows.planning.models import Plan
from workflows.voice.clockwork import measure_all
from workflows.voice.commands import answer, open_form, set_service
from workflows.voice.data import AnswerInput, ServiceInput
from workflows.voice.models import Answer, Comment

CHOSEN = (
    *("Fits very well", "Very easy", "Very quick", "Free of charge", "Fits very well", "Very competent"),
    *("Very polite and friendly", "Very good", "Well"),
)


def choose(page: Page, place: int) -> None:
    """Touch the best answer to the question at this place."""
    question = page.get_by_role("group", name=re.compile(rf"^{place} of 9"))
    question.get_by_role("radio", name=CHOSEN[place - 1], exact=True).check()


def service_of(agency: Agency) -> None:
    """A service of Ani's unit, about which nine have said 3 and nothing else."""
    said = {"every": "month", "minimum": 10}
    service = ServiceInput(agency.units["KEC-PEL"].pk, "ktp", "KTP elektronik", **said)  # type: ignore[arg-type]
    set_service(service, actor=Actor.clock())
    for _ in range(9):
        at = clock.moment()
        form = open_form("ktp", at)
        answer(
            form.service, AnswerInput(form.token, dict.fromkeys(form.service.instrument.codes, 3)), None, at
        )


def measured_plan(agency: Agency) -> Plan:
    """Ani's plan in force; one of its indicators takes its value from the service."""
    contents = agency.complete_contents()
    indicator = {"target": "80", "unit": "indeks", "measure": "skm-ktp"}
    contents["results"][1]["indicators"][0] |= indicator
    desk = Desk(agency)
    desk.in_force("budi", "citra")
    return desk.in_force(contents=contents)


def test_an_answer_from_a_phone_moves_the_value_that_the_rater_sees(agency: Agency, window: Window) -> None:
    service_of(agency)
    plan = measured_plan(agency)
    rater = window(english=True)
    let_in(rater, "budi")
    rater.goto(f"/plans/{plan.pk}/progress/")
    expect(rater.get_by_text("KTP elektronik")).to_have_count(0)

    page = window(phone=True, english=True, scripts=False)
    page.goto("/s/ktp/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("KTP elektronik")
    nothing_failed(page)
    for place in range(2, 10):
        choose(page, place)
    page.get_by_label("Is there something").fill("Cepat dan ramah.")
    page.get_by_role("button", name="Bahasa Indonesia").click()
    expect(page.get_by_text("8 dari 9 pertanyaan")).to_be_visible()
    fits(page)
    no_violations(page)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("radio", checked=True)).to_have_count(8)
    page.get_by_role("radio", checked=True).first.press("Enter")  # sends, as the button does
    expect(page.get_by_role("alert")).to_contain_text("Requirements: choose one of the four answers.")
    expect(page.get_by_role("radio", checked=True)).to_have_count(8)
    fits(page)
    no_violations(page)
    choose(page, 1)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("it counts")
    expect(page.locator("main")).to_contain_text("77.50")
    fits(page)
    no_violations(page)
    assert page.context.cookies() == []
    assert Answer.objects.count() == 10
    assert Comment.objects.get().text == "Cepat dan ramah."

    agency.at("2026-02-02 09:00")
    assert measure_all() == 1
    rater.reload()
    expect(rater.locator("main")).to_contain_text("77,5 indeks")
    expect(rater.locator("main")).to_contain_text("96.88%")
    assert Answer.objects.values_list("day", flat=True).distinct().get() == datetime.date(2026, 1, 12)
