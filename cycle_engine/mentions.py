"""Which tests name which codes: read from the text of the tests, without running them.

A test names a code when the code stands as a literal in the function or in one of its decorators, or in a table
or a helper of the same file to which it refers. A function that a decorator puts into such a table counts as a
test under its own name. Tests of the shape of the code, in `architecture`, show no rule at work and do not count.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """`file`: its path from the folder of the tests."""

    file: str
    function: str


def mentions(tests: Path, codes: Collection[str]) -> dict[str, list[Mention]]:
    """For each code the tests that name it, in order of file and function; what no test names is not there."""
    found: dict[str, set[Mention]] = {}
    for file in sorted(set(tests.rglob("*.py")) - set(tests.glob("architecture/*"))):
        text = file.read_text(encoding="utf-8")
        if not any(code in text for code in codes):
            continue
        tree = ast.parse(text)
        shared = _shared(tree)
        for test in _tests(tree):
            for code in _named(test, shared, set()) & set(codes):
                found.setdefault(code, set()).add(Mention(file.relative_to(tests).as_posix(), test.name))
    return {code: sorted(found[code]) for code in sorted(found)}


def _tests(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function) and _is_test(node))


def _is_test(node: Function) -> bool:
    registered = [each for each in node.decorator_list if not ast.unparse(each).startswith(NOT_REGISTERING)]
    return node.name.startswith("test_") or bool(registered)


NOT_REGISTERING = (
    "pytest.fixture",
    "contextmanager",
    "property",
    "staticmethod",
    "classmethod",
    "cache",
    "lru_cache",
)


def _shared(tree: ast.Module) -> dict[str, ast.stmt]:
    """The tables and helpers of a file by their names."""
    found: dict[str, ast.stmt] = {}
    for node in tree.body:
        if isinstance(node, Function) and not _is_test(node):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id: node for target in targets if isinstance(target, ast.Name)}
    return found


def _named(node: ast.AST, shared: dict[str, ast.stmt], seen: set[str]) -> set[str]:
    """All texts in this piece, and in what it refers to."""
    texts = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            texts.add(each.value)
        elif isinstance(each, ast.Name) and each.id in shared and each.id not in seen:
            seen.add(each.id)
            texts |= _named(shared[each.id], shared, seen)
    return texts
