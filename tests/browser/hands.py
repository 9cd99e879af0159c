"""What people do at a window."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from django.conf import settings
from django.test import Client
from playwright.sync_api import CDPSession, Page, expect

from directory.models import User
from tests.agency import PASSWORD

SLOW = {"latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # ms, bytes a second
FULL = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
FURTHEST = 200  # how often Tab is pressed before one gives up

_lines: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()
_speeds: WeakKeyDictionary[Page, dict[str, int]] = WeakKeyDictionary()


def sign_in(page: Page, person: str, password: str = PASSWORD) -> None:
    """Sign in through the form, as `ani`, and stay in the language of this window; leaves on home."""
    page.goto("/sign-in/")
    language = page.locator("html").get_attribute("lang") or ""
    fill_in_door(page, person, password)
    expect(page).to_have_url("/")
    if page.locator("html").get_attribute("lang") != language:
        page.get_by_role("button", name=LANGUAGES[language]).click()
        expect(page.locator("html")).to_have_attribute("lang", language)


def let_in(page: Page, person: str) -> None:
    """Give this window a session of `ani` and her account its language, quicker than by the form."""
    language = str(page.evaluate("navigator.language"))[:2]
    user = User.objects.get(username=person)
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "domain": "127.0.0.1", "path": "/"}]
    )


def fill_in_door(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fill the form of the sign-in, wherever it stands, and send it."""
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill(password)
    page.locator("form:has([name=password]) [type=submit]").click()


def reach(page: Page, name: str) -> None:
    """Press Tab until what has this accessible name is focused."""
    passed: list[str] = []
    while len(passed) < FURTHEST:
        page.keyboard.press("Tab")
        focused = _focused(page)
        if focused == name:
            return
        if passed and focused == passed[0]:
            break
        passed.append(focused)
    raise AssertionError(f"Tab never comes to {name!r}, only to {passed}")


def press(page: Page, name: str, key: str = "Enter") -> None:
    """Come to what has this accessible name by Tab alone, and press the key there."""
    reach(page, name)
    page.keyboard.press(key)


def slow_line(page: Page) -> None:
    """Of 400 ms and 50 KB/s, from now on."""
    _speeds[page] = SLOW
    line_up(page)


def line_down(page: Page) -> None:
    """Nothing comes through any more."""
    _emulate(page, offline=True)


def line_up(page: Page) -> None:
    """The line is there again, as slow as it was before."""
    _emulate(page, offline=False)


def _emulate(page: Page, *, offline: bool) -> None:
    if page not in _lines:
        _lines[page] = page.context.new_cdp_session(page)
        _lines[page].send("Network.enable")
    conditions = {"offline": offline} | _speeds.get(page, FULL)
    _lines[page].send("Network.emulateNetworkConditions", conditions)


def _focused(page: Page) -> str:
    """The accessible name of what is focused, as a screen reader says it."""
    reader = page.context.new_cdp_session(page)
    try:
        place = reader.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]
        if "objectId" not in place:
            return ""  # another page is on its way
        asked = {"objectId": place["objectId"], "fetchRelatives": False}
        (node,) = reader.send("Accessibility.getPartialAXTree", asked)["nodes"]
    finally:
        reader.detach()
    return str(node.get("name", {}).get("value", ""))
