"""Lists by cursor: a place in an ordering that stays true while rows come and go."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, make_dataclass
from functools import cache
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from api.v1.errors import Refused
from api.v1.fields import dump

MOST = 200
USUAL = 50
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Paging:
    """`page_size`: how many. `cursor`: from the address of another page."""

    page_size: int = field(default=USUAL, metadata={"serializer_kwargs": {"min_value": 1, "max_value": MOST}})
    cursor: str = ""


@dataclass(frozen=True)
class Cursor:
    """A place just after (or, going back, before) the row with this value and key."""

    ordering: str
    back: bool
    value: Any
    key: int

    def text(self) -> str:
        plain = json.dumps([self.ordering, self.back, str(self.value), self.key])
        return base64.urlsafe_b64encode(plain.encode()).decode()

    @classmethod
    def parse(cls, text: str, ordering: str, column: models.Field[Any, Any]) -> Cursor:
        """The cursor that `text` holds, in this ordering by this column; Refused for any other text."""
        try:
            named, back, value, key = json.loads(base64.urlsafe_b64decode(text.encode()))
            cursor = cls(str(named), bool(back), column.to_python(value), int(key))
        except (ValueError, TypeError, OverflowError, RecursionError, ValidationError):
            raise _wrong() from None
        if cursor.ordering != ordering or not 0 <= cursor.key < 2**63:
            raise _wrong()
        return cursor


def _wrong() -> Refused:
    return Refused("invalid", errors={"cursor": [str(_("This cursor belongs to no page of this list."))]})


def paged(
    request: Request,
    rows: QuerySet[M],
    paging: Paging,
    shapes: Callable[[Sequence[M]], list[Any]],
    ordering: str = "id",
    first: Callable[[QuerySet[M], int], list[M]] = lambda rows, most: list(rows[:most]),
) -> Response:
    """One page of `rows`, in the order of a column ("-" before it: downwards) and then of the key.

    `first` finds the first so many of ordered rows, where the database cannot tell which belong in the list.
    """
    column, down = ordering.removeprefix("-"), ordering.startswith("-")
    cursor = Cursor.parse(paging.cursor, ordering, _field(rows.model, column)) if paging.cursor else None
    back = cursor is not None and cursor.back
    if cursor is not None:
        rows = rows.filter(_beyond(cursor, column, up=down == back))
    sign = "-" if down != back else ""
    found = first(rows.order_by(f"{sign}{column}", f"{sign}pk"), paging.page_size + 1)
    more, found = len(found) > paging.page_size, found[: paging.page_size]
    if back:
        found.reverse()

    def link(row: M, *, backwards: bool) -> str:
        place = Cursor(ordering, backwards, getattr(row, column), row.pk)
        return replace_query_param(request.build_absolute_uri(), "cursor", place.text())

    return Response(
        {
            "next": link(found[-1], backwards=False) if found and (more or back) else None,
            "previous": link(found[0], backwards=True) if found and (more if back else cursor) else None,
            "results": dump(shapes(found)),
        }
    )


def _field(model: type[Model], name: str) -> models.Field[Any, Any]:
    return next(each for each in model._meta.concrete_fields if each.name == name)


def _beyond(cursor: Cursor, column: str, *, up: bool) -> Q:
    than = "gt" if up else "lt"
    if column == "id":
        return Q(**{f"pk__{than}": cursor.key})
    return Q(**{f"{column}__{than}": cursor.value}) | Q(**{column: cursor.value, f"pk__{than}": cursor.key})


@cache
def page_of(shape: type) -> type:
    """The shape of a page of these."""
    made = make_dataclass(
        f"{shape.__name__}Page",
        [("next", str | None), ("previous", str | None), ("results", list[shape])],  # type: ignore[valid-type]
    )
    made.__doc__ = "A page of a list; `next` and `previous` are addresses."
    return made
