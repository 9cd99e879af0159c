"""How often one may ask. When the cache is away, nobody is counted and nobody waits."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_ipv46_address
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle, UserRateThrottle

__all__ = ["ByAddress", "ByPerson", "address"]


def address(request: Any) -> str | None:
    """The address from which somebody asks, behind our proxy too; nothing for what is no IP address."""
    found: str = BaseThrottle().get_ident(request) or ""
    try:
        validate_ipv46_address(found)
    except ValidationError:
        return None
    return found


class ByPerson(UserRateThrottle):
    """By account, or by address for whoever is not signed in."""

    scope = "person"


class ByAddress(SimpleRateThrottle):
    """By address: for those who try passwords."""

    scope = "tokens"

    def get_cache_key(self, request: Request, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}
