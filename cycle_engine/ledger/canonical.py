"""Canonical JSON: one text for one content, made once and kept as it is."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import hashlib
import json
import uuid
from typing import Any


def canonical(content: Any) -> str:
    """Content as JSON text: keys sorted, no white space, characters as they are, dates in ISO form.

    TypeError for what has no plain form.
    """
    return json.dumps(content, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
    raise TypeError(f"no canonical form for {type(value).__name__}: {value!r}")
