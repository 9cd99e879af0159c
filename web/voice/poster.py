"""The poster of a service: what citizens read at a counter, with a code for their telephones."""

from __future__ import annotations

import io

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from forms.posters import POSTER, Poster
from web.printing import attachment
from web.voice.services import VoicePage

BORDER = 2  # modules around the code


class PosterPage(VoicePage):
    """The poster as PDF."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """For whoever sees the service from inside."""
        service = self.asked(code)
        address = settings.PUBLIC_URL + reverse("web:survey", args=[code])
        printed: Poster = {
            "name": service.name,
            "unit": service.unit_name,
            "address": address.split("://", 1)[1],
            "questions": len(service.instrument.elements),
            "code": code_of(address),
        }
        return attachment(self, POSTER, printed, (POSTER,), code)


def code_of(address: str) -> str:
    """The QR code of an address as SVG; it can be read with a seventh of it missing."""
    made = io.BytesIO()
    segno.make(address, error="m", micro=False).save(made, kind="svg", border=BORDER, xmldecl=False)
    return made.getvalue().decode()
