"""How a change of the directory is told in dated rows: what held before ends, what is new begins."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import models

from cycle_engine.case import Changes
from directory.dated import DAY, Dated

D = TypeVar("D", bound=Dated)


def describe(
    kind: type[D],
    key: Mapping[str, models.Model],
    rows: Iterable[D],
    values: Mapping[str, Any],
    day: datetime.date,
    changes: Changes,
) -> bool:
    """From `day` on the thing `key`, so far described by `rows`, has these values; whether that is news.

    The row that holds on `day` ends the day before, or never was if it began then. What is already said of
    later days stays.
    """
    held = [row for row in rows if _held(row)]
    current = holding(held, day)
    later = [row.valid_from - DAY for row in held if row.valid_from > day]
    if current is not None and _says(current, values):
        return False
    until = current.valid_to if current is not None else min(later, default=None)
    if current is not None:
        changes.change(current, valid_to=day - DAY)
    changes.add(kind(**key, **values, valid_from=day, valid_to=until))
    return True


def holding(rows: Iterable[D], day: datetime.date) -> D | None:
    """Which of these rows of one thing holds on this day."""
    return next((row for row in rows if row.valid_from <= day <= (row.valid_to or day)), None)


def enter(rows: list[D], new: D, what: tuple[str, ...], changes: Changes) -> D | None:
    """Put `new` among the `rows` of a person, told apart by `what`; the row that says it, or None if no news.

    The same from the same day on only moves its last day. What began before ends the day before, what began
    on that very day gives way. What begins later stays, though it may now collide: see `collide`.
    """
    for row in rows:
        if row.valid_from == new.valid_from and all(
            getattr(row, each) == getattr(new, each) for each in what
        ):
            if row.valid_to == new.valid_to:
                return None
            changes.change(row, valid_to=new.valid_to)
            return row
    for row in rows:
        if collide(row, new) and row.valid_from <= new.valid_from:
            changes.change(row, valid_to=new.valid_from - DAY)
    changes.add(new)
    rows.append(new)
    return new


def collide(one: Dated, other: Dated) -> bool:
    """Whether two rows hold on the same day."""
    if not (_held(one) and _held(other)):
        return False
    starts_in_time = other.valid_to is None or one.valid_from <= other.valid_to
    return starts_in_time and (one.valid_to is None or other.valid_from <= one.valid_to)


def _held(row: Dated) -> bool:
    """Whether the row ever held: it was not withdrawn."""
    return row.valid_to is None or row.valid_to >= row.valid_from


def _says(row: Dated, values: Mapping[str, Any]) -> bool:
    return all(
        (value.pk is not None and getattr(row, f"{name}_id") == value.pk)
        if isinstance(value, models.Model)
        else getattr(row, row._meta.get_field(name).attname) == value  # type: ignore[union-attr]
        for name, value in values.items()
    )
