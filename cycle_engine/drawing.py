"""Pictures of machines, drawn from the registry by d2 (a development tool; the system runs without it)."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

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


FONTS = re.compile(r"@font-face \{.*?\}|\S+ \.text\S*\s*\{\s*font-family: \"d2[^}]*\}", re.DOTALL)
# How the picture marks the state where a record is.
HERE = (
    "text{font-family:system-ui,sans-serif;font-size:14px!important}.text-bold{font-weight:600}"
    ":target .shape rect{stroke-width:6px!important;fill:#FFE08A!important}"
    ":target text{fill:#1B1B1B!important}"
)


class NoPainterError(Exception):
    """The program d2 is not installed."""


@dataclass(frozen=True)
class Words:
    """How a picture speaks: `state` puts a state's label into words; `who`: it says who takes each step."""

    state: Callable[[object], str]
    who: bool


def draw(machine: Machine) -> str:
    """The picture as SVG, the same bytes each time; states in English and Indonesian. Raises NoPainterError."""
    return painted(plain(machine, Words(_in_both, who=True)))


def draw_for_page(machine: Machine) -> str:
    """The picture as SVG in the language that is active, in the fonts of its reader.

    Each state has its name as its id: the picture at `plan.svg#returned` shows that a record is there. Raises
    NoPainterError.
    """
    drawn = FONTS.sub("", painted(plain(machine, Words(str, who=False))))
    for value, _label in machine.states:
        key = base64.b64encode(value.encode()).decode()
        drawn = drawn.replace(f'<g class="{key} ', f'<g id="{value}" class="')
    return drawn.replace("]]></style><g", f"{HERE}]]></style><g", 1)


@lru_cache(maxsize=64)
def painted(picture: str) -> str:
    """A picture in d2's language as SVG; each is painted once. Raises NoPainterError."""
    beside = Path(sys.executable).parent
    program = shutil.which(D2, path=str(beside)) or shutil.which(D2)
    if program is None:
        raise NoPainterError(f"{D2} is not installed; it comes with the development packages")
    drawn = subprocess.run(
        [program, *OPTIONS, "-", "-"], input=picture, capture_output=True, text=True, check=True
    )
    return drawn.stdout


def plain(machine: Machine, words: Words) -> str:
    """The picture in d2's language.

    A step from few states is an arrow from each; one from many is a dashed box. Another box names what leaves
    the state as it is. States to which no step leads yet are left out.
    """
    return STYLE + "".join(f"{line}\n" for line in _lines(machine, words))


def reached(machine: Machine, say: Callable[[object], str] | None = None) -> list[tuple[str, str]]:
    """Value and label of each state to which a step leads; in both languages unless it is said otherwise."""
    targets = {target for _, _, source, target in machine.edges() if target != source}
    return [(value, (say or _in_both)(label)) for value, label in machine.states if value in targets]


def _lines(machine: Machine, words: Words) -> Iterator[str]:
    left = {source for _, _, source, target in machine.edges() if source != target}
    yield f'{NEW}: "" {{shape: circle; width: 14; height: 14}}'
    for value, label in reached(machine, words.state):
        yield f"{value}: {_quoted(label)} {{class: {'state' if value in left else 'end'}}}"
    yield from _arrows(machine, words)
    staying = [
        _told(each, words, " ") for each in machine.steps.values() if any(map(_loops, each.arrows.items()))
    ]
    if staying:
        yield f"staying: {_quoted(chr(10).join([_('Without leaving the state:'), *staying]))} {{class: aside}}"


def _arrows(machine: Machine, words: Words) -> Iterator[str]:
    drawn: dict[tuple[str, str], list[str]] = defaultdict(list)
    labels = dict(machine.states)
    for declared in machine.steps.values():
        moving = [arrow for arrow in declared.arrows.items() if not _loops(arrow)]
        if len(moving) > MANY:
            yield from _from_many(declared, words, [str(labels[source]) for source, _ in moving])
            continue
        for source, targets in moving:
            for target in targets:
                drawn[source, target].append(_told(declared, words))
    for (source, target), told in drawn.items():
        yield f"{source} -> {target}: {_quoted(chr(10).join(told))}"


def _from_many(declared: Step, words: Words, sources: list[str]) -> Iterator[str]:
    lines = ",\n".join(", ".join(sources[start : start + MANY]) for start in range(0, len(sources), MANY))
    key = f"by_{declared.name}"
    told = f"{_told(declared, words)}\n" + _("from %(states)s") % {"states": lines}
    yield f"{key}: {_quoted(told)} {{class: aside}}"
    for target in dict.fromkeys(target for targets in declared.arrows.values() for target in targets):
        yield f"{key} -> {target}"


def _loops(arrow: tuple[str, tuple[str, ...]]) -> bool:
    return arrow[1] == (arrow[0],)


def _told(declared: Step, words: Words, between: str = "\n") -> str:
    """What the step is called, and who takes it."""
    label = str(declared.declaration.label)
    by = ", ".join(declared.declaration.by) or _("with another step")
    return f"{label}{between}({by})" if words.who else label


def _in_both(label: object) -> str:
    """In English, and below it in Indonesian."""
    with translation.override("en"):
        english = str(label)
    with translation.override("id"):
        return "\n".join(dict.fromkeys([english, str(label)]))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
