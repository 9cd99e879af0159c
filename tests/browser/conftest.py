"""A browser before a running site.

A test that takes `agency` changes what it likes: its site stands on a database that nobody else sees. A test
that takes `year` reads in the demo's year, which all tests of a worker share. `page` is an ordinary window
on that site; `window` opens others; `reading` lends one that stays for whoever reads next. `make test` runs of
this folder what is marked `smoke`, `make browser` all.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.browser import chromium
from tests.browser.scripts import forbid_scripts
from tests.browser.watch import watched

if TYPE_CHECKING:
    from tests.agency import Agency
    from tests.browser.server import Site
    from tests.demo.year import Year

HERE = Path(__file__).parent
SMALL: ViewportSize = {"width": 360, "height": 740}
WIDE: ViewportSize = {"width": 1280, "height": 800}
PATIENCE = 15_000  # milliseconds
Window = Callable[..., Page]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave all but `smoke` away unless this folder was asked for."""
    if any(HERE.name in Path(argument.partition("::")[0]).parts for argument in config.args):
        return
    left = [item for item in items if HERE in item.path.parents and not item.get_closest_marker("smoke")]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Function) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say of a test that failed what stood in its windows, as a screen reader sees it."""
    report = yield
    browser = item.funcargs.get("browser")
    if report.failed and report.when == "call" and isinstance(browser, Browser):
        for page in [page for context in browser.contexts for page in context.pages]:
            report.sections.append((page.url, page.locator("body").aria_snapshot()))
    return report


def opened(
    browser: Browser,
    site: Site,
    *,
    phone: bool = False,
    dark: bool = False,
    english: bool = False,
    scripts: bool = True,
) -> Page:
    """A window of somebody else, who shares neither cookies nor cache with the others."""
    context = browser.new_context(
        viewport=SMALL if phone else WIDE,
        has_touch=phone,
        is_mobile=phone,
        base_url=site.address,
        locale="en-GB" if english else "id-ID",
        timezone_id="Asia/Jakarta",
        color_scheme="dark" if dark else "light",
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    if not scripts:
        forbid_scripts(page)
    return page


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright waits in a loop of its own, for which Django takes this thread to be asynchronous.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = chromium.started(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def static_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.browser.server import pack

    folder = tmp_path_factory.mktemp("static")
    pack(folder)
    return folder


@pytest.fixture(scope="session")
def site_of_agency(
    settled_agency: Agency,
    static_files: Path,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Site]:
    """A site whose database is gone until a test puts one of the same name there."""
    from tests.browser.server import serving  # settings can be read once the run is configured

    evidence = tmp_path_factory.mktemp("evidence")
    with django_db_blocker.unblock(), ExitStack() as stack:
        with databases.clone(settled_agency.database) as own:
            site = stack.enter_context(serving(own, static_files, evidence))
        yield site


@pytest.fixture
def agency(
    settled_agency: Agency, site_of_agency: Site, django_db_blocker: DjangoDbBlocker
) -> Iterator[Agency]:
    """The six people and their cycle, on Monday 12 January 2026, with a site before them."""
    home, own = settled_agency.database, site_of_agency.database
    with django_db_blocker.unblock(), databases.clone(home, own.name), databases.used(own):
        site_of_agency.forget()
        yield settled_agency.cloned(own)


@pytest.fixture(scope="session")
def site_of_year(
    lived_year: Year,
    static_files: Path,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Site]:
    from django.contrib.auth.hashers import make_password

    from directory.models import User
    from tests.agency import PASSWORD
    from tests.browser.server import serving

    evidence = tmp_path_factory.mktemp("evidence")
    with django_db_blocker.unblock(), databases.clone(lived_year.database) as own:
        with databases.used(own):
            User.objects.update(password=make_password(PASSWORD))
        with serving(own, static_files, evidence) as site:
            yield site


@pytest.fixture
def year(site_of_year: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """The demo's year with a site before it, to be read: others will read it too."""
    with django_db_blocker.unblock(), databases.used(site_of_year.database):
        yield site_of_year


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Site:
    """The site of this test: of the year if it takes `year`, else of an agency of its own."""
    if "year" in request.fixturenames:
        return cast("Site", request.getfixturevalue("year"))
    request.getfixturevalue("agency")
    return cast("Site", request.getfixturevalue("site_of_agency"))


@pytest.fixture
def window(browser: Browser, site: Site) -> Iterator[Window]:
    """Opens a window for this test."""
    with ExitStack() as stack:

        def own(**such: bool) -> Page:
            page = opened(browser, site, **such)
            stack.enter_context(watched(page.context, site.address))
            stack.enter_context(closing(page.context))
            return page

        yield own


@pytest.fixture(scope="module")
def lasting_window(browser: Browser, site_of_year: Site) -> Iterator[Window]:
    """One window of each kind before the demo's year, for all tests of a module."""
    with ExitStack() as stack:

        @cache
        def lasting(**such: bool) -> Page:
            page = opened(browser, site_of_year, **such)
            stack.enter_context(closing(page.context))
            return page

        yield lasting


@pytest.fixture
def reading(lasting_window: Window, year: Site) -> Iterator[Window]:
    """Lends a window to who only reads: opening one anew costs more than all that is looked at there."""
    with ExitStack() as stack:

        def lent(**such: bool) -> Page:
            page = lasting_window(**such)
            page.context.clear_cookies()
            stack.enter_context(watched(page.context, year.address))
            return page

        yield lent


@pytest.fixture
def page(window: Window) -> Page:
    """An ordinary window: wide, light, in Indonesian, with scripts."""
    return window()


@pytest.fixture
def phone(window: Window) -> Page:
    """A small old phone: 360 by 740 points, touched."""
    return window(phone=True)


@pytest.fixture
def english(window: Window) -> Page:
    """For somebody who reads English."""
    return window(english=True)


@pytest.fixture
def without_javascript(window: Window) -> Page:
    """A window that runs no script."""
    return window(scripts=False)


@pytest.fixture(params=[True, False], ids=["scripts", "no_scripts"])
def either(window: Window, request: pytest.FixtureRequest) -> Page:
    """A phone of somebody who reads English, with scripts and once more without: what works must work in both."""
    return window(phone=True, english=True, scripts=request.param)
