"""Which addresses may be called, asked of the name beforehand and of the address when it is connected to."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import Enum
from typing import NamedTuple
from urllib.parse import urlsplit

import requests
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress, filter_host

# Nothing that two parsers could read in two ways: no user, no escapes in the host, no backslash, no blank.
URL = re.compile(
    r"https?://([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:\d{1,5})?(/[!-\[\]-~]*)?",
    re.ASCII | re.IGNORECASE,
)
PATIENCE = (5.0, 10.0)  # seconds: to connect, and between two pieces of an answer
MOST = 500  # characters


class Trouble(Enum):
    """Why a host may not be called now."""

    PRIVATE = "private"
    UNKNOWN = "unknown"


class Place(NamedTuple):
    scheme: str
    host: str
    port: int


def place_of(url: str) -> Place | None:
    """Where this address leads; nothing for what is no plain address of a web server, or is too long."""
    if len(url) > MOST or not URL.fullmatch(url):
        return None
    parts = urlsplit(url)
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    return Place(parts.scheme, host, port or (443 if parts.scheme == "https" else 80))


def trouble_of(place: Place) -> Trouble | None:
    """Look the host up: nothing if it has a public address."""
    try:
        filter_host(place.host, place.port, allow_loopback=False)
    except InvalidIPAddress:
        return Trouble.PRIVATE
    except (requests.RequestException, ValueError):
        return Trouble.UNKNOWN
    return None


def session_for(url: str, named: Collection[str]) -> requests.Session:
    """A session that follows no redirect and, unless the host is one of those `named` by the operator, connects to
    the address that was looked up and found public: a name that is bound anew in between leads nowhere."""
    session: requests.Session = Manager(
        Config(
            ip_filter_enable=urlsplit(url).hostname not in named,
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=PATIENCE,
        )
    ).get_session()
    session.trust_env = False  # neither a proxy nor a password of the machine's
    return session
