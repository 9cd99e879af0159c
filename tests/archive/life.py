"""A small life to be kept: plans, an evaluation with evidence, an appeal, a letter, a complaint, and notices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from archive.tables import tables
from notifications.commands import relay
from notifications.preferences import Preferences, set_preferences
from tests.notifications.conftest import send_mail
from tests.workflows.evaluation.office import Office
from tests.workflows.voice.counter import Counter


def live(office: Office) -> None:
    """What an office does in some months; the post goes out, but the last of it is still on its way."""
    for name in office.agency.people:
        set_preferences(office.id(name), Preferences(quiet=None))
    plan = office.in_force()
    office.evidence(plan)
    office.letter("eko", "budi", "2026-01-12", "2026-01-14")
    office.take(office.amending(plan), "cancel", "ani")
    send_mail()
    evaluation = office.rated(office.assessed(office.opened(plan=plan)))
    office.filed(office.received(office.delivered(office.signed(evaluation))))
    relay()
    office.submitted("eko")
    Counter(office).answered()


def rows() -> dict[str, list[Any]]:
    """All that stands in the tables of an archive, in order."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'SELECT t::text FROM "{table.name}" t ORDER BY "{table.key}"')
            found[table.name] = [row[0] for row in cursor.fetchall()]
    return found


def evidence() -> dict[str, bytes]:
    """The files in the store by their names."""
    store = Path(settings.EVIDENCE_DIR)
    return {
        file.relative_to(store).as_posix(): file.read_bytes() for file in store.rglob("*") if file.is_file()
    }
