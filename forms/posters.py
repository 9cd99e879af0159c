"""What is printed on a poster: plain data."""

from __future__ import annotations

from typing import TypedDict

POSTER = "SKM"


class Poster(TypedDict):
    """A service of a unit, how many questions are asked of it and at which `address`; `code`: its QR code as SVG."""

    name: str
    unit: str
    address: str
    questions: int
    code: str
