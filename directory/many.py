"""Thousands of ids in a queryset's condition: one parameter, and one statement however many they are."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models.expressions import RawSQL


def any_of(keys: Collection[int]) -> RawSQL:
    """These ids, as in `filter(unit__in=any_of(units))`."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])
