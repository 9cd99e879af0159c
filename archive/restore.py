"""A backup brought back. Until all of it was looked at, the application's role is kept out of the database."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from archive import backup, evidence, ledger, outgoing, places
from archive.backup import DUMP
from archive.programs import run
from cycle_engine.ledger.verify import verify
from cycle_engine.ledger.walk import Report

PATIENCE = 2.0  # seconds for those to be gone who are just leaving
ENTRANCES = ("sessions.session", "knox.authtoken")  # who was let out since the backup shall not be in again
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usesysid IS NOT NULL AND pid <> pg_backend_pid()
"""
TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
OURS = "SELECT to_regclass('public.engine_entry') IS NOT NULL AND to_regclass('public.directory_user') IS NOT NULL"
LIVED = "SELECT EXISTS (SELECT FROM engine_entry) OR EXISTS (SELECT FROM directory_user)"


class NotRestored(Exception):
    """Why the backup cannot be restored here; the message says whether anything was touched."""


def examine(path: Path, told: Callable[[int], Any], *, new_key: bool) -> dict[str, Any]:
    """The manifest of a backup that is whole and fits this program. Touches nothing. Damaged or NotRestored.

    `new_key`: although SECRET_KEY is not that of the backup.
    """
    with places.there(path) as place:
        contents = backup.check(place, told)
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    unknown = [f"{app} {name}" for app, name in contents["migrations"].items() if (app, name) not in known]
    if unknown:
        raise NotRestored(f"The backup is of a newer program: here is no migration {', '.join(unknown)}.")
    if contents["key"] != backup.fingerprint(contents["made_at"]) and not new_key:
        raise NotRestored(
            "SECRET_KEY is not that of the backup. Set it in the environment, as backup --keys has kept it; or go on"
            " with --new-key: the secrets of webhooks change, and links in e-mails that were sent are void."
        )
    return contents


def is_empty() -> bool:
    """Whether nothing is lost if the database is filled anew: it has no tables, or ours without records."""
    return not _one(TABLES) or bool(_one(OURS) and not _one(LIVED))


def load(path: Path, contents: Mapping[str, Any], told: Callable[[int], Any]) -> None:
    """Put the evidence into the store and the tables into the database, in place of what is there; as the owner.

    The application's role may not enter from here on. Raises NotRestored or ProgramFailed.
    """
    _wait_for_others()
    with places.there(path) as place:
        for sha256 in evidence.listed(place):
            evidence.copy_in(place, sha256)
            told(1)
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    name = connection.settings_dict["NAME"]
    wishes = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    run("pg_restore", *wishes, f"--dbname={name}", path / DUMP)


def finish(contents: Mapping[str, Any]) -> tuple[Report, int]:
    """Look at all of it, hold what was on its way, and let the application's role in; after migrating, as the owner.

    The answer is the report on the ledger, and how many deliveries were given up. Raises NotRestored: the role
    stays out then.
    """
    with transaction.atomic():
        if asdict(ledger.state()) != contents["ledger"]:
            raise NotRestored("The ledger is not that of the manifest. The application is kept out.")
        report = verify()
        if report.fault is not None:
            raise NotRestored(f"{report.fault}. The application is kept out.")
        given_up = outgoing.hold()
        for label in ENTRANCES:
            apps.get_model(label)._default_manager.all().delete()
        role = connection.ops.quote_name(settings.DATABASES["default"]["USER"])
        with connection.cursor() as cursor:
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
    return report, given_up


def _wait_for_others() -> None:
    until = time.monotonic() + PATIENCE
    while others := _one(OTHERS):
        if time.monotonic() > until:
            raise NotRestored(
                f"{others} others use this database; stop the system first. Nothing was touched."
            )
        time.sleep(0.1)


def _one(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
