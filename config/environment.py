"""Settings come from the environment. A wrong one stops the start and says its name and what was expected."""

import os
import re
from collections.abc import Callable
from typing import NoReturn, TypeVar

YES = ("1", "true", "yes", "on")
NO = ("0", "false", "no", "off")
Value = TypeVar("Value")


def wrong(name: str, expected: str, why: str = "") -> NoReturn:
    """Stop the program with exit code 1 and one line about a setting, without secrets or traceback."""
    raise SystemExit(f"{name}: expected {expected}, {why or f'got {_shown(name)}'}")


def read(name: str, parse: Callable[[str], Value], expected: str, default: str | None = None) -> Value:
    """Read a setting; `parse` raises ValueError for what it cannot understand."""
    text = os.environ.get(name) or default
    if text is None:
        wrong(name, expected)
    try:
        return parse(text)
    except ValueError:
        wrong(name, expected)


def matching(pattern: str) -> Callable[[str], str]:
    """A parser that takes exactly what the pattern describes."""

    def parse(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(text)
        return text

    return parse


def flag(text: str) -> bool:
    """Parse a yes or a no."""
    if text.lower() not in (*YES, *NO):
        raise ValueError(text)
    return text.lower() in YES


def words(text: str) -> list[str]:
    """Parse words separated by commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def completed(text: str) -> dict[str, str]:
    """Parse names with URLs, separated by commas; `{address}` completes each URL after its host."""
    pattern = r"([a-z][a-z0-9-]{0,19})=(\w+://[^/\s{}]+/[^\s{}]*\{address\}[^\s{}]*)"
    found = [re.fullmatch(pattern, word) for word in words(text)]
    if not all(found):
        raise ValueError(text)
    return {each[1]: each[2] for each in found if each}


def _shown(name: str) -> str:
    """What can be shown of a setting to anybody who reads the log."""
    value = os.environ.get(name, "")
    if name in ("SECRET_KEY", "NOTIFY_CHANNELS", "NOTIFY_OWN_CHANNELS"):
        return f"{len(value)} characters"
    return f'"{re.sub("//[^@/]*@", "//…@", value)}"' if value else "nothing"
