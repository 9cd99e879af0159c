"""Where webhooks may be sent: to public addresses by HTTPS, and to hosts that the operator named."""

from __future__ import annotations

import requests
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import Blocker
from outside import addresses
from outside.addresses import Trouble, place_of, trouble_of

FORM = Blocker("ours:webhook_url", _("This is not an address of the form https://host/path."))
PLAIN = Blocker("ours:webhook_https", _("A webhook is sent by HTTPS."))
UNKNOWN = Blocker("ours:webhook_host", _("This host cannot be found."))
PRIVATE = Blocker(
    "ours:webhook_private",
    _("This host has a private address. The operator must name it in WEBHOOK_ALLOW."),
)
TOLD = {Trouble.PRIVATE: PRIVATE, Trouble.UNKNOWN: UNKNOWN}


def refusal(url: str) -> Blocker | None:
    """Why no webhook may be sent there now, or nothing."""
    place = place_of(url)
    if place is None:
        return FORM
    if place.host in settings.WEBHOOK_ALLOW:
        return None
    if place.scheme != "https" and not (settings.DEMO or settings.DEBUG):
        return PLAIN
    trouble = trouble_of(place)
    return TOLD[trouble] if trouble else None


def session_for(url: str) -> requests.Session:
    """A session that reaches no private address but those of hosts that the operator named for webhooks."""
    return addresses.session_for(url, settings.WEBHOOK_ALLOW)
