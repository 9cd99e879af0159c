"""The browser: Debian's Chromium or another one of this machine, else Playwright's own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOW = (
    "no browser: install Chromium (apt-get install chromium, or .venv/bin/playwright install chromium)"
    " or name one in CHROMIUM"
)


def started(playwright: Playwright) -> Browser:
    """A browser without a window. Where there is none the test is skipped, or fails if BROWSER=required."""
    path = _found(playwright)
    if path is None:
        (pytest.fail if os.environ.get("BROWSER") == "required" else pytest.skip)(HOW)
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []  # the sandbox is refused to root
    return playwright.chromium.launch(executable_path=path, args=[*FLAGS, *as_root])


def _found(playwright: Playwright) -> str | None:
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    own = playwright.chromium.executable_path
    return own if Path(own).exists() else None
