"""Papers as they were sent: the data of steps, made again of what is kept of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any, TypeVar, get_args, get_type_hints

from workflows.guidance.disclosure import Papers

D = TypeVar("D")


def written(papers: Papers, part: str, kind: type[D]) -> D | None:
    """This part as data of its kind; nothing where it is not there, or not for the reader's eyes."""
    return _made(kind, papers[part].contents) if part in papers else None


def text(papers: Papers, part: str) -> str | None:
    """The text of a part that is one text, under its own name."""
    return str(papers[part].contents[part]) if part in papers else None


def _made(kind: type[D], contents: Mapping[str, Any]) -> D:
    hints = get_type_hints(kind)
    return kind(**{name: _value(hints[name], value) for name, value in contents.items()})


def _value(hint: Any, value: Any) -> Any:
    part: Any = next(iter(get_args(hint)), None)
    return [_made(part, each) for each in value] if isinstance(part, type) and is_dataclass(part) else value
