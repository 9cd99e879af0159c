"""The appeal room: who reads what, when, and how long it may take."""

from __future__ import annotations

import pytest

from tests.web.visiting import Visitors
from tests.workflows.evaluation.office import Office


@pytest.fixture
def office(visit: Visitors) -> Office:
    return Office(visit.agency)


def test_the_room_shows_both_sides_beside_each_other_and_the_days_left(
    office: Office, visit: Visitors
) -> None:
    appeal = office.filed()
    room = f"/appeals/{appeal.pk}/"
    page = visit.ani.get(room)
    assert "Appeal of Ani Contoh against the evaluation of Quarter I of 2026" in page.words
    assert "Hasil kerja di atas target" in page.words
    assert "The rater has not explained yet." in page.words
    assert "The decision of Citra Contoh is due: within 7 working days, by 2 April 2026" in page.words
    assert "The explanation of Budi Contoh is due: within 3 working days, by 27 March 2026" in page.words
    office.explained(appeal)
    for reader in (visit.ani, visit.budi, visit.citra, visit.dewi, visit.indah):
        assert "Ekspektasi pimpinan lebih tinggi" in reader.get(room).words
    assert visit.citra.queries(room) <= 12
    visit.eko.get(room, status=404)
