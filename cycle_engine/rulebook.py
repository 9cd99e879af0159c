"""All rules in one table: code, sentence, guard, the steps that ask it, the tests that name it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils import translation
from django.utils.module_loading import module_has_submodule

from cycle_engine.handbook import marked, table
from cycle_engine.machine import MACHINES
from cycle_engine.mentions import Mention, mentions
from cycle_engine.rules import Rule

HEAD = """\
# Rules

Made from the code by `make docs`; do not edit. A broken rule refuses a step with its code and its sentence, in the
language of the person (*words* like this are filled in). The code names the source: `6/2022:…` a place in
PermenPANRB 6/2022, `policy:…` a field of the cycle's policy, `ours:…` our own; others belong to one command.
"""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """`guard`: the function that says whether the rule holds. `asked_by`: the steps, none where no machine asks."""

    code: str
    sentence: str
    guard: str
    asked_by: tuple[str, ...] = ()


def rulebook(tests: Path) -> str:
    """All rules as one document, with the tests of this folder that name them; the same text each time."""
    listed = entries()
    named = mentions(tests, {each.code for each in listed})
    rows = (
        (
            f"`{each.code}`",
            marked(each.sentence),
            f"`{each.guard}`",
            ", ".join(f"`{step}`" for step in each.asked_by) or "a command",
            "<br>".join(_files(named.get(each.code, []))),
        )
        for each in listed
    )
    return f"{HEAD}\n{table(('code', 'sentence', 'guard', 'asked by', 'tests'), rows)}"


def entries() -> list[Entry]:
    """Every rule of the machines, every other rule of a room, and every refusal that a command makes itself."""
    asked: dict[Entry, set[str]] = {_entry(rule): set() for rule in _of_rooms()}
    for step in (step for machine in MACHINES.values() for step in machine.steps.values()):
        for rule in step.rules:
            asked.setdefault(_entry(rule), set()).add(step.key)
    rules = (replace(entry, asked_by=tuple(sorted(steps))) for entry, steps in asked.items())
    return sorted({*rules, *_of_commands()})


def _entry(rule: Rule) -> Entry:
    with translation.override("en"):
        return Entry(rule.code, str(rule.sentence), f"{rule.guard.__module__}.{rule.name}")


def _files(named: Iterable[Mention]) -> Iterator[str]:
    """The tests, file by file."""
    by_file: dict[str, list[str]] = {}
    for each in named:
        by_file.setdefault(each.file, []).append(f"`{each.function}`")
    for file, functions in by_file.items():
        yield f"[{Path(file).stem}](../tests/{file}): {', '.join(functions)}"


def _rooms() -> Iterator[tuple[str, Path]]:
    """The project's own apps and where they stand."""
    for app in apps.get_app_configs():
        folder = Path(settings.BASE_DIR, *app.name.split("."))
        if folder.is_dir():
            yield app.name, folder


def _of_rooms() -> Iterator[Rule]:
    for name, _ in _rooms():
        if module_has_submodule(import_module(name), "rules"):
            found = vars(import_module(f"{name}.rules")).values()
            yield from (each for each in found if isinstance(each, Rule))


def _of_commands() -> Iterator[Entry]:
    for _, folder in _rooms():
        for file in sorted(folder.rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            module = ".".join(file.relative_to(settings.BASE_DIR).with_suffix("").parts)
            told = told_directly(module, text) if "Blocker(" in text else ()
            yield from (each for each in told if not each.code.isalpha())  # "reason" is told with each step


def told_directly(module: str, text: str) -> Iterator[Entry]:
    """What a module refuses without a rule: `Blocker("code", _("sentence"))`, or the same by its `_broken`."""
    for part in ast.parse(text).body:
        said = {}
        for node in sorted(ast.walk(part), key=lambda node: getattr(node, "lineno", 0)):
            match node:
                case ast.Assign([ast.Name(name)], value):
                    said[name] = _sentence(value)
                case ast.Call(ast.Name("Blocker" | "_broken"), [ast.Constant(str(code)), told, *_]):
                    sentence = _sentence(told) or said.get(ast.unparse(told)) or ""
                    yield Entry(code, sentence, f"{module}.{getattr(part, 'name', next(iter(said), ''))}")


def _sentence(node: ast.AST) -> str | None:
    match node:
        case ast.Call(ast.Name("_"), [ast.Constant(str(text))]):
            return text
    return None
