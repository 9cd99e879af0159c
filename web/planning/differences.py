"""How two documents differ, in words: item by item, field by field."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from cycle_engine.errors import type_sentence
from web.planning.shown import Served, titles
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
from workflows.planning.contents import Difference, Document, diff

Piece = tuple[Literal["same", "gone", "new"], str]
NAMED: dict[str, Mapping[str, type_sentence]] = {
    "kind": KINDS,
    "perspective": PERSPECTIVES,
    "direction": DIRECTIONS,
}
TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
MOST = 4_000  # tokens of a text that are compared word by word


@dataclass(frozen=True, slots=True)
class Change:
    """How one `item` differs. `fields`: what each is called, and its text as pieces that stayed, went or came.

    `about`: its words, where they are the same.
    """

    item: str
    title: type_sentence
    change: str
    fields: list[tuple[type_sentence, list[Piece]]]
    about: str = ""


def differences(before: Document, after: Document, names: Served) -> list[Change]:
    """What changed from one document to another, in the order of the later one."""
    called = titles(before) | titles(after)
    return [_change(each, called, names) for each in diff(before, after)]


def _change(each: Difference, called: Mapping[str, str], names: Served) -> Change:
    part, _point, name = each.item.partition(".")
    if each.item == "approach":
        words = [str(APPROACHES.get(value, "")) for value in (each.before, each.after)]
        return Change(each.item, _("Approach"), each.change, [("", _pieces(*words))])
    if part == "annexes":
        lines = ["\n".join(value or ()) for value in (each.before, each.after)]
        return Change(each.item, ANNEXES.get(name, name), each.change, [("", _pieces(*lines))])
    title = VALUES.get(name, name) if part == "behaviours" else called.get(each.item, each.item)
    about = each.after.get("text", "") if each.change == "changed" and "text" not in each.fields else ""
    return Change(each.item, title, each.change, list(_fields(each, names)), about)


def _fields(each: Difference, names: Served) -> Iterator[tuple[type_sentence, list[Piece]]]:
    """The fields that differ; of what came or went, all that say something."""
    was, now = each.before or {}, each.after or {}
    for name in FIELDS:
        if each.fields and name not in each.fields:
            continue
        told = [_told(name, value.get(name), names) for value in (was, now)]
        if any(told):
            yield FIELDS[name], _pieces(*told)


def _told(name: str, value: Any, names: Served) -> str:
    if name == "serves":
        found = names.words(value)
        return f"{found[0]}: {found[1]}" if found else ""
    if name == "aspects":
        return ", ".join(str(ASPECTS[aspect]) for aspect in value or ())
    if isinstance(value, bool):
        return _("yes") if value else ""
    return str(NAMED.get(name, {}).get(value, value or ""))


def _pieces(was: str, now: str) -> list[Piece]:
    """Word by word what stayed, went and came."""
    before, after = TOKENS.findall(was), TOKENS.findall(now)
    if not before or not after or len(before) + len(after) > MOST:
        return [piece for piece in (("gone", was), ("new", now)) if piece[1]]
    found: list[Piece] = []
    for kind, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", "".join(before[i:j])))
            continue
        if i < j:
            found.append(("gone", "".join(before[i:j])))
        if k < m:
            found.append(("new", "".join(after[k:m])))
    return found
