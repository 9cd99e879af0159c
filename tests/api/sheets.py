"""What stands in an exported sheet, read as a spreadsheet would."""

from __future__ import annotations

import csv
import io
from typing import Any

from python_calamine import CalamineWorkbook

from tests.api.asking import Client

EXPORTS = ("plans", "evaluations", "appeals", "people", "letters", "late", "progress")
ENDINGS = ("csv", "xlsx")


def content(answer: Any) -> bytes:
    """The whole body of an answer, whether it was streamed or not."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def grid(client: Client, address: str, **headers: str) -> list[list[Any]]:
    """All rows of a sheet that is there, with its heading."""
    answer = client.get(f"exports/{address}", **headers)
    body = content(answer)
    answer.close()  # as a server does once the answer has gone
    assert answer.status_code == 200, body
    if ".xlsx" in address:
        return CalamineWorkbook.from_object(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def sheet(client: Client, address: str, **headers: str) -> list[dict[str, Any]]:
    """The rows of a sheet by their headings, in English."""
    heading, *rows = grid(client, address, **({"Accept-Language": "en"} | headers))
    return [dict(zip(heading, row, strict=True)) for row in rows]


def words(answer: Any) -> str:
    """All that an export says, refusals too, as text to be searched."""
    body = content(answer)
    if body.startswith(b"PK"):
        rows = CalamineWorkbook.from_object(io.BytesIO(body)).get_sheet_by_index(0).to_python()
        return "\n".join(str(cell) for row in rows for cell in row)
    return body.decode("latin-1")
