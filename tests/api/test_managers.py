"""Sheets that managers send, and nobody else."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.asking import Asking, code

ADDRESSES = (
    "calendars/2027/",
    "calendars/2027/preview/",
    "post-changes/sheet/",
    "post-changes/sheet/preview/",
    "indicators/sheet/preview/",
    "templates/sheet/",
    "imports/",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_manages_nothing_is_refused_before_his_sheet_is_read(ask: Asking, address: str) -> None:
    for client in (ask.ani, ask.indah):
        body = {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 no workbook")}
        assert code(client.http.post(f"/api/v1/{address}", body, format="multipart")) == (
            403,
            "not_your_turn",
        )
