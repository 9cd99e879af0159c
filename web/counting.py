"""How often something is tried from one address. While the cache is away nobody is counted."""

from __future__ import annotations

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest


def counted(what: str, request: HttpRequest, within: int, *, more: int = 1) -> int:
    """How often it was tried in so many seconds from the first time on, with `more` of now."""
    key = f"{what}:{get_client_ip_address(request)}"
    cache.add(key, 0, within)
    try:
        return int(cache.incr(key, more) or 0)
    except ValueError:
        return 0
