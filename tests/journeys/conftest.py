"""The whole system with its own database and broker, at the agency's time, and the people who use it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from threading import Thread
from typing import TYPE_CHECKING

import httpx
import pytest
from django.contrib.auth.hashers import make_password
from pytest_django import Settings

from tests.faults.broker import broker
from tests.journeys.people import Traveller, until

if TYPE_CHECKING:
    from tests.agency import Agency
    from tests.config.test_up import System

NAMES = ("ani", "budi", "citra", "dewi", "eko", "indah")


@pytest.fixture
def system(agency: Agency, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[System]:
    """`manage.py up`, ready; its people have the agency's password, hashed as the product hashes."""
    from config.settings import PASSWORD_HASHERS  # these need settings or models
    from tests.agency import PASSWORD
    from tests.config.test_up import System
    from tests.demo.year import free_address

    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
    agency.user("ani")._meta.model._default_manager.update(password=make_password(PASSWORD))
    with broker() as valkey:
        monkeypatch.setenv("REDIS_URL", valkey.url(demo=False))
        monkeypatch.setenv("DEMO", "1")
        monkeypatch.setenv("EMAIL_URL", "dummymail://")
        system = System(agency.database, int(free_address().rpartition(":")[2]))
        said: list[str] = []
        reader = Thread(target=lambda: said.extend(system.process.stdout or ()))
        reader.start()  # or it would wait for us when it has said much
        try:
            assert until(lambda: _ready(system), 60), said
            yield system
        finally:
            for number in system.processes():
                os.kill(number, signal.SIGKILL)
            system.process.wait()
            reader.join()
            if system.process.stdout:
                system.process.stdout.close()


def _address(system: System) -> str:
    return f"http://127.0.0.1:{system.port}/api/v1/"


def _ready(system: System) -> bool:
    try:
        return httpx.get(f"{_address(system)}health/ready/", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture
def people(system: System) -> Iterator[dict[str, Traveller]]:
    """The six and "nobody", none of them signed in yet."""
    with ExitStack() as stack:
        yield {
            name: Traveller(name, stack.enter_context(httpx.Client(base_url=_address(system), timeout=30)))
            for name in (*NAMES, "nobody")
        }
