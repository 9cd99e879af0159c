"""What the address of a page of the cascade asks for, and of which units its reader may ask."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.http import QueryDict

from cycle_engine.remembered import remembered
from directory.identities import unit_names
from web.pages import PersonPage
from workflows.planning.coverage import overseen

DIGITS = 19  # fewer than these has every id


def key_in(query: QueryDict, name: str) -> int | None:
    """The id that an address names; none where it names none, or nothing that could be one."""
    given = query.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < DIGITS else None


def overseen_by(page: PersonPage) -> frozenset[int]:
    """The units whose coverage the reader sees."""
    return remembered(page.moment.epoch, _overseen, [page.reader], page.day).get(page.reader, frozenset())


def units_called(page: PersonPage, units: Collection[int], day: datetime.date) -> dict[int, str]:
    """What each of these units is called on the day."""
    return remembered(page.moment.epoch, unit_names, units, day)


def _overseen(persons: Collection[int], day: datetime.date) -> dict[int, frozenset[int]]:
    return {person: frozenset(overseen(person, day)) for person in persons}
