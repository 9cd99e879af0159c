"""Every page, for everybody: in both languages and colours, on a small screen, without scripts, on a slow line."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import fits, no_violations, nothing_failed, weight
from tests.browser.conftest import SMALL, WIDE, Window
from tests.browser.pages import PAGES, Seen
from tests.browser.server import Site

everywhere = pytest.mark.parametrize("seen", PAGES, ids=str)
in_both_languages = pytest.mark.parametrize("language", ["id", "en"])


@everywhere
@in_both_languages
def test_a_page_has_no_barriers(seen: Seen, language: str, year: Site, window: Window) -> None:
    page = window(english=language == "en")
    seen.visit(page)
    expect(page.locator("html")).to_have_attribute("lang", language)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in (WIDE, SMALL):
            page.set_viewport_size(size)
            no_violations(page)
    fits(page)
    nothing_failed(page)


@everywhere
@in_both_languages
def test_a_page_needs_no_scripts(seen: Seen, language: str, year: Site, window: Window) -> None:
    with_scripts, without = (
        window(english=language == "en", phone=True, scripts=scripts) for scripts in (True, False)
    )
    for page in (with_scripts, without):
        seen.visit(page)
    assert _offered(without) >= _offered(with_scripts)
    no_violations(without)
    fits(without)
    nothing_failed(without)


def _offered(page: Page) -> set[str]:
    """What one can read as a heading or go to, by name."""
    offered = [page.get_by_role("heading"), page.get_by_role("link"), page.get_by_role("button")]
    return {" ".join(name.split()) for each in offered for name in each.all_inner_texts()}


@everywhere
def test_a_page_is_light(seen: Seen, year: Site, phone: Page) -> None:
    seen.visit(phone)
    weight(phone)
