"""What goes wrong behind a page: errors, requests that fail, requests that leave the site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, WebError


@dataclass
class Log:
    """What failed, which a test may have wanted; and what no test may want."""

    failed: list[str] = field(default_factory=list)
    never: list[str] = field(default_factory=list)


_logs: WeakKeyDictionary[BrowserContext, Log] = WeakKeyDictionary()


def nothing_failed(page: Page) -> None:
    """No error was told and no request failed since one watches this window, in any of its pages."""
    log = _logs[page.context]
    assert not log.failed + log.never, "\n".join(log.failed + log.never)


@contextmanager
def watched(context: BrowserContext, site: str) -> Iterator[None]:
    """Watch a window. It may never leave the site, break its policy or a script."""
    log = _logs[context] = Log()

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            about_policy = "Content Security Policy" in message.text
            (log.never if about_policy else log.failed).append(f"console: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith((f"{site}/", "data:", "blob:")):
            log.never.append(f"another host: {request.url}")

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # as when one goes on before a piece of the page has come
            log.failed.append(f"{request.failure}: {request.url}")

    def answered(response: Response) -> None:
        if response.status >= 400:
            log.failed.append(f"{response.status}: {response.request.method} {response.url}")

    def broke(broken: WebError) -> None:
        log.never.append(f"script: {broken.error}")

    watching: dict[Any, Any] = {
        "console": said,
        "weberror": broke,
        "request": asked,
        "requestfailed": failed,
        "response": answered,
    }
    for event, told in watching.items():
        context.on(event, told)
    try:
        yield
    finally:
        for event, told in watching.items():
            context.remove_listener(event, told)
    assert not log.never, "\n".join(log.never)
