"""The site that a browser visits: gunicorn as the product starts it, on a port and a database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from redis import Redis

from config.processes import COMMANDS, Process
from config.settings import STORAGES
from tests.databases import Database
from tests.demo.year import free_address, until


@dataclass(frozen=True)
class Site:
    """Where a site is, and the database behind it."""

    address: str
    database: Database

    def forget(self) -> None:
        """Empty its cache, which counts who asks too often."""
        with Redis.from_url(settings.REDIS_URL) as cache:
            for key in cache.scan_iter(f"{self.database.name}:*"):
                cache.delete(key)


def pack(folder: Path) -> None:
    """Put the static files of pages into this folder, named by their contents and compressed."""
    with override_settings(STORAGES=STORAGES, STATIC_ROOT=folder):
        call_command(
            "collectstatic", interactive=False, verbosity=0, ignore_patterns=["drf_spectacular_sidecar"]
        )


@contextmanager
def serving(database: Database, static: Path, evidence: Path) -> Iterator[Site]:
    """The site of this database, ready; of the product's web processes one is enough for one visitor."""
    address = free_address()
    command = [address if word == settings.BIND else word for word in COMMANDS["web"]]
    process = Process("web", (*command, "--workers", "1"))
    with pytest.MonkeyPatch.context() as environment:
        for name, value in {
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "DATABASE_URL": database.url,
            "BIND": address,
            "EMAIL_URL": "dummymail://",
            "NOTIFY_OWN_CHANNELS": "chat=json://127.0.0.1:9/{address}",
            "EVIDENCE_DIR": str(evidence),
            "BROWSER_STATIC": str(static),
            "DEMO": "1",
        }.items():
            environment.setenv(name, value)
        process.start()
    site = Site(f"http://{address}", database)
    try:
        until(lambda: _answers(process, site))
        yield site
    finally:
        process.stop()
        site.forget()


def _answers(process: Process, site: Site) -> bool:
    assert process.child is not None
    assert process.child.poll() is None, "the server ended"
    answer = httpx.get(f"{site.address}/api/v1/health/live/")
    assert answer.status_code != 500, "the server is broken"
    return answer.is_success
