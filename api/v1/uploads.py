"""Files on their way in. Loaded by Django's settings, so nothing here knows a view."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from api.v1.errors import Refused
from sheets.reading import MOST_BYTES
from workflows.monitoring.errors import TooLarge


class TooMuch(Refused, RequestDataTooBig):
    """A refusal as the API words it; outside of it, where any form may be sent a file, as Django refuses a body."""


class LimitedUpload(TemporaryFileUploadHandler):
    """Writes what is uploaded to temporary files, and stops at the first byte too many of one request."""

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > self.most():
            self.upload_interrupted()  # the file is closed and gone
            raise self.refusal()
        super().receive_data_chunk(raw_data, start)

    def most(self) -> int:
        """How many bytes all files of a request may have."""
        return int(settings.EVIDENCE_LIMIT)

    def refusal(self) -> Refused:
        return TooMuch(TooLarge.code, TooLarge.sentence)


class SheetUpload(LimitedUpload):
    """The same for sheets, which may be larger than evidence."""

    def most(self) -> int:
        return MOST_BYTES

    def refusal(self) -> Refused:
        return TooMuch("too_large")
