"""What a browser may do with a page: keep it nowhere, load from us alone, tell nobody of it."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpResponseBase

A = TypeVar("A", bound=HttpResponseBase)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' blob:; script-src 'self'; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # To ourselves alone: an address of ours may hold what is nobody else's business. Not `no-referrer`, with
    # which a browser does not say either whose form it sends.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Content-Type-Options": "nosniff",
}


def guarded(answer: A) -> A:
    """The same answer with these headers; one that sets its own keeps them."""
    answer["Cache-Control"] = "no-store"
    for name, value in HEADERS.items():
        answer.setdefault(name, value)
    return answer
