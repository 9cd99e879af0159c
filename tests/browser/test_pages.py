"""Every page, for everybody: in both languages and colours, on a small screen, without scripts, on a slow line."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import fits, no_violations, nothing_failed, shot, sound, weight
from tests.browser.conftest import Window
from tests.browser.pages import ELSEWHERE, PAGES, Seen
from tests.browser.server import Site
from web.urls import urlpatterns

pictured = [seen for seen in PAGES if seen.picture]
everywhere = pytest.mark.parametrize("seen", PAGES, ids=str)
in_both_languages = pytest.mark.parametrize("language", ["id", "en"])


def test_every_page_is_walked_through() -> None:
    answering = [each for each in urlpatterns if hasattr(getattr(each.callback, "view_class", None), "get")]
    shown = {each.name for each in answering if each.name}
    walked = {seen.name.removeprefix("web:") for seen in PAGES}
    missed, double = shown - walked - ELSEWHERE, walked & ELSEWHERE
    assert not missed, f"a line of tests/browser/pages.py for {', '.join(sorted(missed))}"
    assert not double | (ELSEWHERE - shown)


@everywhere
@in_both_languages
def test_a_page_has_no_barriers(seen: Seen, language: str, reading: Window) -> None:
    page = reading(english=language == "en")
    seen.visit(page)
    expect(page.locator("html")).to_have_attribute("lang", language)
    sound(page)


@everywhere
def test_a_page_is_light_and_needs_no_scripts(seen: Seen, reading: Window) -> None:
    with_scripts, without = (reading(phone=True, scripts=scripts) for scripts in (True, False))
    for page in (with_scripts, without):
        seen.visit(page)
    assert _offered(without) >= _offered(with_scripts)
    no_violations(without)
    fits(without)
    nothing_failed(without)
    weight(with_scripts)


def _offered(page: Page) -> set[str]:
    """What one can read as a heading or go to, by name."""
    offered = [page.get_by_role("heading"), page.get_by_role("link"), page.get_by_role("button")]
    # A link in a drawing has no inner text; the lists beside say the same.
    return {" ".join(name.split()) for each in offered for name in each.all_inner_texts() if name}


def test_on_paper_a_page_is_white_and_bears_no_forms_or_buttons(reading: Window) -> None:
    page = reading(dark=True)
    next(each for each in PAGES if str(each) == "office_rehearsal-dewi").visit(page)
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    next(each for each in PAGES if str(each) == "plan-ani").visit(page)
    expect(page.locator("#steps-heading")).to_be_hidden()
    page.emulate_media(media="screen")
    expect(page.locator("#steps-heading")).to_be_visible()


@pytest.mark.pictured
@pytest.mark.skipif(os.environ.get("SCREENSHOTS") != "1", reason="pictures are made by `make screenshots`")
@pytest.mark.parametrize("seen", pictured, ids=lambda seen: seen.picture)
def test_a_picture_shows_the_page(seen: Seen, year: Site, english: Page) -> None:
    seen.visit(english)
    shot(english, seen.picture)
