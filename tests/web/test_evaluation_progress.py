"""Progress on pages: entered from a phone with files, several rows at once, corrected, drawn and given out."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from tests.web.visiting import Visitors
from tests.workflows.evaluation.office import Office
from tests.workflows.monitoring import samples
from workflows.monitoring.models import Evidence, ProgressEntry

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def office(visit: Visitors) -> Office:
    return Office(visit.agency)


def file(name: str, content: bytes = samples.PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_ani_enters_work_with_a_photo_and_corrects_it(office: Office, visit: Visitors) -> None:
    plan = office.in_force()
    page = visit.ani.get(f"/plans/{plan.pk}/progress/")
    form = visit.ani.get(page.link("Enter progress for 2.1"))
    saved = visit.ani.press(
        form, "Save the entry", value="3", note=HOSTILE, added=file("foto.jpg", samples.JPEG)
    )
    assert "The entry was saved." in saved.words
    entry = ProgressEntry.objects.get()
    assert (entry.indicator, entry.value, [e.name for e in entry.evidence.all()]) == (
        "r2.i1",
        "3",
        ["foto.jpg"],
    )
    assert HOSTILE in saved.words and HOSTILE not in saved.html
    assert "1 values against the target 12 laporan" in saved.html and "<circle" in saved.html
    correct = visit.ani.get(saved.link("Correct"))
    visit.ani.press(correct, "Save the entry", value="4")
    fresh = visit.budi.get(f"/plans/{plan.pk}/progress/")
    assert "corrected" in fresh.words and fresh.html.count("<circle") == 1
    assert "Enter progress" not in fresh.words
    assert visit.ani.queries(f"/plans/{plan.pk}/progress/") <= 12
    visit.eko.get(f"/plans/{plan.pk}/progress/", status=404)


def test_what_is_refused_is_told_beside_its_field_and_nothing_typed_is_lost(
    office: Office, visit: Visitors, settings: Settings
) -> None:
    plan = office.in_force()
    form = visit.ani.get(f"/plans/{plan.pk}/progress/enter/?indicator=r1.i1")
    settings.EVIDENCE_LIMIT = 1000
    shown = visit.ani.press(
        form,
        "Save the entry",
        status=422,
        date="2027-01-01",
        value="banyak sekali",
        note="Antrean panjang",
        added=[file("../../gambar.exe", samples.PNG), file("besar.pdf", samples.PDF * 100), file("baik.pdf")],
    )
    assert "gambar.exe: This file is not taken." in shown.words
    assert "besar.pdf: A file may have up to" in shown.words
    assert "Antrean panjang" in shown.html and "banyak sekali" in shown.html
    assert ProgressEntry.objects.count() == 0
    again = visit.ani.press(shown, "Save the entry", status=422)
    assert "is not a number" in again.words and "the day must lie between" in again.words
    saved = visit.ani.press(again, "Save the entry", value="25", date="2026-01-12")
    assert "baik.pdf" in saved.words
    assert [each.name for each in Evidence.objects.all()] == ["baik.pdf"]


def test_evidence_is_given_out_as_an_attachment_that_no_browser_runs(office: Office, visit: Visitors) -> None:
    key = office.evidence(office.in_force())
    answer = visit.budi.client.get(f"/evidence/{key}/")
    assert answer["Content-Security-Policy"] == "sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'attachment; filename="bukti.pdf"'
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    answer.close()
    visit.eko.get(f"/evidence/{key}/", status=404)
    visit.ani.get("/evidence/999999/", status=404)


def test_pasted_rows_are_looked_at_before_they_are_entered(office: Office, visit: Visitors) -> None:
    plan = office.in_force()
    address = f"/plans/{plan.pk}/progress/rows/"
    rows = (
        "indikator\ttanggal\tnilai\tcatatan\n1.1\t12/01/2026\t28\tcepat\n\nr2.i1\t2026-01-10\t1\t" + HOSTILE
    )
    looked = visit.ani.press(visit.ani.get(address), "Look at the rows", rows=rows)
    assert "Nothing was written yet." in looked.words and ProgressEntry.objects.count() == 0
    assert HOSTILE not in looked.html
    done = visit.ani.press(looked, "Enter all rows (2)")
    assert "Entries saved: 2." in done.words
    assert sorted(ProgressEntry.objects.values_list("indicator", "value")) == [
        ("r1.i1", "28"),
        ("r2.i1", "1"),
    ]


def test_what_is_wrong_with_rows_is_told_by_row_and_nothing_is_entered(
    office: Office, visit: Visitors
) -> None:
    plan = office.in_force()
    page = visit.ani.get(f"/plans/{plan.pk}/progress/rows/")
    wrong = "1.1\t32/01/2026\t28\n\n1.1\tkemarin\t28"
    shown = visit.ani.press(page, "Look at the rows", status=422, rows=wrong)
    assert "Row 1, date: There is no such day." in shown.words
    assert "Row 3, date: This is not a day such as 31/01/2026." in shown.words
    assert "In this order: indicator, date, value, note." in shown.words
    ruled = "9.9\t12/01/2026\t28\n1.1\tkapan\t28\n1.1\t12/01/2030\tbanyak"
    shown = visit.ani.press(page, "Look at the rows", status=422, rows=ruled)
    assert "Entry 1: the plan in force has no such indicator." in shown.words
    assert "Entry 3: the day must lie between" in shown.words and "Entry 3: “banyak”" in shown.words
    assert "Row 2, date: This is not a day" in shown.words
    assert "kemarin" not in shown.html and "banyak" in shown.html
    assert ProgressEntry.objects.count() == 0


def test_a_sheet_takes_the_place_of_pasted_rows(office: Office, visit: Visitors) -> None:
    plan = office.in_force()
    page = visit.ani.get(f"/plans/{plan.pk}/progress/rows/")
    made = visit.ani.client.get(page.link("A sheet to fill in"))
    sheet = b"".join(made.streaming_content)  # type: ignore[attr-defined]
    filled = sheet.replace(b"12/01/2026,,", b"12/01/2026,12,", 1)
    shown = visit.ani.press(page, "Look at the rows", status=422, sheet=file("kemajuan.csv", filled))
    assert "Entry 3: a value or a note is needed." in shown.words
    looked = visit.ani.press(
        page, "Look at the rows", sheet=file("kemajuan.csv", filled.replace(b",,", b",9,"))
    )
    visit.ani.press(looked, "Enter all rows (2)")
    assert ProgressEntry.objects.count() == 2
    none = visit.ani.press(page, "Look at the rows", status=422, sheet=file("x.csv", b"%PDF-1.7"))
    assert "This is neither a CSV file nor an XLSX workbook." in none.words


@pytest.mark.parametrize("name", ["budi", "dewi", "indah"])
def test_nobody_enters_progress_of_another(office: Office, visit: Visitors, name: str) -> None:
    plan = office.in_force()
    form = visit.ani.get(f"/plans/{plan.pk}/progress/enter/?indicator=r1.i1")
    rows = visit.ani.get(f"/plans/{plan.pk}/progress/rows/")
    visitor = getattr(visit, name)
    assert "Only the owner of a plan enters progress" in visitor.get(form.address).words
    visitor.press(form, "Save the entry", status=403, value="3", added=file("a.pdf"))
    visitor.press(rows, "Look at the rows", status=403, rows="1.1\t12/01/2026\t28")
    assert ProgressEntry.objects.count() == Evidence.objects.count() == 0


def test_a_form_is_printed_for_who_may_see_the_plan(office: Office, visit: Visitors) -> None:
    plan = office.in_force()
    answer = visit.ani.client.get(f"/plans/{plan.pk}/forms/A.1.7.pdf")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    visit.ani.get(f"/plans/{plan.pk}/forms/A.1.1.pdf", status=404)
    visit.eko.get(f"/plans/{plan.pk}/forms/A.1.7.pdf", status=404)
