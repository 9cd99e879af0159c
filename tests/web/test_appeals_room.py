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
    assert "Your decision is due: within 7 working days" in visit.citra.get(room).words
    assert "Your explanation is due: within 3 working days" in visit.budi.get(room).words
    home = visit.citra.get("/")
    assert home.link("Look at it") == room and "Record the hearing Ani Contoh" in home.words
    office.explained(appeal)
    assert visit.citra.get("/").link("Record the hearing") == f"{room}steps/record_hearing/"
    for reader in (visit.ani, visit.budi, visit.citra, visit.dewi, visit.indah):
        assert "Ekspektasi pimpinan lebih tinggi" in reader.get(room).words
    assert visit.citra.queries(room) <= 12
    visit.eko.get(room, status=404)


def test_who_has_no_part_in_it_learns_only_that_there_is_an_appeal_and_its_end(
    office: Office, visit: Visitors
) -> None:
    """The plan has come to another rater since: he sees it, and is no party."""
    appeal = office.heard()
    office.take(appeal.plan, "reassign_rater", "dewi", data=office.rater("eko"))
    room = f"/appeals/{appeal.pk}/"
    office.take(appeal, "confirm", "citra", reason="Penilaian sudah tepat")
    page = visit.eko.get(room)
    assert "Result confirmed" in page.words
    assert "What was said is not for you to read." in page.words
    assert "The minutes are not for you to read." in page.words
    history = visit.eko.get(f"{room}history/")
    for secret in ("Hasil kerja di atas", "Ekspektasi", "Menjelaskan", "Sakit", "Penilaian sudah tepat"):
        assert secret not in page.words and secret not in history.words
        assert secret in visit.indah.get(room).words
    assert "Menjelaskan" in visit.ani.get(room).words


def test_what_was_decided_is_withheld_while_the_document_is_recalled(office: Office, visit: Visitors) -> None:
    appeal = office.take(office.filed(), "withdraw", "ani")
    room = f"/appeals/{appeal.pk}/"
    assert "Good (Baik)" in visit.ani.get(room).words
    office.take(appeal.evaluation, "recall", "budi")
    assert "Good (Baik)" not in visit.ani.get(room).words
    assert "Good (Baik)" in visit.budi.get(room).words
