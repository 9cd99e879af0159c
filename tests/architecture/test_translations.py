"""Every sentence has its Indonesian wording, with the same places for data."""

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from tests.architecture.source import ROOT

ROOMS = ("api", "config", "cycle_engine", "demo", "directory", "notifications", "workflows")
KEYWORDS = DEFAULT_KEYWORDS | {"gettext_lazy": None}
PLACES = re.compile(r"%\(\w+\)s")


def sentences() -> set[str]:
    """All that the code marks for translation."""
    found: set[str] = set()
    for room in ROOMS:
        rows = extract_from_dir(ROOT / room, [("**.py", "python")], keywords=KEYWORDS)
        found |= {row[2] if isinstance(row[2], str) else row[2][0] for row in rows}
    return found


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (ROOT / "locale/id/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale="id")


def test_every_sentence_is_said_in_indonesian(catalogue: Catalog) -> None:
    said = {message.id for message in catalogue if message.id and message.string and not message.fuzzy}

    assert sorted(sentences() - said) == []


def test_no_wording_is_kept_for_a_sentence_that_is_gone(catalogue: Catalog) -> None:
    assert sorted({message.id for message in catalogue if message.id} - sentences()) == []


def test_a_wording_has_the_same_places_for_data_as_its_sentence(catalogue: Catalog) -> None:
    differ = [
        message.id
        for message in catalogue
        if message.id
        and sorted(PLACES.findall(str(message.id))) != sorted(PLACES.findall(str(message.string)))
    ]

    assert differ == []
