"""Goals, key indicators and measures on pages."""

from __future__ import annotations

import gzip
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.visiting import Visitors
from tests.workflows.planning.desk import Desk, day
from workflows.goals import commands, queries
from workflows.goals.data import GoalInput, IndicatorInput, MeasureInput, MeasurementInput
from workflows.goals.models import IndicatorRow, KeyIndicator, Measure, Measurement, RegisterItem

TODAY = day("2026-01-12")
HOSTILE = "<b>Pelayanan</b>"
SHEET = "unit,strategic_goal,indicator,satuan,target_year,target,realised\n"


@pytest.fixture
def desk(visit: Visitors) -> Desk:
    return Desk(visit.agency)


def test_a_manager_describes_goals_indicators_and_measures_that_all_read(desk: Desk, visit: Visitors) -> None:
    kec, dewi = desk.agency.units["KEC"].pk, visit.dewi
    assert "Goals and key indicators" in dewi.get("/manage/").words
    page = dewi.get(f"/goals/?unit={kec}")
    assert "There is none." in page.words
    form = dewi.get(page.link("Add a goal"))
    wrong = dewi.press(form, "Save", 422, code="S1", text=" ")
    assert "This field is required." in wrong.words
    done = dewi.press(form, "Save", code="S1", text=HOSTILE)
    assert HOSTILE in done.words and HOSTILE not in done.html
    again = dewi.press(form, "Save", 422, code="S1", text="Sasaran lain")
    assert "The code “S1” is taken." in again.words
    assert "Sasaran lain" not in dewi.get(f"/goals/?unit={kec}").words, (
        "nothing is described anew by accident"
    )

    measure = dewi.get(f"/measures/units/{kec}/new/")
    shown = dewi.press(
        measure, "Save", code="SKM", name="Indeks kepuasan", kind="index", better="higher", source="entered"
    )
    assert "Nothing was entered yet." in shown.words
    form = dewi.get(f"/indicators/units/{kec}/new/")
    fields = {"code": "IKU-1", "text": "IKM", "goal": "S1", "kind": "index", "target": "80", "measure": "SKM"}
    wrong = dewi.press(form, "Save", 422, **fields, better="higher", quarter_1="20", year="1900")
    assert "Give a target for each of the four quarters, or for none." in wrong.words
    assert "A year lies between 2000 and 2100." in wrong.words
    words = {"search": "responsible", "responsible_words": "Kepala Seksi"}
    searched = dewi.press(form, "Save", **fields, better="lower", **words)
    assert not IndicatorRow.objects.exists()
    shown = dewi.press(searched, "Save", better="higher", responsible=str(desk.post("budi")))
    assert "Kepala Seksi Pelayanan" in shown.words
    indicator = IndicatorRow.objects.get()
    assert (indicator.target, indicator.year, indicator.responsible_id) == ("80", 2026, desk.post("budi"))

    first = visit.ani.get("/goals/")
    assert "Unit KEC, 2026" in first.words and "IKM" in first.words, "of her own section nothing is described"

    visit.agency.at("2026-02-02 09:00")
    again = dewi.get(shown.link("Describe it anew"))
    shown = dewi.press(again, "Save", target="82")
    assert "As it was described before: 1" in shown.words
    assert IndicatorRow.objects.get(valid_to=None).goal == indicator.goal
    again = dewi.get(f"/goals/{indicator.goal_id}/")
    assert "Pelayanan publik" in dewi.press(again, "Save", text="Pelayanan publik").words
    again = dewi.get(f"/measures/{Measure.objects.get().pk}/describe/")
    assert "Survei" in dewi.press(again, "Save", name="Survei").words
    own = f"/indicators/{indicator.indicator_id}/"
    for name in ("ani", "eko", "indah", "citra"):
        assert "82" in getattr(visit, name).get(own).words
        getattr(visit, name).get(f"{own}describe/", status=404)
        getattr(visit, name).get(f"/goals/units/{kec}/new/", status=404)
    visit.ani.get("/indicators/999/", status=404)
    ledger = visit.indah.get(f"/inspect/?unit={kec}")
    assert "Set a key indicator" in ledger.words and "IKM" in ledger.words
    visit.agency.at("2027-02-01 09:00")
    for address in ("/goals/", f"/goals/?unit={kec}"):
        newest = visit.ani.get(address)
        assert "Unit KEC, 2026" in newest.words, "nothing is described of the new year yet"
        assert '<option value="2026" selected>' in newest.html


def test_values_are_entered_corrected_and_drawn(desk: Desk, visit: Visitors) -> None:
    kec, dewi = desk.agency.units["KEC"].pk, desk.actor("dewi")
    of = MeasureInput("Indeks kepuasan", "index", "", "higher", "entered")
    measure = commands.set_measure(kec, "SKM", of, TODAY, actor=dewi)
    said = IndicatorInput(2026, "IKM", "index", "higher", target="80", measure="SKM")
    indicator = commands.set_indicator(kec, "IKU-1", said, TODAY, actor=dewi)
    address = f"/measures/{measure.pk}/"
    form = visit.citra.get(visit.citra.get(address).link("Enter a value"))
    unclear = visit.citra.press(form, "Save", 422, value="3.942", quality="reported")
    assert "can mean 3942 or 3,9420" in unclear.words
    ahead = visit.citra.press(form, "Save", 422, value="79,5", quality="evidenced", last_day="2026-01-13")
    assert "today at most" in ahead.words
    assert "Name the document" in ahead.words
    visit.citra.press(form, "Save", value="79,5", quality="reported", last_day="2026-01-11")
    shown = visit.citra.press(form, "Save", value="84", quality="reported")
    assert "79.5 Reported" in shown.words and "84 Reported" in shown.words
    right = visit.citra.get(shown.link("Correct 12 January 2026"))
    shown = visit.citra.press(right, "Save", value="88", note="Salah ketik")
    assert (Measurement.objects.count(), "84" in shown.words) == (3, False)
    audit = visit.indah.get(visit.indah.get(address).link("Enter a value"))
    shown = visit.indah.press(audit, "Save", value="87", document="LHP 1/2026")
    assert queries.measured(["SKM"], TODAY)["SKM"].quality == "audited"
    page = visit.eko.get(f"/indicators/{indicator.pk}/")
    assert "108.8 %" in page.words and "<polyline" in page.html
    assert "Enter a value" not in visit.eko.get(address).words
    visit.eko.get(f"{address}values/new/", status=404)
    assert "Indeks kepuasan" in visit.eko.get("/measures/").words


def test_a_register_is_kept_on_pages(desk: Desk, visit: Visitors) -> None:
    kec = desk.agency.units["KEC"].pk
    of = MeasureInput("Inovasi", "number", "inovasi", "higher", "register")
    measure = commands.set_measure(kec, "INOVASI", of, TODAY, actor=desk.actor("dewi"))
    address = f"/measures/{measure.pk}/"
    form = visit.citra.get(visit.citra.get(address).link("Enter in the register"))
    assert "up to today" in visit.citra.press(form, "Save", 422, title="Antrean", day="2026-02-01").words
    shown = visit.citra.press(form, "Save", title="Antrean daring")
    gone = visit.citra.get(shown.link("Take it out: Antrean daring"))
    shown = visit.citra.press(gone, "Take it out", note="Tercatat dua kali")
    assert "Antrean daring" not in shown.words
    assert RegisterItem.objects.count() == 2
    for name in ("eko", "indah"):
        getattr(visit, name).get(f"/registers/{measure.pk}/new/", status=404)
    visit.citra.get(f"{address}values/new/", status=404)
    visit.citra.get(gone.address, status=404)


def test_a_sheet_is_looked_at_confirmed_and_had_back(desk: Desk, visit: Visitors) -> None:
    visit.eko.get("/goals/sheet/", status=404)
    form = visit.dewi.get(
        visit.dewi.get(f"/goals/?unit={desk.agency.units['KEC'].pk}").link(
            "Send goals and key indicators as a sheet"
        )
    )

    def file(*rows: str) -> SimpleUploadedFile:
        return SimpleUploadedFile("iku.csv", (SHEET + "".join(rows)).encode())

    wrong = visit.dewi.press(form, "Look at what it does", 422, file=file("DINKES,,Cakupan,%,dua,95,\n"))
    assert "Row 2, target_year: This is not a whole number." in wrong.words
    row = f"KEC,{HOSTILE},Cakupan,%,2025,95,117\n"
    look = visit.dewi.press(form, "Look at what it does", file=file(row))
    assert "“117” is more than 100 percent. Is it meant so?" in look.words
    assert not KeyIndicator.objects.exists()
    asked = visit.dewi.press(look, "Take the sheet", 422)
    assert "Look at what is odd, and say that it is meant so." in asked.words
    assert "Rows that were taken: 1." in visit.dewi.press(asked, "Take the sheet", confirmed="on").words
    same = visit.dewi.press(form, "Look at what it does", file=file(row))
    assert "Nothing of it is news." in same.words
    sent = b"".join(visit.ani.client.get("/goals/iku.csv"))
    assert b"KEC.1" in sent and HOSTILE.encode() in sent
    book = visit.ani.client.get(f"/goals/iku.xlsx?unit={desk.agency.units['KEC'].pk}")
    assert book.content.startswith(b"PK")


def test_a_long_catalogue_is_light_and_asks_no_more_than_a_short_one(desk: Desk, visit: Visitors) -> None:
    kec, dewi = desk.agency.units["KEC"].pk, desk.actor("dewi")
    counts = []
    visit.ani.get("/goals/")
    for numbers in (range(1), range(1, 40)):
        commands.set_goals([(kec, f"S{each}", GoalInput("Pelayanan")) for each in numbers], TODAY, actor=dewi)
        of = MeasureInput("Cakupan", "percentage", "%", "higher", "entered")
        commands.set_measures([(kec, f"M{each}", of) for each in numbers], TODAY, actor=dewi)
        said = IndicatorInput(2026, "Cakupan layanan di kecamatan", "percentage", "higher", target="95")
        lines = [(kec, f"I{each}", replace(said, goal=f"S{each}", measure=f"M{each}")) for each in numbers]
        commands.set_indicators(lines, TODAY, actor=dewi)
        value = MeasurementInput("M0", day("2025-01-01"), day("2025-12-31"), Decimal(90))
        commands.measure([replace(value, measure=f"M{each}") for each in numbers], actor=dewi)
        counts.append([visit.ani.queries(f"{each}?unit={kec}") for each in ("/goals/", "/measures/")])
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 12
    page = visit.ani.get(f"/goals/?unit={kec}")
    assert len(gzip.compress(page.html.encode())) < 15 * 1024
