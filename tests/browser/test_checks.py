"""Each check sees what it is there to see."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.checks import fits, no_violations, nothing_failed, weight
from tests.browser.hands import line_down, line_up, press, reach, slow_line

FORGOTTEN = "/password/forgotten/"


def spoiled(page: Page, script: str) -> None:
    page.goto(FORGOTTEN)
    page.evaluate(script)


def test_axe_sees_a_field_without_a_label(page: Page) -> None:
    spoiled(page, "document.querySelector('label').remove()")
    with pytest.raises(AssertionError, match="label: Form elements must have labels"):
        no_violations(page)


def test_axe_sees_letters_too_pale_on_a_dark_ground_after_a_light_one(page: Page) -> None:
    spoiled(page, "document.querySelector('h1').style.color = '#444'")
    no_violations(page)
    page.emulate_media(color_scheme="dark")
    with pytest.raises(AssertionError, match="color-contrast"):
        no_violations(page)


def test_axe_runs_on_a_page_without_scripts(without_javascript: Page) -> None:
    spoiled(without_javascript, "document.querySelector('label').remove()")
    with pytest.raises(AssertionError, match="label: Form elements must have labels"):
        no_violations(without_javascript)


def test_a_word_that_is_too_long_for_a_phone_is_seen(page: Page) -> None:
    spoiled(page, "document.querySelector('h1').textContent = 'x'.repeat(99)")
    page.locator("h1").evaluate("each => each.style.overflowWrap = 'normal'")
    with pytest.raises(AssertionError, match=r"wider than 360 points:\n.* points\n<h1"):
        fits(page)


def test_a_table_that_should_stack_and_does_not_is_seen(page: Page) -> None:
    row = "".join(f"<td data-label='Column {number}'>{'word ' * 9}</td>" for number in range(9))
    table = f"<div class='scroll'><table class='stacked'><tr>{row}</tr></table></div>"
    spoiled(page, f'document.querySelector("main").innerHTML = "{table}"')
    fits(page)
    page.locator("tr").evaluate("each => { each.style.display = 'flex'; each.style.whiteSpace = 'nowrap' }")
    with pytest.raises(AssertionError, match=r"wider than 360 points:\n<table"):
        fits(page)


def test_a_request_that_fails_is_seen(page: Page) -> None:
    page.goto("/no/such/page/")
    with pytest.raises(AssertionError, match=r"404: GET .*/no/such/page/"):
        nothing_failed(page)


def test_a_page_without_scripts_runs_none(without_javascript: Page) -> None:
    body = "<noscript>none</noscript><script>document.body.append('ran')</script>"
    without_javascript.route("**/*", lambda route: route.fulfill(body=body, content_type="text/html"))
    without_javascript.goto(FORGOTTEN)
    expect(without_javascript.locator("body")).to_have_text("none")


def test_a_page_that_is_too_heavy_is_seen(page: Page) -> None:
    page.route("**/forgotten/", lambda route: route.fulfill(body="x" * 60_000, content_type="text/html"))
    page.goto(FORGOTTEN)
    with pytest.raises(AssertionError, match=r"first visit of .*/password/forgotten/"):
        weight(page)


def test_a_second_visit_weighs_less(page: Page) -> None:
    page.goto(FORGOTTEN)
    first, later = weight(page)
    assert 1000 < later < first


def test_a_slow_line_is_slow_and_one_that_is_down_brings_nothing(page: Page) -> None:
    page.goto(FORGOTTEN)
    slow_line(page)
    before = time.monotonic()
    page.reload()
    assert time.monotonic() - before >= 0.4
    line_down(page)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(FORGOTTEN)
    line_up(page)
    page.goto(FORGOTTEN)
    expect(page.get_by_role("textbox")).to_be_visible()


def test_keys_alone_come_to_a_button_by_its_name(page: Page) -> None:
    page.goto(FORGOTTEN)
    reach(page, page.get_by_role("textbox").evaluate("each => each.labels[0].textContent"))
    page.keyboard.type("nobody")
    press(page, page.get_by_role("main").get_by_role("button").inner_text())
    page.wait_for_url("**/sent/")
    nothing_failed(page)
    with pytest.raises(AssertionError, match="Tab never comes to 'Terbang'"):
        reach(page, "Terbang")
