"""The contents of a plan as a page shows them: with words for codes, numbers for ids, and remarks at their items."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cycle_engine.clock import Moment
from cycle_engine.errors import type_sentence
from cycle_engine.remembered import remembered
from web.planning.words import ANNEXES, ASPECTS, DIRECTIONS, KINDS, NAMELESS, PERSPECTIVES, SERVES, VALUES
from workflows.planning.above import Served as Above
from workflows.planning.contents import Document, items, results
from workflows.planning.key_indicators import texts_of
from workflows.planning.matrix import cell_texts
from workflows.planning.serving import results_of, titles_of


@dataclass(slots=True)
class ShownIndicator:
    """An indicator. `measured_by`: its aspects, or a leader's perspective; `target` with its unit; `measure`: the
    code of that from which its value is taken."""

    id: str
    number: str
    text: str
    measured_by: list[type_sentence]
    target: str
    direction: type_sentence
    narrative: str
    measure: str
    remarks: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class ShownResult:
    """A result. `serves`: what kind of thing, and its words; `above`: that as it is in a leader's plan, where it has
    changed since this one was set."""

    id: str
    number: str
    text: str
    kind: type_sentence
    additional: bool
    serves: tuple[type_sentence, str] | None
    weight: str
    study: bool
    carried_over: bool
    indicators: list[ShownIndicator]
    remarks: list[Any] = field(default_factory=list)
    above: Above | None = None


@dataclass(slots=True)
class ShownContents:
    """A whole document. `total`: of the weights, empty where there are none."""

    approach: str
    results: list[ShownResult]
    behaviours: list[tuple[type_sentence, str]]
    annexes: list[tuple[type_sentence, list[str]]]
    total: str
    remarks: list[Any] = field(default_factory=list)  # on the whole, and on what is not there any more


@dataclass(frozen=True, slots=True)
class Served:
    """What results may serve, in words: results of the rater and cells of matrices by id, titles of posts and key
    indicators by code."""

    results: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    indicators: Mapping[str, str] = field(default_factory=dict)

    def words(self, serves: Mapping[str, str] | None) -> tuple[type_sentence, str] | None:
        """The kind of what is served, and its name; nothing where nothing is named."""
        for kind, reference in (serves or {}).items():
            if reference:
                known = {
                    "result": self.results,
                    "assigned_by": self.titles,
                    "cell": self.cells,
                    "indicator": self.indicators,
                }
                named = known.get(kind, {})
                unknown = NAMELESS if kind in ("result", "cell") else reference
                return SERVES.get(kind, kind), str(named.get(reference, unknown)).split("\n")[0]
        return None


def served(
    contents: Document,
    rater: int | None,
    cycle: int,
    day: datetime.date,
    at: Moment,
    above: Sequence[Above] = (),
) -> Served:
    """What the results of this document serve, known by name: from `above`, if that is known, else as the rater's
    plan says today; at most four queries, mostly one."""
    named = [each.get("serves") or {} for each in results(contents)]
    codes = {code for each in named if (code := each.get("assigned_by"))}
    served_codes = {code for each in named if (code := each.get("indicator"))}
    load: Any = titles_of  # by codes, where `remembered` mostly knows ids
    load_indicators: Any = texts_of
    told = {each.item: (each.now or each.before or {}).get("text", "") for each in above}
    words = {(each.get("serves") or {}).get("result"): told.get(each["id"], "") for each in results(contents)}
    asks = not above and any(each.get("result") for each in named)
    return Served(
        results_of(rater, cycle, day) if asks else {key: text for key, text in words.items() if key and text},
        remembered(at.epoch, load, codes, day) if codes else {},
        cell_texts({each.get("cell") or "" for each in named}, day),
        remembered(at.epoch, load_indicators, served_codes, day) if served_codes else {},
    )


def shown(
    contents: Document, names: Served, remarks: Sequence[Any] = (), above: Sequence[Above] = ()
) -> ShownContents:
    """The document for a reader, each remark at its item, and there too what has changed `above`."""
    at_items: dict[str, list[Any]] = {}
    for remark in remarks:
        at_items.setdefault(remark.item, []).append(remark)
    found = [
        _result(str(number), each, names, at_items) for number, each in enumerate(results(contents), start=1)
    ]
    changed = {each.item: each for each in above if each.since}
    for result in found:
        result.above = changed.get(result.id)
    return ShownContents(
        contents.get("approach", ""),
        found,
        [(VALUES[each["value"]], each.get("expectation", "")) for each in contents.get("behaviours", ())],
        [
            (label, lines)
            for name, label in ANNEXES.items()
            if (lines := contents.get("annexes", {}).get(name))
        ],
        total_weight(contents),
        [each for rest in at_items.values() for each in rest],
    )


def _result(number: str, each: dict[str, Any], names: Served, remarks: dict[str, list[Any]]) -> ShownResult:
    kind = each.get("kind", "main")
    return ShownResult(
        each["id"],
        number,
        each.get("text", ""),
        KINDS[kind],
        kind == "additional",
        names.words(each.get("serves")),
        each.get("weight") or "",
        bool(each.get("study")),
        bool(each.get("carried_over")),
        [
            _indicator(f"{number}.{inner}", indicator, remarks)
            for inner, indicator in enumerate(each.get("indicators", ()), start=1)
        ],
        remarks.pop(each["id"], []),
    )


def _indicator(number: str, each: dict[str, Any], remarks: dict[str, list[Any]]) -> ShownIndicator:
    measured_by = [ASPECTS[aspect] for aspect in each.get("aspects") or ()]
    if perspective := each.get("perspective"):
        measured_by.append(PERSPECTIVES[perspective])
    return ShownIndicator(
        each["id"],
        number,
        each.get("text", ""),
        measured_by,
        target(each),
        DIRECTIONS.get(each.get("direction") or "", ""),
        each.get("narrative") or "",
        each.get("measure") or "",
        remarks.pop(each["id"], []),
    )


def target(indicator: Mapping[str, Any]) -> str:
    """The target with its unit, as it was typed."""
    unit = indicator.get("unit") or ""
    low, high = indicator.get("target_low"), indicator.get("target_high")
    if indicator.get("target"):
        return f"{indicator['target']} {unit}".strip()
    if low or high:
        return _("%(low)s to %(high)s %(unit)s") % {"low": low or "…", "high": high or "…", "unit": unit}
    return ""


def total_weight(contents: Document) -> str:
    """The sum of the weights as text; empty where none is given."""
    weights = [Decimal(weight) for each in results(contents) if (weight := each.get("weight"))]
    return str(sum(weights)) if weights else ""


def titles(contents: Document) -> dict[str, str]:
    """What each item of a document is called where its number says enough, by id."""
    found: dict[str, str] = {}
    for number, result in enumerate(results(contents), start=1):
        found[result["id"]] = _("Result %(number)s") % {"number": number}
        for inner, indicator in enumerate(result.get("indicators", ()), start=1):
            found[indicator["id"]] = _("Indicator %(number)s") % {"number": f"{number}.{inner}"}
    return found


def words_of(contents: Document) -> dict[str, str]:
    """The words of each item, by id."""
    return {item["id"]: item.get("text", "") for _result, item in items(contents)}
