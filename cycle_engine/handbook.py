"""The handbook of the machines in Markdown, made from their declarations."""

from __future__ import annotations

import dataclasses
import inspect
import re
import types
from collections.abc import Iterable, Iterator
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from django.utils import translation

from cycle_engine.drawing import reached
from cycle_engine.errors import type_sentence
from cycle_engine.machine import Machine, NoData, Step, followers
from cycle_engine.rules import Rule

HEAD = """\
# Machines

Made from the code by `make docs`; do not edit. Every step is taken through one door, which refuses what is
not written here. "Follows" names the step with which another is performed, in the same transaction.
[All rules](rules.md) stand in a table of their own.
"""


def handbook(machines: Iterable[Machine]) -> str:
    """All machines as one document, the same text each time."""
    machines = list(machines)
    parts = [HEAD, _list(f"[{each.kind}](#{each.kind}): {_first_line(each.model)}" for each in machines)]
    parts += [part for each in machines for part in _machine(each)]
    return "\n".join(parts)


def _machine(machine: Machine) -> Iterator[str]:
    yield f"## {machine.kind}\n"
    yield f"{inspect.getdoc(machine.model)}\n"
    yield f"![States and steps: {machine.kind}](machines/{machine.kind}.svg)\n"
    yield "### States\n"
    led_to = dict(reached(machine))
    yield table(
        ("state", "English", "Indonesian", ""),
        (
            (f"`{value}`", *_both(label), "" if value in led_to else "no step leads here yet")
            for value, label in machine.states
        ),
    )
    yield "### Steps\n"
    for step in machine.steps.values():
        yield from _step(step)
    if machine.limits:
        yield "### Deadlines\n"
        yield "Each lasts while it is that capacity's turn; the days are the policy's.\n"
        yield table(
            ("deadline", "whose turn, in which state"),
            (
                (
                    f"`{limit.kind}`",
                    ", ".join(f"{who.value} in `{state}`" for state, who in limit.waits_for.items()),
                )
                for limit in machine.limits
            ),
        )


def _step(step: Step) -> Iterator[str]:
    declared = step.declaration
    yield f"#### {step.key}\n"
    yield f"**{' · '.join(dict.fromkeys(_both(declared.label)))}.** {step.doc}\n"
    lines = [f"from {_codes(sources)} to {_codes(targets, ' or ')}" for targets, sources in _by_targets(step)]
    lines.append(f"who: {', '.join(declared.by) or 'nobody; it is performed with another step'}")
    if declared.tells:
        lines.append(f"tells: {', '.join(declared.tells)}")
    lines += [f"takes: `{link.step}`" for link in declared.takes]
    lines += [f"follows: `{link.step}`" for link in declared.follows]
    lines += [f"is followed by: `{led.key}`" for _, led, _ in followers(step.key)]
    if declared.renews_deadlines:
        lines.append("sets all deadlines anew")
    if declared.reason:
        lines.append("a reason is required")
    if declared.data is not NoData:
        lines += [f"field `{name}`: {kind}" for name, kind in _fields(declared.data)]
        lines += _written_doc(declared.data)
    lines += [f"rule `{rule.code}`: {_sentence(rule)}{_kind(rule)}" for rule in step.rules]
    yield _list(lines)


def _by_targets(step: Step) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Targets with all the sources that lead to them; `same` for arrows that stay."""
    sources: dict[tuple[str, ...], list[str]] = {}
    for source, targets in step.arrows.items():
        sources.setdefault(("the same",) if targets == (source,) else targets, []).append(source)
    yield from sources.items()


def _sentence(rule: Rule) -> str:
    told = marked(_both(rule.sentence)[0])
    doc = inspect.getdoc(rule.guard)
    return f"{told} {doc}" if doc else told


def _kind(rule: Rule) -> str:
    said = [
        "warns only" if rule.warns else "",
        "asked of what is sent" if rule.of_input else "",
        f"the {rule.help.value} can help" if rule.help else "",
    ]
    told = "; ".join(filter(None, said))
    return f" ({told})" if told else ""


def marked(sentence: str) -> str:
    """The sentence with its data as *names*."""
    return re.sub(r"%\((\w+)\)s", r"*\1*", sentence)


def _fields(data: type) -> Iterator[tuple[str, str]]:
    for name, hint in get_type_hints(data).items():
        yield name, _type(hint)


def _written_doc(data: type) -> list[str]:
    """The docstring, unless it is the one that dataclasses make up."""
    doc = inspect.getdoc(data) or ""
    return [] if doc.startswith(f"{data.__name__}(") else [doc.replace("\n", " ")]


def _type(hint: Any) -> str:
    """A type as a reader of the API meets it."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return ", ".join(f"`{each}`" for each in arguments)
    if origin in (Union, types.UnionType):
        return " or ".join(_type(each) for each in arguments if each is not type(None)) + ", may be left out"
    if origin is list:
        return f"list of {_type(arguments[0])}"
    if dataclasses.is_dataclass(hint):
        return "{" + "; ".join(f"`{name}`: {kind}" for name, kind in _fields(hint)) + "}"  # type: ignore[arg-type]
    name: str = hint.__name__
    return {"str": "text", "int": "whole number"}.get(name, name)


def _both(label: type_sentence) -> tuple[str, str]:
    """In English and in Indonesian."""
    with translation.override("en"):
        english = str(label)
    with translation.override("id"):
        return english, str(label)


def _codes(names: Iterable[str], between: str = ", ") -> str:
    return between.join(name if " " in name else f"`{name}`" for name in names)


def _first_line(model: type) -> str:
    return (inspect.getdoc(model) or "").splitlines()[0]


def _list(lines: Iterable[str]) -> str:
    return "".join(f"- {line}\n" for line in lines)


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)
