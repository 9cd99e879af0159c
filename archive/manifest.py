"""The manifest of an archive or a backup: what it holds, with hashes. It is written last, and guards itself."""

from __future__ import annotations

import json
from typing import Any

from archive.places import Damaged, Place
from cycle_engine.ledger.canonical import canonical, digest

NAME = "manifest.json"


def write(place: Place, form: str, contents: dict[str, Any]) -> None:
    """Write the manifest of this format; `sha256` in it is that of the rest, as canonical JSON."""
    contents = {"format": form, **contents}
    sealed = {**contents, "sha256": digest(canonical(contents))}
    with place.writing(NAME) as file:
        file.write(json.dumps(sealed, ensure_ascii=False, indent=1).encode() + b"\n")


def read(place: Place, form: str) -> dict[str, Any]:
    """The manifest. Raises Damaged for one of another format, and for one that was changed."""
    with place.reading(NAME) as file:
        try:
            contents: dict[str, Any] = json.loads(file.read())
            found, sealed = contents["format"], contents.pop("sha256")
        except (ValueError, TypeError, KeyError, AttributeError):
            raise Damaged(f"{NAME} is no manifest") from None
    if found != form:
        raise Damaged(f'{NAME} is of the format "{found}", and this program reads "{form}"')
    if sealed != digest(canonical(contents)):
        raise Damaged(f"{NAME} is no longer what was written")
    return contents
