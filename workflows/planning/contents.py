"""The contents of a plan: one document with stable item ids, and what can be said of it without a database.

A document is plain JSON data in the shape of `Contents`. While it is drafted it may be incomplete; rules say
what is missing when it is submitted (`6/2022:7-13`).
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, get_args

from workflows.goals.figures import Direction

Document = dict[str, Any]

Approach = Literal["kuantitatif", "kualitatif"]
Kind = Literal["main", "additional"]
Aspect = Literal["quantity", "quality", "time", "cost"]
Perspective = Literal["service_recipients", "business_process", "internal_strengthening", "budget"]
Value = Literal[
    "berorientasi_pelayanan", "akuntabel", "kompeten", "harmonis", "loyal", "adaptif", "kolaboratif"
]

VALUES: tuple[Value, ...] = get_args(Value)


@dataclass
class Serves:
    """What a result serves: exactly one of the rater's result, an IKU, a matrix cell, or who assigned it."""

    result: str | None = None
    indicator: str | None = None
    cell: str | None = None
    assigned_by: str | None = None


@dataclass
class Indicator:
    """A measure of success: aspects, or for leaders a perspective; a target with its unit, or one narrative.

    `measure`: code of the measure of the unit, or of one above, from which the realised value is taken.
    """

    text: str = ""
    id: str | None = None
    aspects: list[Aspect] = field(default_factory=list)
    perspective: Perspective | None = None
    target: str | None = None
    target_low: str | None = None
    target_high: str | None = None
    narrative: str | None = None
    unit: str | None = None
    direction: Direction | None = None
    measure: str | None = None


@dataclass
class Result:
    """A work result (RHK), main or additional, and its indicators. `weight` is a percentage.

    `carried_over`: it stands here as it stood last year, and nobody has looked at it since.
    """

    text: str = ""
    id: str | None = None
    kind: Kind = "main"
    serves: Serves | None = None
    weight: Decimal | None = None
    study: bool = False
    carried_over: bool = False
    indicators: list[Indicator] = field(default_factory=list)


@dataclass
class Behaviour:
    """What the leader expects of one of the seven values in particular."""

    value: Value
    expectation: str = ""


@dataclass
class Annexes:
    """Form A.1.8: resources, accountability scheme, consequences."""

    resources: list[str] = field(default_factory=list)
    accountability: list[str] = field(default_factory=list)
    consequences: list[str] = field(default_factory=list)


@dataclass
class Contents:
    """A whole plan."""

    approach: Approach = "kuantitatif"
    results: list[Result] = field(default_factory=list)
    behaviours: list[Behaviour] = field(default_factory=list)
    annexes: Annexes = field(default_factory=Annexes)


def document(contents: Contents, used: Collection[str] = ()) -> Document:
    """Contents as plain data, each item with an id that stays: what has none gets the next that is not used."""
    return with_ids(_plain(contents), used)


def renamed(contents: Document, used: Collection[str] = ()) -> Document:
    """The same contents, each item with an id of its own that is not used."""
    plain: Document = copy.deepcopy(contents)
    for _, item in items(plain):
        item.pop("id", None)
    return with_ids(plain, used)


def with_ids(plain: Document, used: Collection[str] = ()) -> Document:
    """The same document, in place: what has no id gets the next that is not used."""
    taken = {item["id"] for _, item in items(plain) if item.get("id")} | set(used)
    for result in plain["results"]:
        _name(result, "r", taken)
        for indicator in result["indicators"]:
            _name(indicator, f"{result['id']}.i", taken)
    return plain


def _name(item: dict[str, Any], prefix: str, taken: set[str]) -> None:
    number = 1
    while not item.get("id"):
        name = f"{prefix}{number}"
        if name not in taken:
            item["id"] = name
            taken.add(name)
        number += 1


def _plain(value: Any) -> Any:
    """Dataclasses as dictionaries without what was left empty; a weight as text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        pairs = ((each.name, getattr(value, each.name)) for each in dataclasses.fields(value))
        return {name: _plain(part) for name, part in pairs if part is not None and part is not False}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Decimal) else value


def results(contents: Document) -> list[dict[str, Any]]:
    return list(contents.get("results", ()))


def items(contents: Document) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any]]]:
    """Every result (after nothing) and every indicator (after its result), in order."""
    for result in results(contents):
        yield None, result
        for indicator in result.get("indicators", ()):
            yield result, indicator


def item_ids(contents: Document) -> set[str]:
    return {item["id"] for _, item in items(contents)}


def duplicate_ids(contents: Document) -> list[str]:
    """Ids that stand more than once, in order."""
    seen: set[str] = set()
    twice = [item["id"] for _, item in items(contents) if item["id"] in seen or seen.add(item["id"])]  # type: ignore[func-returns-value]
    return list(dict.fromkeys(twice))


@dataclass(frozen=True)
class Difference:
    """How one item, or one part beside the items, differs between two documents."""

    item: str
    change: Literal["added", "removed", "changed"]
    fields: list[str]
    before: Any
    after: Any


def diff(before: Document, after: Document) -> list[Difference]:
    """What changed from one document to another, item by item, in the order of the later one."""
    old, new = _parts(before), _parts(after)
    found = []
    for name in [*new, *(each for each in old if each not in new)]:
        was, now = old.get(name), new.get(name)
        if was == now:
            continue
        if was is None:
            found.append(Difference(name, "added", [], None, now))
        elif now is None:
            found.append(Difference(name, "removed", [], was, None))
        else:
            found.append(Difference(name, "changed", _changed(was, now), was, now))
    return found


def _parts(contents: Document) -> dict[str, Any]:
    """The pieces that are compared: each item without its children, each behaviour, each annex, the approach."""
    parts: dict[str, Any] = {
        item["id"]: {name: value for name, value in item.items() if name != "indicators"}
        for _, item in items(contents)
    }
    for behaviour in contents.get("behaviours", ()):
        parts[f"behaviours.{behaviour['value']}"] = behaviour
    for name, lines in contents.get("annexes", {}).items():
        parts[f"annexes.{name}"] = lines
    parts["approach"] = contents.get("approach")
    return parts


def _changed(was: Any, now: Any) -> list[str]:
    if not isinstance(was, dict) or not isinstance(now, dict):
        return []
    return sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))
