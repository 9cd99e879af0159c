"""What a NIP may be."""

import pytest
from django.utils import translation

from directory import nip


@pytest.fixture(autouse=True)
def english() -> object:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(("number", "kind"), [("198002292005012001", "PNS"), ("199802162024211921", "PPPK")])
def test_a_well_formed_number_is_taken(number: str, kind: str) -> None:
    assert nip.problems(number, kind) == []


@pytest.mark.parametrize(
    ("number", "kind", "place"),
    [
        ("19800229200501200", "PNS", "18 digits"),
        ("1980022920050120011", "PNS", "18 digits"),
        ("19800229200501200x", "PNS", "18 digits"),
        ("١٩٨٠٠٢٢٩٢٠٠٥٠١٢٠٠١", "PNS", "18 digits"),
        ("198102292005012001", "PNS", "1 to 8"),
        ("198013012005012001", "PNS", "1 to 8"),
        ("198002291980012001", "PNS", "9 to 12"),
        ("198002292005002001", "PNS", "13 and 14"),
        ("198002292005132001", "PNS", "13 and 14"),
        ("199802162024211921", "PNS", "13 and 14"),
        ("199802162024201921", "PPPK", "13 and 14"),
        ("198002292005013001", "PNS", "15"),
        ("198002292005012000", "PNS", "16 to 18"),
    ],
)
def test_a_malformed_number_is_refused_with_the_place_where_it_is_wrong(
    number: str, kind: str, place: str
) -> None:
    found = nip.problems(number, kind)
    assert len(found) == 1
    assert place in found[0]


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert len(nip.problems("198102292005993000", "PNS")) == 4


def test_the_hash_finds_the_same_number_and_no_other_and_needs_the_key(settings: object) -> None:
    before = nip.digest("198002292005012001")
    assert before == nip.digest("198002292005012001") != nip.digest("198002292005012002")
    settings.SECRET_KEY = "another key"  # type: ignore[attr-defined]
    assert nip.digest("198002292005012001") != before
