"""Many ids in a queryset's condition."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, Q
from django.db.models.expressions import RawSQL


def any_of(keys: Collection[int]) -> RawSQL:
    """These ids, as in `filter(unit__in=any_of(units))`: one parameter, and one statement however many they are."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])


def either(model: type[Model], *found: Q) -> Q:
    """What one of these finds; each looks by itself, since put together they could use no index.

    For what finds some hundreds of very many rows.
    """
    parts = [model._default_manager.filter(each).values("pk") for each in found]
    return Q(pk__in=_FoundFirst(parts[0].union(*parts[1:])) if parts else [])


class _FoundFirst(ArraySubquery):
    """A query that is answered once, before anything is compared with it: the planner cannot tell how little a
    union finds."""

    template = "(SELECT unnest(ARRAY(%(subquery)s)))"
    empty_result_set_value = NotImplemented  # nothing is found by it, and not a null
