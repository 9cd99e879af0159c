"""What contents of a plan must be to be kept at all, complete or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from workflows.planning.contents import Document, duplicate_ids

REFERENCE = 80  # characters
ITEM_ID = re.compile(r"[A-Za-z0-9._-]{1,40}", re.ASCII)


def unfit(contents: Document) -> dict[str, list[str]]:
    """By the place in the document what no row of items could hold: ids that are none or stand twice, and
    references that are too long. Nothing for contents that can be kept."""
    twice = set(duplicate_ids(contents))
    errors = {}
    for place, item in _placed(contents):
        if item["id"] in twice:
            errors[place] = [_("This id stands more than once.")]
        elif not ITEM_ID.fullmatch(item["id"]):
            errors[place] = [_("An id is up to 40 letters, digits, points, hyphens and underscores.")]
    for place, reference in _references(contents):
        if len(reference) > REFERENCE:
            errors[place] = [_("What a result serves is named in up to 80 characters.")]
    for place, code in _measures(contents):
        if len(code) > REFERENCE:
            errors[place] = [_("A measure is named by its code of up to 80 characters.")]
    return errors


def _placed(contents: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, result in enumerate(contents["results"]):
        yield f"results.{number}.id", result
        for inner, indicator in enumerate(result["indicators"]):
            yield f"results.{number}.indicators.{inner}.id", indicator


def _references(contents: Document) -> Iterator[tuple[str, str]]:
    for number, result in enumerate(contents["results"]):
        for kind, reference in result.get("serves", {}).items():
            yield f"results.{number}.serves.{kind}", reference


def _measures(contents: Document) -> Iterator[tuple[str, str]]:
    for number, result in enumerate(contents["results"]):
        for inner, indicator in enumerate(result["indicators"]):
            yield f"results.{number}.indicators.{inner}.measure", indicator.get("measure", "")
