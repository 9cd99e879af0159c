"""Windows whose pages run no script, but for those that a check brings along."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from playwright.sync_api import CDPSession, Page

_forbidding: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()


def forbid_scripts(page: Page) -> None:
    """From now on no page in this tab runs a script.

    A context without JavaScript would do the same for good: axe could not wait in it.
    """
    _forbidding[page] = page.context.new_cdp_session(page)
    _disable(page, value=True)


@contextmanager
def scripts_allowed(page: Page) -> Iterator[None]:
    """Let a check run its script; what the page left out when it came stays left out."""
    if page not in _forbidding:
        yield
        return
    _disable(page, value=False)
    try:
        yield
    finally:
        _disable(page, value=True)


def _disable(page: Page, *, value: bool) -> None:
    _forbidding[page].send("Emulation.setScriptExecutionDisabled", {"value": value})
