"""What has changed in a document since somebody read it: item by item, in words, with the rest apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext as _

from cycle_engine.errors import type_sentence
from web.planning.shown import Served, ShownContents, ShownIndicator, ShownResult
from web.planning.words import (
    ANNEXES,
    APPROACHES,
    ASPECTS,
    DIRECTIONS,
    FIELDS,
    KINDS,
    PERSPECTIVES,
    VALUES,
)
from workflows.planning.contents import Difference, Document, diff, items

Marked = list[tuple[str, str]]  # "same", "removed" or "added", and words
CODES = {"kind": KINDS, "direction": DIRECTIONS, "perspective": PERSPECTIVES, "approach": APPROACHES}


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an item: what it is called, and its words before and after."""

    label: type_sentence
    words: Marked


@dataclass(slots=True)
class Piece:
    """An item as a reviewer reads it. `change`: "" for none, "added" or "changed"; `gone`: words of what was removed
    from it; `remark`: the field for what he has to say of it."""

    item: ShownResult | ShownIndicator
    change: str
    changes: list[Change]
    remark: BoundField
    indicators: list[Piece]
    gone: list[str]

    @property
    def to_read(self) -> bool:
        """Whether there is something new in it, or something is being said of it."""
        asked = any(not each.settled for each in self.item.remarks) or bool(self.remark.value())
        return bool(self.change or self.gone or asked or any(each.to_read for each in self.indicators))


@dataclass(frozen=True, slots=True)
class Compared:
    """A document beside what was read before: what is `new` to its reader, and what is not."""

    new: list[Piece]
    same: list[Piece]
    gone: list[str]
    elsewhere: list[Change]


def compared(
    contents: ShownContents, before: Document | None, after: Document, names: Served, form: Any
) -> Compared:
    """`contents` shows `after`; all of it is new where nothing was read `before`. `form` has fields for remarks."""
    found = {each.item: each for each in diff(before, after)} if before is not None else {}
    gone = _gone(before or {}, found)
    pieces = [_piece(each, found, gone, names, form) for each in contents.results]
    new = [each for each in pieces if before is None or each.to_read]
    same = [each for each in pieces if each not in new]
    return Compared(new, same, gone.get("", []), list(_elsewhere(found.values())))


def _piece(
    item: Any, found: dict[str, Difference], gone: dict[str, list[str]], names: Served, form: Any
) -> Piece:
    difference = found.get(item.id)
    changes = _changes(difference, names) if difference and difference.change == "changed" else []
    inner = [_piece(each, found, gone, names, form) for each in getattr(item, "indicators", ())]
    change = difference.change if difference else ""
    return Piece(item, change, changes, form[f"remark-{item.id}"], inner, gone.get(item.id, []))


def _gone(before: Document, found: dict[str, Difference]) -> dict[str, list[str]]:
    """Words of the items that are not there any more, by the item in which they stood ("" for results)."""
    gone: dict[str, list[str]] = {}
    for result, item in items(before):
        removed = item["id"] in found and found[item["id"]].change == "removed"
        if removed and (result is None or found.get(result["id"], NOT_GONE).change != "removed"):
            gone.setdefault(result["id"] if result else "", []).append(item.get("text", ""))
    return gone


NOT_GONE = Difference("", "changed", [], None, None)


def _changes(difference: Difference, names: Served) -> list[Change]:
    return [
        Change(
            FIELDS.get(name, name),
            marked(
                _words(name, difference.before.get(name), names),
                _words(name, difference.after.get(name), names),
            ),
        )
        for name in difference.fields
    ]


def _words(name: str, value: Any, names: Served) -> str:
    """The value of a field as a person reads it."""
    if value is True:
        return _("Yes")
    if name == "serves":
        kind, what = names.words(value) or ("", "")
        return f"{kind}: {what}" if what else ""
    if name == "aspects":
        return ", ".join(str(ASPECTS.get(each, each)) for each in value or ())
    return str(CODES[name].get(value, value)) if value and name in CODES else str(value or "")


def _elsewhere(differences: Any) -> Iterator[Change]:
    """What changed beside the results: the approach, behaviour, annexes."""
    for each in differences:
        part, _dot, name = each.item.partition(".")
        if part == "approach":
            words = [str(APPROACHES.get(value, "")) for value in (each.before, each.after)]
            yield Change(_("Approach"), marked(*words))
        elif part == "behaviours":
            texts = [(value or {}).get("expectation", "") for value in (each.before, each.after)]
            yield Change(VALUES[name], marked(*texts))
        elif part == "annexes":
            lines = ["\n".join(value or ()) for value in (each.before, each.after)]
            yield Change(ANNEXES[name], marked(*lines))


def marked(before: str, after: str) -> Marked:
    """The words of both texts in one, each marked as removed, added, or the same."""
    was, now = before.split(), after.split()
    found: Marked = []
    for tag, i, j, k, m in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("same", " ".join(was[i:j])))
        else:
            found += [("removed", " ".join(was[i:j]))] if j > i else []
            found += [("added", " ".join(now[k:m]))] if m > k else []
    return found
