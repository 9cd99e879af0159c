"""A file is a thought, a function fits a screen."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.source import PACKAGES, Source, source, sources

FILE, FUNCTION = 400, 60  # lines, fewer than
MACHINE = 600  # a room's machines are tables of declarations, read entry by entry


def _too_long(each: Source) -> Iterator[str]:
    most = MACHINE if each.matches("workflows/*/machine.py") else FILE
    if each.text.count("\n") >= most and not each.matches("tests/*"):  # a list of cases may be long
        yield each.path
    for node in ast.walk(each.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _lines(node) >= FUNCTION:
            yield f"{each.path}: {node.name}"


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_and_no_function_is_too_long() -> None:
    found = [place for each in sources(*PACKAGES, "tests", "benchmarks") for place in _too_long(each)]
    assert found == []


def test_a_long_file_and_a_long_function_would_be_seen() -> None:
    body = "    pass\n" * (FUNCTION - 1)
    long = source("x.py", f"def f():\n{body}" + "\n" * FILE)
    assert list(_too_long(long)) == ["x.py", "x.py: f"]
    assert list(_too_long(source("x.py", "def f():\n" + body[:-9]))) == []
    assert list(_too_long(source("workflows/planning/machine.py", "\n" * FILE))) == []
