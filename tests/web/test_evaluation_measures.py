"""Indicators that take their values from measures, evidence that breaks, and links, on pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from tests.notifications.test_webhook_addresses import PUBLIC, bind
from tests.web.visiting import Visitors
from tests.workflows.evaluation.office import Office
from tests.workflows.monitoring import samples
from tests.workflows.monitoring.measures import a_measure, measured, of_measure
from tests.workflows.planning.desk import day
from workflows.evaluation.models import Form, SelfAssessment
from workflows.monitoring.commands import write_progress
from workflows.monitoring.data import NewEntry
from workflows.monitoring.models import Evidence, EvidenceCheck, ProgressEntry, Why
from workflows.planning.models import Draft


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def office(visit: Visitors) -> Office:
    return Office(visit.agency)


def test_a_measured_value_goes_from_the_plan_to_the_rater(office: Office, visit: Visitors) -> None:
    measure = a_measure(office, "LAPORAN")
    a_measure(office, "TIKET", "DUKCAPIL")
    drafted = office.drafted()
    page = visit.ani.get(f"/plans/{drafted.pk}/edit/results/r2/")
    assert "Ukuran LAPORAN (laporan)" in page.words and "TIKET" not in page.words
    visit.ani.press(page, "Save", **{"r2.i1-measure": "LAPORAN"})
    assert Draft.objects.get().contents["results"][1]["indicators"][0]["measure"] == "LAPORAN"
    plan = office.take(drafted, "submit", "ani")
    shown = visit.budi.get(f"/plans/{plan.pk}/").words
    assert "Its value is taken from the measure LAPORAN." in shown
    office.take(plan, "approve", "budi", data=office.named(plan))

    measured(measure, "13", "2026-03-15", document="Laporan Triwulan I")
    evaluation = office.opened(plan=plan)
    progress = visit.citra.get(f"/plans/{plan.pk}/progress/").words
    assert "13 laporan Ukuran LAPORAN, Jan" not in progress and "Laporan Triwulan I" in progress
    assert "108.33% Higher is better: 13 / 12." in progress and "With evidence" in progress
    assert visit.citra.queries(f"/plans/{plan.pk}/progress/") <= 12

    address = f"/evaluations/{evaluation.pk}/steps/self_assess/"
    form = visit.ani.get(address)
    assert 'value="13"' in form.html and "The value was measured, and is filled in." in form.words
    checked = visit.ani.press(form, "Check your answers", value_0="28", value_1="14")
    assert "These values were measured. Who reports another one says why in its note: 2.1." in checked.words
    again = visit.ani.get(checked.link("Change the answers"))
    assert visit.ani.queries(address) <= 12
    ready = visit.ani.press(again, "Check your answers", note_1="Satu laporan menyusul")
    assert "14 Measured: 13 laporan" in ready.words
    visit.ani.press(ready, "Report the realisation")
    assert SelfAssessment.objects.get().realisations[1]["measured"]["value"] == "13"

    rate = f"/evaluations/{evaluation.pk}/steps/rate/"
    before = visit.budi.get(rate).words
    assert "13 laporan" in before and "14 (116.67%)" in before and visit.budi.queries(rate) <= 12
    measured(measure, "16", "2026-03-20")
    after = visit.budi.get(rate).words
    assert "16 laporan" in after and "14 (116.67%)" in after


def test_a_link_is_added_with_an_entry_and_what_breaks_is_shown_where_it_is_used(
    office: Office, visit: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = of_measure(office, "LAPORAN")
    form = visit.ani.get(f"/plans/{plan.pk}/progress/enter/?indicator=r1.i1")
    bind(monkeypatch, "10.0.0.7")
    said = {"value": "25", "note": "Antrean", "link": "https://nas.example.org/laporan"}
    refused = visit.ani.press(form, "Save the entry", status=422, **said)
    assert "This address leads into a private network" in refused.words
    assert 'value="25"' in refused.html and "nas.example.org/laporan" in refused.html
    bind(monkeypatch, PUBLIC)
    unread = visit.ani.press(refused, "Save the entry", status=422, value="x", link="https://a.example.org/b")
    assert "is not a number" in unread.words and Evidence.objects.get().url == "https://a.example.org/b"
    visit.ani.press(unread, "Save the entry", value="25")
    (link,) = ProgressEntry.objects.get().evidence.all()
    second = visit.ani.get(f"/plans/{plan.pk}/progress/enter/?indicator=r2.i1")
    visit.ani.press(second, "Save the entry", value="1", link="https://a.example.org/b")
    assert Evidence.objects.count() == 1 and ProgressEntry.objects.filter(evidence=link).count() == 2

    page = visit.budi.get(f"/plans/{plan.pk}/progress/")
    assert page.html.count('<a href="https://a.example.org/b" rel="noopener noreferrer nofollow">') == 2
    assert "broken since" not in page.words
    EvidenceCheck.objects.update(broken_since=office.now(), why=Why.GONE)
    for visitor in (visit.ani, visit.budi, visit.citra, visit.dewi):
        shown = visitor.get(f"/plans/{plan.pk}/progress/").words
        assert "broken since 12 January 2026" in shown
        assert "This evidence is not there any more as it was: a.example.org/b. Add it again" in shown
    assert "reaches the target in the first month already" in shown
    visit.ani.get(f"/evidence/{link.pk}/", status=404)


def test_all_evidence_of_a_plan_stands_on_a_page_with_what_it_proves(
    office: Office, visit: Visitors, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    plan = of_measure(office, "LAPORAN")
    address = f"/plans/{plan.pk}/evidence/"
    bind(monkeypatch, PUBLIC)
    page = visit.ani.get(address)
    assert "There is no evidence yet." in page.words
    empty = visit.ani.press(page, "Add the evidence", status=422)
    assert "Choose a file, or write a link." in empty.words
    settings.EVIDENCE_LIMIT = 1000
    files = [large(), SimpleUploadedFile("surat.pdf", samples.PDF)]
    half = visit.ani.press(
        page, "Add the evidence", status=422, added=files, link="ftp://a.org", name="Laporan"
    )
    assert "foto.jpg: A file may have up to" in half.words and "This is not an address" in half.words
    assert 'value="Laporan"' in half.html and "surat.pdf" in half.words
    done = visit.ani.press(half, "Add the evidence", link="https://a.example.org/b")
    assert "The evidence was added." in done.words and "Laporan (link)" in done.words
    link = Evidence.objects.latest("pk")
    entries = [NewEntry(key, day("2026-01-12"), "1", evidence=[link.pk]) for key in ("r1.i1", "r2.i1")]
    write_progress(plan.pk, entries, office.id("ani"))
    EvidenceCheck.objects.filter(evidence=link).update(
        looked_at=office.now(), why=Why.GONE, failures=2, broken_since=office.now(), reached="https://a.org/c"
    )
    for name, told in (("ani", "You"), *((each, "Ani Contoh") for each in ("budi", "dewi", "indah"))):
        shown = getattr(visit, name).get(address).words
        assert f"Laporan (link) broken since 12 January 2026 1.1, 2.1 {told}" in shown
        assert "The page is not there any more. It leads to https://a.org/c." in shown
    assert visit.ani.queries(address) <= 12
    assert "Add the evidence" in visit.budi.get(address).words
    assert "Add the evidence" not in visit.dewi.get(address).words
    visit.dewi.press(page, "Add the evidence", status=403, link="https://a.example.org/b")
    visit.eko.get(address, status=404)
    assert Evidence.objects.count() == 2


def large() -> SimpleUploadedFile:
    return SimpleUploadedFile("foto.jpg", samples.JPEG * 100)


def test_a_photo_that_is_too_large_is_told_beside_its_field_and_nothing_typed_is_lost(
    office: Office, visit: Visitors, settings: Settings
) -> None:
    evaluation = office.opened()
    settings.EVIDENCE_LIMIT = 1000
    form = visit.ani.get(f"/evaluations/{evaluation.pk}/steps/self_assess/")
    files = {
        "files_0": [
            large(),
            SimpleUploadedFile("gambar.svg", samples.SVG),
        ],
        "files_1": SimpleUploadedFile("halaman.jpg", samples.HTML),
    }
    shown = visit.ani.press(
        form, "Save the draft", status=422, value_0="28", note_1="Antrean panjang", **files
    )
    assert shown.words.count("foto.jpg: A file may have up to") == 2  # on top, and beside the field
    assert "gambar.svg: This file is not taken." in shown.words
    assert "halaman.jpg: This file is not taken." in shown.words
    assert 'value="28"' in shown.html and "Antrean panjang" in shown.html
    assert not Evidence.objects.exists() and not Form.objects.exists()
    only = visit.ani.press(form, "Save the draft", status=422, files_1=large(), value_0="28")
    assert only.words.count("foto.jpg: A file may have up to") == 2
