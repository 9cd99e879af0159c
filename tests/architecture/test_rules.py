"""Every rule has a test that names it, and every place of the law that is kept is known by a test."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from cycle_engine.mentions import Mention, mentions
from cycle_engine.rulebook import Entry, entries, rulebook, told_directly
from tests.architecture.source import ROOT

TESTS = ROOT / "tests"
LAW = [
    tuple(line.split())
    for line in (TESTS / "architecture/law.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def rules() -> list[Entry]:
    """Those of the product, without those of the machines that only tests have."""
    return [each for each in entries() if not each.guard.startswith("tests.")]


def test_no_rule_is_without_a_test_that_names_it() -> None:
    codes = {each.code for each in rules()}
    assert len(codes) > 50
    assert sorted(codes - mentions(TESTS, codes).keys()) == []


def test_every_rule_has_a_sentence() -> None:
    assert [each for each in rules() if not each.sentence] == []


# The table


def test_every_rule_is_told_with_its_sentence_its_guard_its_steps_and_its_tests() -> None:
    lines = rulebook(TESTS).splitlines()
    rows = {line.split(" | ")[0].strip("| `"): line for line in lines if line.startswith("| `")}
    for each in rules():
        assert f"`{each.guard}`" in rows[each.code]
        assert all(f"`{step}`" in rows[each.code] for step in each.asked_by)
    assert rows["6/2022:II.C.6"] == (
        "| `6/2022:II.C.6` | A transfer names the new post. | `workflows.planning.rules.transfer_names_post` | "
        "`plan.end_early` | [test_provisos](../tests/workflows/planning/test_provisos.py): "
        "`a_transfer_names_the_new_post` |"
    )
    assert "`directory.rules.numbered` | a command | [test_letters]" in rows["ours:letter_number"]
    assert "`workflows.cycles.commands.create_cycle` | a command |" in rows["cycle_once"]


# The law


def test_every_rule_that_cites_the_law_stands_among_the_places_that_are_kept() -> None:
    cited = {each.code for each in rules() if each.code.startswith("6/2022:")}
    assert sorted(cited - {code for code, _ in LAW}) == []


def test_a_place_of_the_law_stands_once() -> None:
    codes = [code for code, _ in LAW]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("place", [place for _, place in LAW])
def test_the_test_that_shows_a_place_of_the_law_is_there(place: str) -> None:
    path, _, name = place.partition("::")
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


# How they are found

SAMPLE = '''
import pytest
from tests.cases import case, THEIRS

TABLE = [("late", "ours:in_a_table")]
NESTED: list = [TABLE]


def helper(act):
    assert act() == "ours:in_a_helper"


def alone():
    return "ours:alone"


@pytest.fixture
def prepared():
    return "ours:in_a_fixture"


def test_itself():
    """ours:in_words is not a name."""
    assert act() == ["ours:in_a_test"]


@pytest.mark.parametrize("code", ["ours:in_a_decorator"])
async def test_decorated(code):
    helper(act)


@pytest.mark.parametrize("code", NESTED)
def test_by_table(code):
    assert THEIRS


@case("ours:in_a_case")
def what_breaks_it():
    return act


def outer():
    @case("ours:in_an_inner_case")
    def within():
        return "ours:not_asked_for"
'''
FOUND = {
    "ours:in_a_case": "what_breaks_it",
    "ours:in_a_decorator": "test_decorated",
    "ours:in_a_helper": "test_decorated",
    "ours:in_a_table": "test_by_table",
    "ours:in_a_test": "test_itself",
    "ours:in_an_inner_case": "within",
}


def test_a_code_is_found_where_a_test_names_it_and_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "test_sample.py").write_text(SAMPLE, encoding="utf-8")
    (tmp_path / "architecture").mkdir()
    (tmp_path / "architecture" / "test_sample.py").write_text(SAMPLE, encoding="utf-8")
    (tmp_path / "cases.py").write_text('THEIRS = "ours:elsewhere"\n', encoding="utf-8")
    asked = {*FOUND, "ours:alone", "ours:in_a_fixture", "ours:in_words", "ours:elsewhere", "ours:nowhere"}
    assert mentions(tmp_path, asked) == {
        code: [Mention("room/test_sample.py", function)] for code, function in FOUND.items()
    }


def test_refusals_that_commands_make_themselves_are_found() -> None:
    text = """
TOO_WIDE = Blocker("ours:wide", _("Too wide."))

def one(code):
    if code:
        raise RulesBroken([Blocker("ours:one", _("One."))])
    sentence = _("Two: %(what)s.")
    yield Blocker("ours:two", sentence, {"what": 2})
    sentence = _("Three.")
    raise _broken("ours:three", sentence, what=3)

def _broken(code, sentence, **data):
    return RulesBroken([Blocker(code, sentence, data)])
"""
    assert list(told_directly("room.commands", text)) == [
        Entry("ours:wide", "Too wide.", "room.commands.TOO_WIDE"),
        Entry("ours:one", "One.", "room.commands.one"),
        Entry("ours:two", "Two: %(what)s.", "room.commands.one"),
        Entry("ours:three", "Three.", "room.commands.one"),
    ]
