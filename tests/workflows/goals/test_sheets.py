"""Goals and key indicators that come in a sheet."""

from __future__ import annotations

import csv
import io

import pytest
from django.utils.translation import override

from directory.queries import granted
from directory.rows import DirectoryError
from sheets.writing import as_csv, as_xlsx
from tests.workflows.goals.sheets import real_table, regions, sheet
from tests.workflows.planning.desk import Desk, day
from workflows.goals import commands, queries
from workflows.goals.data import GoalInput, MeasureInput
from workflows.goals.importing import Looked, preview_sheet, take_sheet
from workflows.goals.models import Goal, IndicatorRow, KeyIndicator, Measurement
from workflows.goals.sheets import HEADER, rows_of

TODAY = day("2026-01-12")


def test_the_real_table_goes_in_and_comes_out_unchanged(desk: Desk) -> None:
    table, dewi = real_table(), desk.actor("dewi")
    regions(table, "dewi")
    looked = preview_sheet(io.BytesIO(table), TODAY, actor=dewi)
    assert (looked.rows, len(looked.changes), KeyIndicator.objects.count()) == (2364, 2364, 0)
    with pytest.raises(DirectoryError) as refused:
        take_sheet(io.BytesIO(table), TODAY, actor=dewi, confirmed=False)
    assert len(refused.value.problems) == 1 + len(looked.warnings) == 71
    take_sheet(io.BytesIO(table), TODAY, actor=dewi, confirmed=True)
    assert (IndicatorRow.objects.count(), Measurement.objects.count()) == (2364, 37)

    real = list(csv.DictReader(io.StringIO(table.decode())))
    names = list(real[0])
    units = granted(desk.id("dewi"), ["manager"], TODAY)
    out = list(rows_of(units, TODAY))
    came = sorted([dict(zip(HEADER, row, strict=True))[name] for name in names] for row in out)
    # Where the table names no region, that of the unit comes out.
    assert came == sorted([row[name] or ("-" if name == "region" else "") for name in names] for row in real)

    for again in (table, b"".join(as_csv(HEADER, out)), as_xlsx("IKU", HEADER, out)):
        assert take_sheet(io.BytesIO(again), TODAY, actor=dewi, confirmed=True).changes == []
    goals = {(row["region"], row["unit"], row["strategic_goal"]) for row in real if row["strategic_goal"]}
    assert (IndicatorRow.objects.count(), Goal.objects.count()) == (2364, len(goals))


def test_a_sheet_again_describes_the_same_indicators_anew(desk: Desk) -> None:
    dewi = desk.actor("dewi")
    rows = [
        {
            "strategic_goal": "Pelayanan publik",
            "realised": "82,75",
            "target_year": "2025",
            "responsible": "POST-BUDI",
        },
        {"strategic_goal": "Pelayanan publik", "unit": "Unit KEC", "target": "83"},
        {
            "strategic_goal": "Pelayanan publik",
            "indicator": "Waktu tanggap",
            "satuan": "hari",
            "target": "≤ 3",
        },
        {"unit": "KAB", "indicator": "Cakupan layanan", "satuan": "%", "target": "95", "code": "IKU-7"},
    ]

    def take(*rows: dict[str, str], confirmed: bool = True, **how: str) -> Looked:
        return take_sheet(sheet(*rows, **how), TODAY, actor=dewi, confirmed=confirmed)

    assert [(each.row, each.kind, each.subject) for each in take(*rows).changes] == [
        (2, "new", "KEC.1 2025"),
        (3, "new", "KEC.1 2026"),
        (4, "new", "KEC.2 2026"),
        (5, "new", "IKU-7 2026"),
    ]
    units = queries.units_of(desk.id("eko"), TODAY)
    found = {(row.indicator.code, row.year): row for row in queries.indicators(units, TODAY)}
    assert {code: (row.kind, row.better) for (code, _year), row in found.items()} == {
        "KEC.1": ("index", "higher"),
        "KEC.2": ("duration", "lower"),
        "IKU-7": ("percentage", "higher"),
    }
    old = found["KEC.1", 2025]
    assert (old.responsible_id, old.goal and old.goal.code) == (desk.post("budi"), "KEC.S1")
    assert (old.measure and old.measure.code, found["KEC.1", 2026].measure) == ("KEC.1", None)
    value = queries.measured(["KEC.1"], TODAY)["KEC.1"]
    assert (value.written, value.last_day, value.quality) == ("82,75", day("2025-12-31"), "reported")

    assert take(*rows, confirmed=False).changes == []  # nothing is guessed any more
    rows[0]["realised"], rows[1]["target"] = "82.5", "84"
    del rows[0]["responsible"]
    assert {(each.subject, *each.fields) for each in take(*rows).changes} == {
        ("KEC.1 2025", "realised"),
        ("KEC.1 2026", "target"),
    }
    assert queries.measured(["KEC.1"], TODAY)["KEC.1"].corrects_id == value.pk
    old = queries.indicators(units, TODAY).get(year=2025)
    assert old.responsible_id == desk.post("budi")  # a column that is not there changes nothing


def told(desk: Desk, *rows: dict[str, str], who: str = "dewi") -> list[tuple[int, str]]:
    """Where a sheet is refused."""
    with pytest.raises(DirectoryError) as error:
        preview_sheet(sheet(*rows), TODAY, actor=desk.actor(who))
    assert all(str(each) for each in error.value.problems)
    assert IndicatorRow.objects.count() == 0
    return [(each.row, each.column) for each in error.value.problems]


def test_each_slip_of_a_sheet_is_told_by_its_cell(desk: Desk) -> None:
    assert told(desk, {"unit": "DINKES"}, {}, {"unit": "KAB", "region": "Kabupaten Lain"}) == [
        (2, "unit"),
        (4, "unit"),
    ]
    assert told(desk, {}, {}, who="budi") == [(2, "unit")], "what is unknown is told of once"
    assert told(desk, {"responsible": "POST-X"}) == [(2, "responsible")]
    assert told(desk, {"target_year": "dua ribu"}, {"target_year": "1945"}) == [(2, "target_year")]
    assert told(desk, {"target_year": "1945"}) == [(2, "target_year")]
    assert told(desk, {"kind": "warna", "better": "naik"}) == [(2, "better"), (2, "kind")]
    assert told(desk, {"code": "A"}, {"code": "A"}) == [(3, "code")]
    assert told(
        desk, {"goal_code": "S", "strategic_goal": "a"}, {"goal_code": "S", "strategic_goal": "b"}
    ) == [(3, "strategic_goal")]
    assert told(desk, {"realised": "baik"}, {"realised": "3", "target_year": ""}) == [
        (2, "realised"),
        (3, "target_year"),
    ]
    assert told(desk, {"realised": "3.519", "target_year": "2025", "target": "3,5 atau 3.500"}) == [
        (2, "realised")
    ]
    assert told(desk, {"realised": "80", "target_year": "2027"}) == [(2, "target_year")]
    assert told(desk, {"indicator": " "}) == [(2, "indicator")]
    assert told(desk, {"measure": "X"}) == [(2, "measure")]
    assert told(desk, {"target": "8" * 201}) == [(2, "target")]
    assert told(desk, {"goal_code": " "}, {"target_year": ""}) == [(2, "target_year"), (3, "target_year")]


def test_what_is_odd_is_taken_once_somebody_says_so(desk: Desk) -> None:
    rows = [
        {"satuan": "%", "better": "higher", "indicator": f"Cakupan {number}", "target": target}
        for number, target in enumerate(["95,5", "95.5", "117", "10000%", "3.519", "80-90", "0,65"])
    ]
    looked = preview_sheet(sheet(*rows, {**rows[0], "target": "96"}), TODAY, actor=desk.actor("dewi"))
    with override("en"):
        messages = [each.message for each in looked.warnings]
    assert messages == [
        "Decimals are mixed: row 2 has “95,5” and this row “95.5”. Each is taken as it stands; better write all of"
        " them with a comma, here “95,5”.",
        "“117” is more than 100 percent. Is it meant so?",
        "“10000%” is more than a thousand percent. Did you mean “100”?",
        "“3.519” can mean 3519 or 3,5190. It is kept as it stands, and nothing is worked out of it.",
        "“0,65” is less than one percent. Did you mean “65”? A cell that a spreadsheet shows as a percentage holds a"
        " hundredth of it.",
        "Row 2 describes an indicator of the same words in the same year. It is taken for another one; give both a"
        " code to tell them apart.",
    ]
    assert [each.row for each in looked.warnings] == [3, 4, 5, 6, 8, 9]
    take_sheet(sheet(*rows), TODAY, actor=desk.actor("dewi"), confirmed=True)
    assert [row.target for row in IndicatorRow.objects.order_by("pk")] == [row["target"] for row in rows]


def test_a_goal_of_a_unit_above_is_named_and_stays_as_it_is(desk: Desk) -> None:
    dewi, kab, kec = desk.actor("dewi"), desk.agency.units["KAB"].pk, desk.agency.units["KEC"].pk
    commands.set_goal(kab, "S1", GoalInput("Pelayanan publik"), TODAY, actor=dewi)
    commands.set_measure(kab, "SKM", MeasureInput("SKM", "index", "", "higher", "survey"), TODAY, actor=dewi)
    row = {"goal_code": "S1", "strategic_goal": "Pelayanan publik", "better": "higher", "measure": "SKM"}
    take_sheet(sheet(row), TODAY, actor=dewi, confirmed=False)
    indicator = IndicatorRow.objects.get()
    assert (indicator.goal and indicator.goal.unit_id, Goal.objects.count()) == (kab, 1)
    with pytest.raises(DirectoryError) as error:
        take_sheet(
            sheet({**row, "realised": "80", "target_year": "2025"}), TODAY, actor=dewi, confirmed=False
        )
    assert [(each.column, each.rule) for each in error.value.problems] == [
        ("realised", "ours:measured_source")
    ]
    [exported] = rows_of([kec], TODAY)
    assert dict(zip(HEADER, exported, strict=True))["goal_code"] == "S1"
