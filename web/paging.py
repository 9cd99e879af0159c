"""Long lists, a page at a time."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

USUAL = 50


def page_of(items: Any, request: HttpRequest, size: int = USUAL) -> Page[Any]:
    """The page of a list or an ordered queryset that the address asks for by `?page=`; the nearest there is."""
    return Paginator(items, size).get_page(request.GET.get("page"))
