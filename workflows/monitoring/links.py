"""Links of evidence, looked at from here: by public addresses alone, and by those that the operator named."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import current_thread, main_thread
from urllib.parse import urljoin

import requests
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from requests_hardened.ip_filter import InvalidIPAddress

from cycle_engine.errors import Blocker
from outside.addresses import MOST, Place, Trouble, place_of, session_for, trouble_of
from workflows.monitoring.models import Why

HOPS = 5  # redirects that are followed
LIMIT = 10.0  # seconds for a link with all its redirects
MOVED = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({404, 410})
HEADERS = {"User-Agent": "cycle-engine", "Accept": "*/*"}

FORM = Blocker(
    "ours:link_form",
    _("This is not an address of the form https://host/path, of up to %(most)s characters."),
    {"most": MOST},
)
UNKNOWN = Blocker("ours:link_host", _("This host cannot be found. Look whether the address is spelt right."))
PRIVATE = Blocker(
    "ours:link_private",
    _("This address leads into a private network, where others cannot follow it. Send the file instead."),
)
REFUSED = {Trouble.PRIVATE: PRIVATE, Trouble.UNKNOWN: UNKNOWN}
BROKEN = {Trouble.PRIVATE: Why.PRIVATE, Trouble.UNKNOWN: Why.SILENT}


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: `why` it is not as it should be, if so; of a link the status, and the address in the end."""

    why: str = ""
    status: int | None = None
    reached: str = ""


def refusal(url: str) -> Blocker | None:
    """Why this link is not taken, or nothing."""
    place = place_of(url)
    if place is None:
        return FORM
    trouble = _trouble(place)
    return REFUSED[trouble] if trouble else None


class TooLong(Exception):
    """The time for a link is over."""


def look(url: str) -> Found:
    """Follow the link to its end, asking of each address on the way whether it may be called. Never an error, and
    never longer than `LIMIT`, but for the time that names are looked up and outside of a process's main thread.

    Nothing of what lies there is read. Who is asked to sign in there has found it.
    """
    try:
        with _within(LIMIT):
            return _end_of(url)
    except TooLong:
        return Found(Why.SILENT, None, _plain(url))


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise TooLong once the time is over, wherever it is waited: to a socket each piece of an answer that drips is
    in time. Only a process's main thread has an alarm."""
    if current_thread() is not main_thread():
        yield
        return

    def end(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, end)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:  # even if the time was over just as the timer was stopped
        signal.signal(signal.SIGALRM, before)


def _end_of(url: str) -> Found:
    for _hop in range(HOPS + 1):
        found, further = _ask(url)
        if further is None:
            return found
        url = further
    return Found(Why.SILENT, found.status, found.reached)


def _ask(url: str) -> tuple[Found, str | None]:
    """What one address answers, and where it leads on."""
    place = place_of(url)
    trouble = _trouble(place) if place else Trouble.UNKNOWN
    if trouble:
        return Found(BROKEN[trouble], None, _plain(url)), None
    try:
        with (
            session_for(url, settings.EVIDENCE_ALLOW) as session,
            session.get(url, stream=True, headers=HEADERS) as answer,
        ):
            status, further = answer.status_code, answer.headers.get("location")
            further = urljoin(url, further) if further and status in MOVED else None
    except InvalidIPAddress:
        return Found(Why.PRIVATE, None, url), None
    except (requests.RequestException, OSError, ValueError):
        return Found(Why.SILENT, None, url), None
    return Found(_why(status), status, url), further


def _plain(url: str) -> str:
    """What can be kept of an address to which somebody's server has pointed."""
    return "".join(each if each.isprintable() else "…" for each in url[:MOST])


def _why(status: int) -> str:
    if status in GONE:
        return Why.GONE
    return Why.SILENT if status >= 500 else ""


def _trouble(place: Place) -> Trouble | None:
    return None if place.host in settings.EVIDENCE_ALLOW else trouble_of(place)
