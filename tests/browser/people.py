"""The people of the agency, each at a window of his own, and what they do there by the words that they read."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.agency import Agency
from tests.browser.conftest import Window
from tests.browser.hands import let_in


class People:
    """Everybody at such a window, signed in when he is first asked for: `people.ani`."""

    def __init__(self, agency: Agency, window: Window, **such: Any) -> None:
        self.agency = agency
        self._window, self._such = window, such
        self._there: dict[str, Page] = {}

    def __getattr__(self, name: str) -> Page:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._there:
            self._there[name] = self._window(**self._such)
            let_in(self._there[name], name)
        return self._there[name]

    def __iter__(self) -> Any:
        return iter(self._there.values())


def follow(page: Page, *links: str) -> None:
    """Follow these links, one after the other, each the first whose words have these in them."""
    for words in links:
        go(page, page.get_by_role("link", name=words).first)


def go(page: Page, by: Locator) -> None:
    """Press what leads to another page, and come there."""
    with page.expect_navigation():
        by.click()


def fill(page: Page, **fields: str) -> None:
    """Fill in fields by the names that they have in the form; `-` and `.` in a name are written `__` and `_of_`."""
    for name, value in fields.items():
        field = page.locator(f"[name='{name.replace('_of_', '.').replace('__', '-')}']")
        if field.first.get_attribute("type") in ("radio", "checkbox"):
            field.and_(page.locator(f"[value='{value}']")).check()
        elif field.first.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def send(page: Page, button: str, **fields: str) -> None:
    """Fill in these fields and press the button of these words."""
    fill(page, **fields)
    go(page, page.get_by_role("main").get_by_role("button", name=button, exact=True).first)


def says(page: Page, *words: str) -> None:
    """The page tells each of these."""
    for each in words:
        expect(page.get_by_role("main")).to_contain_text(each)
