"""Where webhooks may be sent: to public addresses by HTTPS, and to hosts that the operator named."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress, filter_host

from cycle_engine.errors import Blocker

# Nothing that two parsers could read in two ways: no user, no escapes in the host, no backslash, no blank.
URL = re.compile(
    r"https?://([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:\d{1,5})?(/[!-\[\]-~]*)?",
    re.ASCII | re.IGNORECASE,
)
PATIENCE = (5.0, 10.0)  # seconds: to connect, and between two pieces of an answer
MOST = 500  # characters

FORM = Blocker("ours:webhook_url", _("This is not an address of the form https://host/path."))
PLAIN = Blocker("ours:webhook_https", _("A webhook is sent by HTTPS."))
UNKNOWN = Blocker("ours:webhook_host", _("This host cannot be found."))
PRIVATE = Blocker(
    "ours:webhook_private",
    _("This host has a private address. The operator must name it in WEBHOOK_ALLOW."),
)


def refusal(url: str) -> Blocker | None:
    """Why no webhook may be sent there now, or nothing."""
    if len(url) > MOST or not URL.fullmatch(url):
        return FORM
    parts = urlsplit(url)
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return FORM
    if host in settings.WEBHOOK_ALLOW:
        return None
    if parts.scheme != "https" and not (settings.DEMO or settings.DEBUG):
        return PLAIN
    return _looked_up(host, port or (443 if parts.scheme == "https" else 80))


def _looked_up(host: str, port: int) -> Blocker | None:
    try:
        filter_host(host, port, allow_loopback=False)
    except InvalidIPAddress:
        return PRIVATE
    except (requests.RequestException, ValueError):
        return UNKNOWN
    return None


def session_for(url: str) -> requests.Session:
    """A session that follows no redirect and, unless the host was named by the operator, connects to the address
    that was looked up and found public: a name that is bound anew in between leads nowhere."""
    named = urlsplit(url).hostname in settings.WEBHOOK_ALLOW
    session: requests.Session = Manager(
        Config(
            ip_filter_enable=not named,
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=PATIENCE,
        )
    ).get_session()
    session.trust_env = False  # neither a proxy nor a password of the machine's
    return session
