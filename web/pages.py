"""What all pages have in common: who may show them, and what a browser may load and tell others."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.generic import TemplateView
from django.views.generic.base import View

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    # To ourselves alone: an address of ours may hold what is nobody else's business. Not `no-referrer`, with
    # which a browser does not say either whose form it sends.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Content-Type-Options": "nosniff",
}


class Page(View):
    """A page: plain HTML that needs no script, in the reader's language, kept by nobody."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = super().dispatch(request, *args, **kwargs)
        for name, value in HEADERS.items():
            answer[name] = value
        return answer


class PlainPage(Page, TemplateView):
    """A page that says the same to everybody."""
