"""Pictures of machines, drawn from the registry by d2 (a development tool; the system runs without it)."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.utils import translation

from cycle_engine.machine import NEW, Machine, Step

D2 = "d2"
OPTIONS = (
    "--layout=dagre",
    "--theme=0",
    "--dark-theme=200",
    "--pad=16",
    "--omit-version",
    "--stdout-format=svg",
)
MANY = 3
STYLE = """\
direction: down
classes: {
  state: {style.border-radius: 8}
  end: {style: {border-radius: 8; double-border: true}}
  aside: {style: {stroke-dash: 4; fill: transparent; bold: false; font-size: 14; border-radius: 8}}
}
"""


class NoPainterError(Exception):
    """The program d2 is not installed."""


def draw(machine: Machine) -> str:
    """The picture as SVG, the same bytes each time. Raises NoPainterError."""
    beside = Path(sys.executable).parent
    program = shutil.which(D2, path=str(beside)) or shutil.which(D2)
    if program is None:
        raise NoPainterError(f"{D2} is not installed; it comes with the development packages")
    drawn = subprocess.run(
        [program, *OPTIONS, "-", "-"], input=plain(machine), capture_output=True, text=True, check=True
    )
    return drawn.stdout


def plain(machine: Machine) -> str:
    """The picture in d2's language.

    A step from few states is an arrow from each; one from many is a dashed box. Another box names what leaves
    the state as it is. States to which no step leads yet are left out.
    """
    return STYLE + "".join(f"{line}\n" for line in _lines(machine))


def reached(machine: Machine) -> list[tuple[str, str]]:
    """Value and label of each state to which a step leads."""
    targets = {target for _, _, source, target in machine.edges() if target != source}
    return [(value, _in_both(label)) for value, label in machine.states if value in targets]


def _lines(machine: Machine) -> Iterator[str]:
    left = {source for _, _, source, target in machine.edges() if source != target}
    yield f'{NEW}: "" {{shape: circle; width: 14; height: 14}}'
    for value, label in reached(machine):
        yield f"{value}: {_quoted(label)} {{class: {'state' if value in left else 'end'}}}"
    yield from _arrows(machine)
    staying = [_told(each, " ") for each in machine.steps.values() if any(map(_loops, each.arrows.items()))]
    if staying:
        yield f"staying: {_quoted(chr(10).join(['Without leaving the state:', *staying]))} {{class: aside}}"


def _arrows(machine: Machine) -> Iterator[str]:
    drawn: dict[tuple[str, str], list[str]] = defaultdict(list)
    labels = dict(machine.states)
    for declared in machine.steps.values():
        moving = [arrow for arrow in declared.arrows.items() if not _loops(arrow)]
        if len(moving) > MANY:
            yield from _from_many(declared, [str(labels[source]) for source, _ in moving])
            continue
        for source, targets in moving:
            for target in targets:
                drawn[source, target].append(_told(declared))
    for (source, target), told in drawn.items():
        yield f"{source} -> {target}: {_quoted(chr(10).join(told))}"


def _from_many(declared: Step, sources: list[str]) -> Iterator[str]:
    lines = ",\n".join(", ".join(sources[start : start + MANY]) for start in range(0, len(sources), MANY))
    key = f"by_{declared.name}"
    yield f"{key}: {_quoted(f'{_told(declared)}{chr(10)}from {lines}')} {{class: aside}}"
    for target in dict.fromkeys(target for targets in declared.arrows.values() for target in targets):
        yield f"{key} -> {target}"


def _loops(arrow: tuple[str, tuple[str, ...]]) -> bool:
    return arrow[1] == (arrow[0],)


def _told(declared: Step, between: str = "\n") -> str:
    """What the step is called, and who takes it."""
    by = ", ".join(declared.declaration.by) or "with another step"
    return f"{declared.declaration.label}{between}({by})"


def _in_both(label: object) -> str:
    """In English, and below it in Indonesian."""
    with translation.override("en"):
        english = str(label)
    with translation.override("id"):
        return "\n".join(dict.fromkeys([english, str(label)]))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
