"""How often one may ask. When the cache is away, nobody is counted and nobody waits."""

from __future__ import annotations

import ipaddress
from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle, UserRateThrottle

__all__ = ["ByAddress", "ByPerson", "address"]


def address(request: Any) -> str | None:
    """The address from which somebody asks, behind our proxies too; nothing for what is no IP address.

    Of IPv6 it is the network that one household has, as it may ask from each of its addresses.
    """
    try:
        found = ipaddress.ip_address(BaseThrottle().get_ident(request) or "")
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found.packed, 64), strict=False).network_address)


class ByPerson(UserRateThrottle):
    """By account, or by address for whoever is not signed in."""

    scope = "person"

    def get_ident(self, request: Request) -> str:
        return address(request) or ""


class ByAddress(SimpleRateThrottle):
    """By address: for those who try passwords."""

    scope = "tokens"

    def get_cache_key(self, request: Request, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": address(request)}
