from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest
from pytest_django import DjangoDbBlocker, Settings
from pytest_django.live_server_helper import LiveServer

from tests.databases import clone, used
from tests.notifications.conftest import PostOffice, post_office

if TYPE_CHECKING:
    from tests.agency import Agency
    from tests.web.scene import Scene
    from tests.web.visiting import Visitors

__all__ = ["post_office"]


@pytest.fixture
def site(agency: Agency, settings: Settings, post_office: PostOffice) -> Iterator[str]:
    """The address of the running site, whose people are those of the agency and whose post office is open."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": secrets.token_hex(8)}}
    server = LiveServer("127.0.0.1")
    settings.PUBLIC_URL = server.url
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    yield str(server.url)
    server.stop()


@pytest.fixture
def browser(site: str) -> Iterator[httpx.Client]:
    """A browser of somebody who reads Indonesian, with cookies and without scripts."""
    with httpx.Client(base_url=site, follow_redirects=True, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def scene(settled_agency: Agency, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """Everything that pages can be about, once for all tests of a file: they take back what they change."""
    from tests.web.scene import Scene

    with django_db_blocker.unblock(), clone(settled_agency.database) as own, used(own):
        yield Scene(settled_agency.cloned(own))


@pytest.fixture
def visit(agency: Agency) -> Visitors:
    """The people of the agency before browsers without scripts."""
    from tests.web.visiting import Visitors  # models can be imported once the run is configured

    return Visitors(agency)
