"""An appeal through its pages: filed after a look at it, explained, heard and decided, with files that prove it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from cycle_engine import clock
from cycle_engine.machine import MACHINES
from tests.agency import PASSWORD
from tests.web.visiting import Shown, Visitors
from tests.workflows.evaluation.office import Office
from tests.workflows.monitoring import samples
from tests.workflows.planning.desk import last_entry, state
from workflows.appeals.models import Appeal, Hearing, Statement
from workflows.appeals.queries import decides
from workflows.monitoring.models import Evidence

HOSTILE = "<script>alert('x')</script> & \"kutip\""


@pytest.fixture
def office(visit: Visitors, settings: Settings, tmp_path: Path) -> Office:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return Office(visit.agency)


def file(name: str = "bukti.pdf", content: bytes = samples.PDF) -> Any:
    return SimpleUploadedFile(name, content, "application/pdf")


def step(visitor: Any, appeal: Appeal, name: str, status: int = 200) -> Shown:
    return visitor.get(f"/appeals/{appeal.pk}/steps/{name}/", status=status)  # type: ignore[no-any-return]


def test_ani_files_an_appeal_after_a_look_at_what_she_wrote(office: Office, visit: Visitors) -> None:
    evaluation = office.received()
    page = visit.ani.get(f"/evaluations/{evaluation.pk}/appeal/")
    assert "You can appeal: within 14 working days, by 14 April 2026" in page.words
    empty = visit.ani.press(page, "Check what you wrote", status=422, reasons="", files=file())
    assert "This field is required." in empty.words
    check = visit.ani.press(empty, "Check what you wrote", reasons=HOSTILE)
    assert "Nothing is filed yet." in check.words
    assert HOSTILE in check.words
    assert "<script>alert" not in check.html
    assert "bukti.pdf" in check.words
    changed = visit.ani.press(check, "Change it")
    assert HOSTILE in changed.words
    check = visit.ani.press(changed, "Check what you wrote", reasons="Target terlampaui")
    room = visit.ani.press(check, "File the appeal")
    assert "Your appeal is filed." in room.words
    assert "Target terlampaui" in room.words
    assert "bukti.pdf" in room.words
    assert visit.ani.press(check, "File the appeal").address == room.address
    (appeal,) = Appeal.objects.all()
    (evidence,) = Evidence.objects.all()
    (statement,) = Statement.objects.all()
    assert (state(appeal), statement.text, statement.evidence) == (
        "filed",
        "Target terlampaui",
        [str(evidence.pk)],
    )
    again = visit.ani.get(f"/evaluations/{evaluation.pk}/appeal/")
    assert "An appeal against this evaluation is under way." in again.words
    assert "Check what you wrote" not in again.words


def test_who_is_too_late_is_told_the_day_and_the_rule(office: Office, visit: Visitors) -> None:
    evaluation = office.received()
    page = visit.ani.get(f"/evaluations/{evaluation.pk}/appeal/")
    check = visit.ani.press(page, "Check what you wrote", reasons="Target terlampaui")
    office.at("2026-04-15 00:00:01")
    refused = visit.ani.press(check, "File the appeal", status=422)
    assert "It is too late to appeal." in refused.words
    assert "by 14 April 2026" in refused.words
    assert "V.B.2" in refused.words
    assert "Target terlampaui" in refused.words
    late = visit.ani.get(f"/evaluations/{evaluation.pk}/appeal/")
    assert "It is too late to appeal." in late.words
    assert "<textarea" not in late.html
    assert not Appeal.objects.exists()


def test_what_was_written_outlives_the_end_of_the_session(office: Office, visit: Visitors) -> None:
    evaluation = office.received()
    page = visit.ani.get(f"/evaluations/{evaluation.pk}/appeal/")
    visit.ani.client.logout()
    kept = visit.ani.press(page, "Check what you wrote", status=401, reasons=HOSTILE)
    go_on = visit.ani.press(kept, "Masuk", username="ani", password=PASSWORD)
    check = visit.ani.press(go_on, "Send it now")
    assert "Nothing is filed yet." in check.words and HOSTILE in check.words


def test_only_the_employee_files(office: Office, visit: Visitors) -> None:
    evaluation = office.received()
    for name, status in (("budi", 403), ("dewi", 403), ("eko", 404)):
        getattr(visit, name).get(f"/evaluations/{evaluation.pk}/appeal/", status=status)


def test_files_that_are_not_taken_are_told_by_name_and_lose_nothing_that_was_typed(
    office: Office, visit: Visitors, settings: Settings
) -> None:
    settings.EVIDENCE_LIMIT = 1000
    appeal = office.filed()
    page = step(visit.budi, appeal, "explain")
    sent = [file(), file("besar.pdf", samples.PDF + b"0" * 70_000), file("jahat.exe", b"MZ")]
    refused = visit.budi.press(
        page, "Explain the rating", status=422, explanation="Kami jelaskan", files=sent
    )
    assert "besar.pdf: A file may have up to" in refused.words
    assert "jahat.exe: This file is not taken." in refused.words
    assert "Kami jelaskan" in refused.words
    assert state(appeal) == "filed"
    done = visit.budi.press(refused, "Explain the rating")
    assert "Kami jelaskan" in done.words
    assert "bukti.pdf" in done.words
    assert Evidence.objects.count() == 1


def test_the_appeal_room_is_walked_through_by_its_pages_to_the_decision(
    office: Office, visit: Visitors
) -> None:
    appeal = office.explained()
    page = step(visit.citra, appeal, "record_hearing")
    assert "Hasil kerja di atas target" in page.words
    half = visit.citra.press(
        page, "Record the hearing", status=422, owner_date="2026-03-01", owner_minutes="Hadir"
    )
    assert "Give the day and the minutes, or why nobody came: The rater." in half.words
    assert 'id="id_rater_minutes_error"' in half.html
    assert 'id="id_owner_date_error"' in half.html
    assert "A hearing was on a day from 20 March 2026 to 20 March 2026: The employee." in half.words
    visit.citra.press(half, "Record the hearing", owner_date="2026-03-20", rater_absent_because=HOSTILE)
    assert state(appeal) == "heard"
    assert Hearing.objects.get(party="owner").minutes == "Hadir"
    page = visit.ani.get(f"/appeals/{appeal.pk}/")
    assert "The minutes open to you with the decision." in page.words
    assert "Hadir" not in page.words
    page = step(visit.citra, appeal, "confirm")
    assert "Hadir" in page.words
    assert "This field is required." in visit.citra.press(page, "Check your decision", status=422).words
    check = visit.citra.press(page, "Check your decision", reason=HOSTILE)
    assert (
        "Nothing is decided yet." in check.words and HOSTILE in check.words and "<script>a" not in check.html
    )
    page = visit.citra.press(check, "Change it")
    check = visit.citra.press(page, "Check your decision", reason="Penilaian sudah tepat")
    assert state(appeal) == "heard"
    visit.citra.press(check, "Confirm the result")
    assert state(appeal) == "confirmed"
    page = visit.ani.get(f"/appeals/{appeal.pk}/")
    for words in ("Hadir", HOSTILE, "Penilaian sudah tepat", "Citra Contoh"):
        assert words in page.words


def test_the_result_is_changed_with_both_sides_beside_the_form(office: Office, visit: Visitors) -> None:
    appeal = office.heard()
    page = step(visit.citra, appeal, "amend")
    assert "Your decision is due: within" in page.words
    for words in ("Hasil kerja di atas target", "Ekspektasi pimpinan lebih tinggi", "Hearing: The employee"):
        assert words in page.words
    assert visit.citra.queries(page.address) <= 12
    check = visit.citra.press(page, "Check your answers", results_rating="above", behaviour_rating="above")
    room = visit.citra.press(check, "Change the result", reason="Bukti menunjukkan hasil di atas ekspektasi")
    assert "Good (Baik) Very good (Sangat Baik)" in room.words
    assert state(appeal) == "amended"
    assert "Bukti menunjukkan" in visit.ani.get(f"/appeals/{appeal.pk}/").words
    assert visit.ani.queries(f"/appeals/{appeal.pk}/") <= 12


def test_an_appeal_is_dismissed_with_proof_alone(office: Office, visit: Visitors) -> None:
    appeal = office.filed()
    page = step(visit.citra, appeal, "dismiss")
    check = visit.citra.press(page, "Check your decision", ground="late", reason="Lewat waktu")
    refused = visit.citra.press(check, "Dismiss as not admissible", status=422)
    assert "this ground needs proof" in refused.words
    check = visit.citra.press(refused, "Check your decision", ground="late", files=file())
    assert "Ground Filed too late" in check.words and "bukti.pdf" in check.words
    done = visit.citra.press(check, "Dismiss as not admissible")
    assert "Ground: Filed too late" in done.words
    assert state(appeal) == "dismissed"


def test_a_conflict_of_interest_is_declared_and_at_the_top_a_manager_names_who_decides(
    office: Office, visit: Visitors
) -> None:
    appeal = office.filed()
    page = step(visit.citra, appeal, "appoint_decider")
    assert "Do you have a conflict of interest?" in page.words
    assert "The decision passes to Wibawa Contoh" in page.words
    visit.citra.press(page, "Appoint another decider", reason="Kami bersaudara")
    assert last_entry(appeal).capacity == "decider"
    letter = office.letter("eko", "indah", "2026-03-20", "2026-12-31", issuer="wibawa")
    office.letter("budi", "dewi", "2026-03-20", "2026-12-31", issuer="wibawa")
    page = step(visit.dewi, appeal, "appoint_decider")
    assert "Budi Contoh (" not in page.words
    visit.dewi.press(page, "Appoint another decider", status=422, reason="Tidak ada atasan lagi")
    visit.dewi.press(page, "Appoint another decider", reason="Tidak ada atasan lagi", letter=str(letter.pk))
    found = Appeal.objects.get()
    assert (found.named, found.decider_id, found.letter_id) == (True, office.id("eko"), letter.pk)
    assert "(named by letter)" in visit.ani.get(f"/appeals/{appeal.pk}/").words
    assert "Hasil kerja di atas target" in visit.eko.get(f"/appeals/{appeal.pk}/").words


def test_who_decides_after_a_conflict_of_interest_has_pages_as_quick_as_others(
    office: Office, visit: Visitors
) -> None:
    appeal = office.heard()
    page = step(visit.citra, appeal, "appoint_decider")
    step(visit.wibawa, appeal, "amend", status=404)
    visit.citra.press(page, "Appoint another decider", reason="Kami bersaudara")
    for name in ("amend", "confirm", "dismiss"):
        assert visit.wibawa.queries(f"/appeals/{appeal.pk}/steps/{name}/") <= 12, name
    chosen = "?results_rating=above&behaviour_rating=above"
    piece = visit.wibawa.get(f"/evaluations/{appeal.evaluation_id}/outlook/{chosen}")
    assert "The predicate would be: Very good (Sangat Baik)" in piece.words
    found, at = Appeal.objects.get(), clock.moment()
    assert [
        who for who in ("ani", "budi", "citra", "wibawa", "dewi") if decides(office.id(who), found, at)
    ] == ["wibawa"]
    found.state = "confirmed"
    assert not decides(office.id("wibawa"), found, at)
    check = visit.wibawa.press(step(visit.wibawa, appeal, "confirm"), "Check your decision", reason="Tepat")
    done = visit.wibawa.press(check, "Confirm the result")
    assert done.address == "/"  # he sees it no longer
    assert "Done: Confirm the result." in done.words


def test_every_step_of_an_appeal_has_a_page(office: Office, visit: Visitors) -> None:
    appeal = office.filed()
    steps = [each for each in MACHINES["appeal"].steps.values() if each.offered and not each.is_birth]
    for each in steps:
        for visitor in (visit.ani, visit.budi, visit.citra, visit.dewi, visit.indah):
            page = visitor.get(f"/appeals/{appeal.pk}/steps/{each.name}/")
            assert str(each.declaration.label) in page.words
        assert visit.citra.queries(f"/appeals/{appeal.pk}/steps/{each.name}/") <= 12, each.name
        visit.eko.get(f"/appeals/{appeal.pk}/steps/{each.name}/", status=404)
    visit.ani.press(step(visit.ani, appeal, "withdraw"), "Withdraw the appeal")
    assert state(appeal) == "withdrawn"
