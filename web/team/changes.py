"""What is new in a document to somebody who read an earlier one: item by item, with the rest apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

from web.planning.differences import Change, differences
from web.planning.shown import Served, ShownContents, ShownIndicator, ShownResult
from workflows.planning.contents import Document, item_ids, items


@dataclass(slots=True)
class Piece:
    """An item as a reviewer reads it: how it changed, if it did; words of what was removed from it (`gone`); and the
    field for what he has to say of it."""

    item: ShownResult | ShownIndicator
    change: Change | None
    gone: list[str]
    remark: BoundField
    indicators: list[Piece]

    @property
    def to_read(self) -> bool:
        """Whether there is something new in it, or something is being said of it."""
        asked = any(not each.settled for each in self.item.remarks) or bool(self.remark.value())
        return bool(self.change or self.gone or asked or any(each.to_read for each in self.indicators))


@dataclass(frozen=True, slots=True)
class Compared:
    """Results that are `new` to the reader and those that are the `same`, words of those that are `gone`, and what
    changed beside the results."""

    new: list[Piece]
    same: list[Piece]
    gone: list[str]
    elsewhere: list[Change]


def compared(
    contents: ShownContents, before: Document | None, after: Document, names: Served, form: Any
) -> Compared:
    """`contents` shows `after`; all of it is new where nothing was read `before`. `form` has fields for remarks."""
    found = {each.item: each for each in differences(before, after, names)} if before is not None else {}
    gone = _gone(before or {}, found)
    pieces = [_piece(each, found, gone, form) for each in contents.results]
    to_read = [before is None or each.to_read for each in pieces]
    known = item_ids(before or {}) | item_ids(after)
    return Compared(
        [each for each, new in zip(pieces, to_read, strict=True) if new],
        [each for each, new in zip(pieces, to_read, strict=True) if not new],
        gone.get("", []),
        [each for item, each in found.items() if item not in known],
    )


def _piece(item: Any, found: Mapping[str, Change], gone: Mapping[str, list[str]], form: Any) -> Piece:
    inner: Sequence[Any] = getattr(item, "indicators", ())
    indicators = [_piece(each, found, gone, form) for each in inner]
    return Piece(item, found.get(item.id), gone.get(item.id, []), form[f"remark-{item.id}"], indicators)


def _gone(before: Document, found: Mapping[str, Change]) -> dict[str, list[str]]:
    """Words of the items that were removed, by the item in which they stood: "" for results, with all in them."""
    gone: dict[str, list[str]] = defaultdict(list)
    removed = {item for item, each in found.items() if each.change == "removed"}
    for result, item in items(before):
        if item["id"] in removed and (result is None or result["id"] not in removed):
            gone[result["id"] if result else ""].append(item.get("text", ""))
    return gone
