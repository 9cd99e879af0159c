"""The process that prints: `python -m forms A.1.7 < printed.json > form.pdf`.

It has little memory and time, and once it has read what is asked it can open no file and no connection.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from pathlib import Path
from typing import Any

import typst

MEMORY = 1 << 30  # bytes of address space
SECONDS = 10  # of processor time
TEMPLATES = Path(__file__).parent / "templates"

# What the fonts within typst may lack, and signs that turn the direction of what follows them.
UNPRINTABLE = re.compile(
    r"[^\n\t\x20-\x7e\xa0-\u04ff\u0600-\u06ff\u1e00-\u200d\u2010-\u2027\u202f-\u205f"
    r"\u2070-\u2bff\ufb00-\ufb04\ufe70-\ufefc]"
)


def main(form: str) -> None:
    """Print the form. What it says is data to the templates and never one of their commands."""
    _limit(resource.RLIMIT_AS, MEMORY)
    _limit(resource.RLIMIT_CPU, SECONDS)
    _limit(resource.RLIMIT_CORE, 0)
    asked = {"form": form, "printed": json.dumps(legible(json.load(sys.stdin.buffer)))}
    templates: Any = {file.name: file.read_bytes() for file in TEMPLATES.glob("*.typ")}
    compiler = typst.Compiler(templates, ignore_system_fonts=True, sys_inputs=asked)
    _limit(resource.RLIMIT_NOFILE, 3)
    made: Any = compiler.compile(format="pdf")
    sys.stdout.buffer.write(made)


def legible(value: Any) -> Any:
    """The same data in which every character that may have no shape is named: [U+1F642]."""
    if isinstance(value, dict):
        return {name: legible(part) for name, part in value.items()}
    if isinstance(value, list):
        return [legible(part) for part in value]
    if isinstance(value, str):
        return UNPRINTABLE.sub(_named, value.replace("\r\n", "\n"))
    return value


def _named(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"


def _limit(kind: int, most: int) -> None:
    resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    main(sys.argv[1])
