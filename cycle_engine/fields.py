"""Columns that only the write function of the database may write.

Django is told that the database generates them: it never lists them in an INSERT or UPDATE, and reads them
back. In migrations they are plain columns with a default.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.db import models

Deconstructed = tuple[str, str, Sequence[Any], dict[str, Any]]


class WrittenByEngine(models.Field):  # type: ignore[type-arg]
    """Mix into a field class: Django reads the column and never writes it."""

    generated = True
    db_returning = True
    plain: type[models.Field[Any, Any]]

    def deconstruct(self) -> Deconstructed:
        name, _, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.plain.__name__}", args, kwargs


class CounterField(WrittenByEngine, models.IntegerField):  # type: ignore[type-arg]
    """A counter that the engine moves by one: a record's version, a chain's length."""

    plain = models.IntegerField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**(kwargs | {"db_default": 0, "editable": False}))


class HeadField(WrittenByEngine, models.BinaryField):  # type: ignore[type-arg]
    """The hash of the newest entry of a chain; empty until its first."""

    plain = models.BinaryField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**(kwargs | {"db_default": b"", "editable": False}))


def column_of(model: type[models.Model], name: str) -> str:
    """The column of a model's field."""
    return str(getattr(model._meta.get_field(name), "column"))  # noqa: B009 - a relation backwards has none


def target_of(model: type[models.Model], name: str) -> type[models.Model]:
    """The model to which a foreign key leads."""
    return cast("type[models.Model]", model._meta.get_field(name).related_model)
