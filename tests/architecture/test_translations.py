"""Every sentence has its Indonesian wording, with the same places for data."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.architecture.source import PACKAGES, ROOT

KEYWORDS = DEFAULT_KEYWORDS | {"gettext_lazy": None}
METHODS = [("**.py", "python"), ("**.html", "tests.architecture.test_translations:of_page")]
PLACES = re.compile(r"%\(\w+\)s")


def of_page(file: BinaryIO, keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """What a page marks for translation, as Babel asks for it."""
    text = templatize(file.read().decode(), origin=file.name)
    yield from extract_python(BytesIO(text.encode()), keywords, comment_tags, options)


def sentences() -> set[str]:
    """All that the code marks for translation."""
    found: set[str] = set()
    for room in PACKAGES:
        rows = extract_from_dir(ROOT / room, METHODS, keywords=KEYWORDS)
        found |= {first(row[2]) for row in rows}
    return found


def first(sentence: Any) -> str:
    """A sentence; of one in singular and plural the singular."""
    return sentence if isinstance(sentence, str) else str(sentence[0])


def places(sentence: Any) -> set[str]:
    """Where data stand in a sentence, and in its plural."""
    return {
        place
        for each in ([sentence] if isinstance(sentence, str) else sentence)
        for place in PLACES.findall(each)
    }


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (ROOT / "locale/id/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale="id")


def test_every_sentence_is_said_in_indonesian(catalogue: Catalog) -> None:
    messages = [message for message in catalogue if message.id and not message.fuzzy]
    said = {first(message.id) for message in messages if first(message.string)}

    assert sorted(sentences() - said) == []


def test_no_wording_is_kept_for_a_sentence_that_is_gone(catalogue: Catalog) -> None:
    assert sorted({first(message.id) for message in catalogue if message.id} - sentences()) == []


def test_a_wording_has_the_same_places_for_data_as_its_sentence(catalogue: Catalog) -> None:
    messages = [message for message in catalogue if message.id]

    assert [each.id for each in messages if places(each.id) != places(each.string)] == []
