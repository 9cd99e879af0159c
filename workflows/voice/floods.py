"""How many answers come from one address. Addresses are never stored.

What is counted lies in the cache alone, under a keyed hash of the address that is another one each day, so that it
leads back to nobody. While the cache is away nobody is counted: citizens are heard rather than turned away for a
fault of ours, and the index says from how many answers it comes.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import WorkflowError

# So many from one address in so many seconds: enough for a tablet at a counter, and for many behind one address.
MOST, WITHIN = 20, 10 * 60


class Flooded(WorkflowError):
    """Too much has come from one address; `wait` seconds at most until more is taken."""

    code = "flooded"
    sentence = _("Too much has come from your connection at once. Wait some minutes, then try again.")

    def __init__(self, wait: int) -> None:
        super().__init__()
        self.wait = wait


def count(what: str, address: str | None, now: datetime.datetime) -> None:
    """Count one more of these from this address; of IPv6 from this network. Flooded when it is one too many; whose
    address is not known is not counted, as all of those would wait for each other."""
    if address is None:
        return
    key = f"flood:{what}:{hidden(address, now.date())}"
    cache.add(key, 0, WITHIN)
    try:
        counted = int(cache.incr(key) or 0)
    except ValueError:  # forgotten in between
        return
    if counted > MOST:
        raise Flooded(WITHIN)


def hidden(address: str, day: datetime.date) -> str:
    """What stands for the address on this day, to nobody who lacks our key."""
    key = hashlib.sha256(f"voice.floods|{day}|{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:32]
