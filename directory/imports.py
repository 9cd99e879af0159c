"""Import sheets put into the directory, one after the other: units, posts, people, capacities.

A sheet is taken whole, or refused whole with all that is wrong with it. Put again, it changes nothing. What
is not in it stays as it is. Whether the actor may do it is the caller's question.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction

from cycle_engine.actors import Actor
from directory.acts import take_turns
from directory.capacities import PutGrants
from directory.persons import PutPeople
from directory.places import Coming, Put, PutPosts, PutUnits
from directory.rows import GrantData, PersonData, PostData, Problems, UnitData

T = TypeVar("T")

CHUNK = 5000


def put_units(rows: Sequence[UnitData], *, day: datetime.date, actor: Actor) -> int:
    """From `day` on the units are as the sheet says; how many changed. DirectoryError if some are wrong."""
    return _put(PutUnits, rows, day, actor)


def put_posts(rows: Sequence[PostData], *, day: datetime.date, actor: Actor) -> int:
    """From `day` on the posts are as the sheet says; how many changed. DirectoryError if some are wrong."""
    return _put(PutPosts, rows, day, actor)


def put_people(rows: Sequence[PersonData], *, day: datetime.date, actor: Actor) -> int:
    """From `day` on the people are as the sheet says; in posts and exempt from the days that stand there.

    How many changed. Who is put in a post leaves the one before; a user name that is new becomes an account
    without a password. DirectoryError with all that is wrong.
    """
    return _put(PutPeople, rows, day, actor)


def put_grants(rows: Sequence[GrantData], *, actor: Actor) -> int:
    """People hold capacities over units in the time that stands there; how many people it concerned.

    DirectoryError with all that is wrong.
    """
    return _put(PutGrants, rows, datetime.date.min, actor)


@transaction.atomic
def _put(kind: type[Put[Any]], rows: Sequence[Any], day: datetime.date, actor: Actor) -> int:
    take_turns()
    problems = Problems()
    sheet = kind(day, Coming(), problems)
    sheet.look(rows)
    sheet.settle()
    problems.refuse()
    return sum(sheet.put(some)[0].write(actor) for some in chunks(rows))


def chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    """The rows, some thousand at a time."""
    rest = iter(rows)
    while some := list(islice(rest, CHUNK)):
        yield some
