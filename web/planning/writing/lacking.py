"""What a draft still lacks before it can be signed, in words that name its items as the page does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cycle_engine.actors import Actor
from cycle_engine.look import blockers_of
from cycle_engine.rules import Rule
from web.planning.shown import titles
from web.steps import worded
from workflows.planning.completeness import COMPLETE
from workflows.planning.contents import items


@dataclass(frozen=True, slots=True)
class Lack:
    """A broken rule. `items`: title and id of each item that it names, with the id of its result. `warns`: the plan
    can be signed all the same."""

    sentence: str
    items: list[tuple[str, str, str]]
    warns: bool

    def names(self, item: str) -> bool:
        """Whether it is about this item."""
        return any(item == each for _title, each, _result in self.items)


def lacking(record: Any, facts: Any, person: int) -> list[Lack]:
    """What the rules of completeness say of the draft of a plan or an amendment as it was saved."""
    contents = facts.contents(record)
    called = titles(contents)
    result_of = {item["id"]: result["id"] if result else item["id"] for result, item in items(contents)}
    return [
        _lack(rule, blocker, called, result_of)
        for rule in COMPLETE
        for blocker in blockers_of([rule], record, facts, Actor.of(person))
    ]


def _lack(rule: Rule, blocker: Any, called: dict[str, str], result_of: dict[str, str]) -> Lack:
    named = [each for each in str(blocker.data.get("items", "")).split(", ") if each in called]
    items = [(called[each], each, result_of[each]) for each in named]
    return Lack(worded(blocker, called), items, rule.warns)


def of_items(found: Iterable[Lack], ids: set[str]) -> list[Lack]:
    """Those of them that name one of these items."""
    return [each for each in found if any(item in ids for _title, item, _result in each.items)]
