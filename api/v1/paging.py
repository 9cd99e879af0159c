"""Lists by cursor: a place in an ordering that stays true while rows come and go."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, make_dataclass
from functools import cache
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
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
    """`page_size`: how many, up to 200. `cursor`: from the address of another page."""

    page_size: int = USUAL
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
    def parse(cls, text: str, ordering: str) -> Cursor:
        try:
            cursor = cls(*json.loads(base64.urlsafe_b64decode(text.encode())))
        except (binascii.Error, UnicodeError, ValueError, TypeError):
            raise _wrong() from None
        if (
            cursor.ordering != ordering
            or not isinstance(cursor.key, int)
            or not isinstance(cursor.back, bool)
        ):
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
) -> Response:
    """One page of `rows`, in the order of a column ("-" before it: downwards) and then of the key."""
    if not 1 <= paging.page_size <= MOST:
        raise Refused("invalid", errors={"page_size": [str(_("From 1 to 200."))]})
    cursor = Cursor.parse(paging.cursor, ordering) if paging.cursor else None
    back, down, column = bool(cursor and cursor.back), ordering.startswith("-"), ordering.removeprefix("-")
    if cursor is not None:
        rows = rows.filter(_beyond(cursor, column, up=down == back))
    sign = "-" if down != back else ""
    try:
        found = list(rows.order_by(f"{sign}{column}", f"{sign}pk")[: paging.page_size + 1])
    except (ValidationError, ValueError, OverflowError):
        raise _wrong() from None
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


def _beyond(cursor: Cursor, column: str, *, up: bool) -> Q:
    than = "gt" if up else "lt"
    if column in ("id", "pk"):
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
