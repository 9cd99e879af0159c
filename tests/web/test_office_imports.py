"""Imports on pages: sent, looked at, mended, applied; and what is refused before anything is kept."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from directory.models import Unit, UnitRow
from sheets.reading import MOST_BYTES
from tests.web.visiting import Shown, Visitors
from workflows.jobs.commands import run_waiting
from workflows.staffing.models import Import

UNITS = "code,name,parent_code,timezone,work_week\n"
PKM = UNITS + "PKM,Puskesmas,KEC,Asia/Jakarta,6\n"
HOSTILE = UNITS + "PKM,<script>alert(1)</script>,KEC,Asia/Jakarta,6\nX,Tanpa induk,NONE,Asia/Jakarta,6\n"


def send(visit: Visitors, status: int = 200, **sheets: str) -> Shown:
    page = visit.dewi.get("/manage/imports/new/")
    files = {kind: SimpleUploadedFile(f"{kind}.csv", text.encode()) for kind, text in sheets.items()}
    return visit.dewi.press(page, "Look at what would change", status=status, **files)


def test_sheets_are_sent_looked_at_and_applied(visit: Visitors) -> None:
    waiting = send(visit, units=PKM)
    assert "Queued" in waiting.words
    assert 'http-equiv="refresh"' in waiting.html
    assert waiting.link("Look again") == waiting.address
    run_waiting()
    seen = visit.dewi.get(waiting.address)
    assert "New: PKM" in seen.words
    assert not Unit.objects.filter(code="PKM").exists()
    ask = visit.dewi.get(seen.link("Apply"))
    assert "Being applied" in visit.dewi.press(ask, "Apply").words
    run_waiting()
    assert "Applied" in visit.dewi.get(waiting.address).words
    assert UnitRow.objects.get(unit__code="PKM").name == "Puskesmas"
    assert "units.csv" in visit.dewi.get("/manage/imports/").words
    assert visit.dewi.queries(waiting.address) <= 12


def test_what_runs_tells_how_far_it_is_and_ends_in_the_whole_page(visit: Visitors) -> None:
    waiting = send(visit, units=PKM)
    part = visit.dewi.client.get(waiting.address, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "HX-Refresh" not in part.headers
    run_waiting()
    part = visit.dewi.client.get(waiting.address, headers={"HX-Request": "true"})
    assert part.headers["HX-Refresh"] == "true"


def test_wrong_rows_are_told_by_place_and_left_out_only_when_the_manager_says_so(visit: Visitors) -> None:
    page = send(visit, units=HOSTILE)
    run_waiting()
    seen = visit.dewi.get(page.address)
    assert "Things that are wrong: 2." in seen.words
    assert "Units 3 parent_code" in seen.words
    told = visit.dewi.rows(seen)
    assert len(told) == 2
    assert (told[-1]["Sheet"], told[-1]["Row"], told[-1]["Column"]) == ("Units", "3", "parent_code")
    assert "to mend: 2" in visit.dewi.get("/manage/imports/").words
    assert visit.dewi.get("/manage/").link("See what is wrong") == page.address
    changes = visit.dewi.get(f"{page.address}?show=changes")
    assert "&lt;script&gt;alert(1)" in changes.html
    assert "<script>alert" not in changes.html
    ask = visit.dewi.get(seen.link("Apply"))
    assert "Which rows: This field is required." in visit.dewi.press(ask, "Apply", status=422).words
    refused = visit.dewi.press(ask, "Apply", status=422, rows="all")
    assert "apply the valid rows alone" in refused.words
    visit.dewi.press(ask, "Apply", rows="valid")
    run_waiting()
    assert set(Unit.objects.filter(code__in=["PKM", "X"]).values_list("code", flat=True)) == {"PKM"}


def test_a_preview_that_is_no_longer_true_is_not_applied(visit: Visitors) -> None:
    page = send(visit, units=PKM)
    run_waiting()
    ask = visit.dewi.get(f"{page.address}apply/")
    shown = visit.dewi.press(ask, "Apply", preview="another", rows="all")
    assert "The directory has changed since this preview was made." in shown.words
    assert run_waiting() == 0
    assert not Unit.objects.filter(code="PKM").exists()


def test_what_is_no_import_is_refused_in_words(visit: Visitors) -> None:
    assert "Send at least one sheet." in send(visit, status=422).words
    assert (
        "Only a sheet of people can be complete."
        in visit.dewi.press(
            visit.dewi.get("/manage/imports/new/"),
            "Look at what would change",
            status=422,
            complete="on",
            units=SimpleUploadedFile("u.csv", PKM.encode()),
        ).words
    )
    assert "The file of units is empty." in send(visit, status=422, units="").words
    too_much = send(visit, status=422, units="x" * (MOST_BYTES + 1))
    assert "may have up to 32 MiB together" in too_much.words
    assert not Import.objects.exists()
    cut = send(visit, units=PKM.replace(",", ";"))
    run_waiting()
    idle = visit.dewi.get(cut.address)
    assert "Nothing to apply" in idle.words and "The columns are separated by" in idle.words
    assert "Apply" not in [said for _address, said in idle.links]


def test_nobody_sees_the_import_of_another(visit: Visitors) -> None:
    page = send(visit, units=PKM)
    for name in ("eko", "indah", "budi"):
        for address in (page.address, f"{page.address}apply/", "/manage/imports/", "/manage/imports/new/"):
            getattr(visit, name).get(address, status=404)
