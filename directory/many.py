"""Many ids in a queryset's condition."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from django.core.exceptions import EmptyResultSet
from django.db.models import Model, Q
from django.db.models.expressions import RawSQL


def any_of(keys: Collection[int]) -> RawSQL:
    """These ids, as in `filter(unit__in=any_of(units))`: one parameter, and one statement however many they are."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])


def either(model: type[Model], *found: Q) -> Q:
    """What one of these finds; each looks by itself, since put together they could use no index.

    For what finds some hundreds of very many rows. They are told to the database at once, as text: a query within
    queries would be copied by Django at every level.
    """
    parts: list[str] = []
    parameters: list[object] = []
    for each in found:
        with suppress(EmptyResultSet):
            sql, given = model._default_manager.filter(each).values("pk").query.sql_with_params()
            parts.append(sql)
            parameters += given
    if not parts:
        return Q(pk__in=[])
    # As an array it is found once, before anything is compared with it: the planner cannot tell how little it is.
    return Q(pk__in=RawSQL(f"SELECT unnest(ARRAY({' UNION '.join(parts)}))", parameters))  # noqa: S611
