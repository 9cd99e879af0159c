"""What buttons do to the items of a list: one more, a copy, up, down, away."""

from __future__ import annotations

import copy
from typing import Any

Item = dict[str, Any]


def rearranged(items: list[Item], asked: str) -> list[Item]:
    """The items after what is asked: "up:r1", "down:r1", "copy:r1" or "remove:r1". A copy has no id yet. What asks
    for something else, or of what is not there, changes nothing."""
    verb, _colon, name = asked.partition(":")
    place = next((place for place, each in enumerate(items) if each.get("id") == name), None)
    if place is None or verb not in VERBS:
        return items
    found = list(items)
    VERBS[verb](found, place)
    return found


def _up(items: list[Item], place: int) -> None:
    items.insert(max(place - 1, 0), items.pop(place))


def _down(items: list[Item], place: int) -> None:
    items.insert(place + 1, items.pop(place))


def _copy(items: list[Item], place: int) -> None:
    items.insert(place + 1, _nameless(copy.deepcopy(items[place])))


def _nameless(item: Item) -> Item:
    item.pop("id", None)
    for indicator in item.get("indicators", ()):
        indicator.pop("id", None)
    return item


def _remove(items: list[Item], place: int) -> None:
    del items[place]


VERBS = {"up": _up, "down": _down, "copy": _copy, "remove": _remove}
