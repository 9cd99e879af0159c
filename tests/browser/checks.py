"""What is asked of every page. Each function says in its failure what to mend, and where."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, Page

from tests.browser.conftest import PATIENCE, SMALL, WIDE
from tests.browser.scripts import scripts_allowed
from tests.browser.watch import nothing_failed

__all__ = ["fits", "no_violations", "nothing_failed", "shot", "sound", "weight"]

AXE = Axe().axe_script
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
FIRST, LATER = 60_000, 15_000  # bytes over the wire
MOMENT = 10  # milliseconds
SCREENSHOTS = Path(__file__).parents[2] / "docs" / "screenshots"
LARGEST_SHOT = 150_000  # bytes
TOO_WIDE = """() => {
    const root = document.documentElement, edge = root.clientWidth + 1;
    const stacked = [...document.querySelectorAll('.stacked')];
    const beside = stacked.filter(each => each.scrollWidth > each.parentElement.clientWidth + 1);
    if (root.scrollWidth < edge) return beside.map(each => each.outerHTML.slice(0, 160));
    const end = each => each.getBoundingClientRect().left + each.scrollWidth;
    const wide = [...document.body.querySelectorAll('*')].filter(each => end(each) > edge);
    const innermost = wide.filter(each => !wide.some(other => other !== each && each.contains(other)));
    return [`${root.scrollWidth} points`, ...innermost.slice(0, 5).map(each => each.outerHTML.slice(0, 160))];
}"""


def sound(page: Page) -> None:
    """The page as it stands is good on a wide screen in light colours and on a phone in dark ones, and nothing
    failed."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    no_violations(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(SMALL)
    no_violations(page)
    fits(page)
    nothing_failed(page)


def no_violations(page: Page) -> None:
    """The page as it stands breaks no rule of axe: WCAG 2.1 A and AA, and good practice.

    axe comes through the debugger, which the page's security policy does not bind: the policy stays on. It
    needs scripts; those of a page that came without any are not run by allowing them now.
    """
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    with scripts_allowed(page):
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE)
        found = page.evaluate("options => axe.run(options)", options)["violations"]
    assert not found, f"{page.url}\n" + "\n".join(_told(violation) for violation in found)


def _told(violation: dict[str, Any]) -> str:
    places = [
        f"    {' '.join(map(str, node['target']))}\n        {_why(node)}" for node in violation["nodes"]
    ]
    return "\n".join([f"{violation['id']}: {violation['help']} ({violation['helpUrl']})", *places])


def _why(node: dict[str, Any]) -> str:
    return str(node["failureSummary"]).replace("\n", "\n        ")


def fits(page: Page) -> None:
    """On a screen of 360 points nothing has to be moved sideways, not even a table within the page if it stacks."""
    before = page.viewport_size
    page.set_viewport_size(SMALL)
    wide = page.evaluate(TOO_WIDE)
    if before:
        page.set_viewport_size(before)
    assert not wide, f"{page.url} is wider than 360 points:\n" + "\n".join(wide)


class Weight(NamedTuple):
    """Bytes over the wire, packed as they were: of a first visit and of a later one."""

    first: int
    later: int


def weight(page: Page) -> Weight:
    """Visit the page's address with an empty cache and again; neither is heavier than a slow line bears."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.clearBrowserCache")
    first, later = _visited(page, line), _visited(page, line)
    line.detach()
    assert sum(first.values()) <= FIRST, f"first visit of {page.url}: {first}"
    assert sum(later.values()) <= LATER, f"later visit of {page.url}: {later}"
    return Weight(sum(first.values()), sum(later.values()))


def _visited(page: Page, line: CDPSession) -> dict[str, int]:
    """How many bytes came from each address, once all that was asked for has ended; the icon is asked for last."""
    asked: dict[str, str] = {}
    came: dict[str, int] = {}

    def ask(event: dict[str, Any]) -> None:
        asked[event["requestId"]] = event["request"]["url"]

    def end(event: dict[str, Any]) -> None:
        if address := asked.get(event["requestId"]):  # else it was asked for before
            came[address] = came.get(address, 0) + int(event.get("encodedDataLength", 0))

    told = {"requestWillBeSent": ask, "loadingFinished": end, "loadingFailed": end}
    for event, heard in told.items():
        line.on(f"Network.{event}", heard)
    page.goto(page.url)
    icon = page.locator("link[rel=icon]").evaluate_all("icons => icons.map(each => each.href)")
    latest = time.monotonic() + PATIENCE / 1000
    while missing := {page.url, *icon, *asked.values()} - came.keys():
        assert time.monotonic() < latest, f"{page.url} waits for {missing}"
        page.wait_for_timeout(MOMENT)
    for event, heard in told.items():
        line.remove_listener(f"Network.{event}", heard)
    return came


def shot(page: Page, name: str) -> None:
    """Picture this window for the documents, if SCREENSHOTS=1."""
    if os.environ.get("SCREENSHOTS") != "1":
        return
    SCREENSHOTS.mkdir(exist_ok=True)
    picture = page.screenshot(path=SCREENSHOTS / f"{name}.png", animations="disabled", caret="hide")
    assert len(picture) <= LARGEST_SHOT, f"{name}.png has {len(picture)} bytes"
