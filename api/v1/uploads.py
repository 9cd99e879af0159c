"""Files on their way in. Loaded by Django's settings, so nothing here knows a view."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from api.v1.errors import Refused
from workflows.monitoring.errors import TooLarge


class LimitedUpload(TemporaryFileUploadHandler):
    """Writes what is uploaded to temporary files, and stops at the first byte too many of one request."""

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > settings.EVIDENCE_LIMIT:
            self.upload_interrupted()  # the file is closed and gone
            raise Refused(TooLarge.code, TooLarge.sentence)
        super().receive_data_chunk(raw_data, start)
