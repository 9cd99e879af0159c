"""The indicators of a plan as pages of progress and evaluation list them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from web.planning import shown
from workflows.planning import contents
from workflows.planning.contents import Document


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator with its place in the plan ("2.1": the first of the second result) and its target in words."""

    number: str
    id: str
    text: str
    target: str
    item: dict[str, Any]
    result: dict[str, Any]


def lines(document: Document) -> list[Line]:
    """All indicators, in order."""
    return [
        Line(f"{place}.{number}", each["id"], each["text"], target(each), each, result)
        for place, result in enumerate(contents.results(document), start=1)
        for number, each in enumerate(result.get("indicators", ()), start=1)
    ]


def target(indicator: dict[str, Any]) -> str:
    """The target as it was typed, with its unit; or the narrative."""
    return shown.target(indicator) or str(indicator.get("narrative") or "")
