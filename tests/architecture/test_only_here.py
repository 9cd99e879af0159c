"""What may be done in one place only is done there only; and each test would see it done elsewhere."""

from __future__ import annotations

import dataclasses
import inspect

import pytest

from cycle_engine.perform import Wish
from cycle_engine.record import record
from tests.architecture.only_here import RULES, OnlyHere
from tests.architecture.source import source, sources

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.what)


@each_rule
def test_is_done_nowhere_else(rule: OnlyHere) -> None:
    assert [place for each in sources() for place in rule.elsewhere(each)] == []


@each_rule
def test_would_be_seen_elsewhere(rule: OnlyHere) -> None:
    path = rule.among[0].replace("*", "elsewhere")
    assert [text for text in rule.caught if not list(rule.elsewhere(source(path, text)))] == []
    assert [text for text in rule.spared if list(rule.elsewhere(source(path, text)))] == []


@each_rule
def test_every_place_that_may_do_it_does_it(rule: OnlyHere) -> None:
    done = [each.path for each in sources() if each.matches(*rule.places) and rule.lines(each.tree)]
    idle = [place for place in rule.places if not any(source(path, "").matches(place) for path in done)]
    assert idle == []


def test_nobody_acts_without_saying_who() -> None:
    (actor,) = [each for each in dataclasses.fields(Wish) if each.name == "actor"]
    assert actor.kw_only
    assert actor.default is actor.default_factory is dataclasses.MISSING
    parameter = inspect.signature(record).parameters["actor"]
    assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
    assert parameter.default is inspect.Parameter.empty
