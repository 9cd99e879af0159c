"""Templates of posts, as contents and as sheets; beginning a draft with one."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sheets.writing import as_xlsx
from tests.api.asking import Asking, code
from workflows.jobs.commands import run_waiting
from workflows.planning.rows import Template

COLUMNS = "post_code,approach,result,kind,serves,indicator,aspect,target,unit,direction,narrative"
ROWS = [
    "POST-ANI,,Terlayaninya pemohon,main,indicator:IKU-1,Lama layanan,time quality,20-30,menit,range,",
    "POST-ANI,,,,,Kepuasan,quality,88.5,nilai,higher,",
    "POST-ANI,,Tersusunnya laporan,additional,assigned_by:Camat,Laporan,quantity,12,laporan,higher,",
    "POST-EKO,kualitatif,Terjaganya basis data,main,cell:A-1,Andal,quality,,,,Tanpa gangguan",
]
ENGLISH = {"Accept-Language": "en"}


def address(ask: Asking, name: str = "ani") -> str:
    return f"templates/{ask.agency.posts[name].pk}/"


def upload(who: Any, *rows: str, content: bytes | None = None) -> Any:
    sheet = "\n".join([COLUMNS, *rows]).encode() if content is None else content
    file = SimpleUploadedFile("templat.csv", sheet)
    return who.http.post("/api/v1/templates/sheet/", {"file": file}, format="multipart", headers=ENGLISH)


def test_a_manager_sets_reads_and_ends_the_template_of_a_post(ask: Asking) -> None:
    contents = ask.agency.complete_contents()
    put = ask.dewi.put(address(ask), contents)
    assert (put.status_code, put.json()) == (200, contents)
    assert ask.indah.read(address(ask)) == contents
    (row,) = ask.dewi.read("templates/")["results"]
    assert (row["post"]["title"], row["unit"]["name"]) == ("Pengelola Layanan Operasional", "Unit KEC-PEL")
    assert (row["since"], row["approach"]) == ("2026-01-12", "kuantitatif")
    assert (row["results"], row["indicators"]) == (2, 2)
    assert ask.dewi.delete(address(ask)).status_code == 204
    assert code(ask.dewi.get(address(ask))) == (404, "not_found")
    assert code(ask.dewi.delete(address(ask))) == (404, "not_found")


def test_a_template_is_looked_at_as_a_draft_is(ask: Asking) -> None:
    wrong = ask.agency.complete_contents()
    wrong["results"][0]["kind"] = "important"
    template, plan = ask.dewi.put(address(ask), wrong), ask.ani.put(f"{ask.drafted()}contents/", wrong, 1)
    assert code(template) == (400, "invalid")
    assert template.json() == plan.json()
    twice = ask.agency.complete_contents()
    twice["results"][1]["id"] = "r1"
    answer = ask.dewi.put(address(ask), twice)
    assert set(answer.json()["errors"]) == {"results.0.id", "results.1.id"}
    assert not Template.objects.exists()


def test_the_holder_reads_the_template_of_the_post_and_nobody_else_without_a_capacity(ask: Asking) -> None:
    ask.dewi.put(address(ask), ask.agency.complete_contents())
    assert ask.ani.get(address(ask)).status_code == 200
    assert code(ask.ani.put(address(ask), ask.agency.complete_contents())) == (403, "not_your_turn")
    assert code(ask.indah.delete(address(ask))) == (403, "not_your_turn")
    for stranger in (ask.eko, ask.budi):
        assert code(stranger.get(address(ask))) == (404, "not_found")
        assert code(stranger.delete(address(ask))) == (404, "not_found")
        assert stranger.read("templates/")["results"] == []


def test_templates_are_found_by_post_and_by_unit(ask: Asking) -> None:
    for name in ("ani", "citra", "eko"):
        ask.dewi.put(address(ask, name), ask.agency.complete_contents())
    posts, units = ask.agency.posts, ask.agency.units

    def found(query: str) -> set[str]:
        return {row["post"]["id"] for row in ask.dewi.read(f"templates/?{query}")["results"]}

    assert found(f"post={posts['eko'].pk}") == {str(posts["eko"].pk)}
    assert found(f"unit={units['KEC'].pk}") == {str(posts["ani"].pk), str(posts["citra"].pk)}
    assert len(found("")) == 3


def test_many_templates_are_listed_with_as_many_queries_as_one(ask: Asking) -> None:
    counts = []
    for names in (["ani"], ["budi", "citra", "dewi", "eko", "indah"]):
        for name in names:
            ask.dewi.put(address(ask, name), ask.agency.complete_contents())
        with CaptureQueriesContext(connection) as queries:
            ask.dewi.read("templates/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


# As a sheet


def test_a_sheet_sets_templates_of_several_posts(ask: Asking) -> None:
    answer = upload(ask.dewi, *ROWS)
    assert (answer.status_code, answer.json()) == (200, {"posts": 2, "changed": 2})
    first, second = ask.dewi.read(address(ask))["results"]
    assert (first["text"], first["kind"], first["serves"]) == (
        "Terlayaninya pemohon",
        "main",
        {"indicator": "IKU-1"},
    )
    quick, liked = first["indicators"]
    assert (quick["aspects"], quick["target_low"], quick["target_high"]) == (["time", "quality"], "20", "30")
    assert (liked["text"], liked["target"], liked["unit"]) == ("Kepuasan", "88.5", "nilai")
    assert (second["kind"], second["serves"]) == ("additional", {"assigned_by": "Camat"})
    eko = ask.dewi.read(address(ask, "eko"))
    assert (eko["approach"], eko["results"][0]["indicators"][0]["narrative"]) == (
        "kualitatif",
        "Tanpa gangguan",
    )
    assert upload(ask.dewi, *ROWS).json() == {"posts": 2, "changed": 0}


def test_a_workbook_is_read_as_well_and_its_numbers_as_people_see_them(ask: Asking) -> None:
    rows: list[list[Any]] = [row.split(",") for row in ROWS]
    rows[1][7] = 88.5
    rows[2][7] = 12
    answer = upload(ask.dewi, content=as_xlsx("Templat", COLUMNS.split(","), rows))
    assert answer.json() == {"posts": 2, "changed": 2}
    first, second = ask.dewi.read(address(ask))["results"]
    assert first["indicators"][1]["target"] == "88.5"
    assert second["indicators"][0]["target"] == "12"


def test_behaviours_and_annexes_stay_as_they_were(ask: Asking) -> None:
    before = ask.agency.complete_contents()
    ask.dewi.put(address(ask), before)
    upload(ask.dewi, *ROWS)
    after = ask.dewi.read(address(ask))
    assert (after["behaviours"], after["annexes"]) == (before["behaviours"], before["annexes"])
    assert after["results"] != before["results"]


@pytest.mark.parametrize(
    ("row", "place", "sentence"),
    [
        ("POST-ANU,,Hasil,,,,,,,,", "file.2.post_code", "Nothing with the code “POST-ANU” is known."),
        (
            "POST-ANI,exact,Hasil,,,,,,,,",
            "file.2.approach",
            "This must be one of: kuantitatif, kualitatif.",
        ),
        ("POST-ANI,,Hasil,big,,,,,,,", "file.2.kind", "This must be one of: main, additional."),
        ("POST-ANI,,Hasil,,IKU-1,,,,,,", "file.2.serves", None),
        ("POST-ANI,,Hasil,,,,beauty,,,,", "file.2.aspect", None),
        ("POST-ANI,,Hasil,,,,,,,up,", "file.2.direction", "This must be one of: higher, lower, range."),
        ("POST-ANI,,,,,Indikator,,,,,", "file.2.result", "The first row of a post names its result."),
        ("POST-ANI,,=A1,,,,,,,,", "file.2.result", None),
    ],
)
def test_what_is_wrong_in_a_sheet_is_told_by_its_cell_and_nothing_is_set(
    ask: Asking, row: str, place: str, sentence: str | None
) -> None:
    answer = upload(ask.dewi, row, *ROWS)
    assert code(answer) == (400, "invalid")
    told = answer.json()["errors"]
    assert set(told) == {place}
    assert sentence is None or told[place] == [sentence]
    assert not Template.objects.exists()


def test_a_file_that_is_no_sheet_or_lacks_a_column_is_refused(ask: Asking) -> None:
    assert set(upload(ask.dewi, content=b"%PDF-1.7").json()["errors"]) == {"file.0"}
    lacking = upload(ask.dewi, content=b"post_code,result\nPOST-ANI,Hasil\n").json()["errors"]
    assert lacking["file.1.unit"] == ["The column is missing."]
    assert code(ask.dewi.http.post("/api/v1/templates/sheet/", {}, format="multipart")) == (400, "invalid")


def test_a_sheet_for_others_posts_is_refused_whole(ask: Asking) -> None:
    assert code(upload(ask.ani, *ROWS)) == (403, "not_your_turn")
    assert not Template.objects.exists()


# Beginning with one


def test_a_cycle_opens_with_the_choice_of_what_comes_first(ask: Asking) -> None:
    cycle = f"cycles/{ask.agency.cycle.pk}/open/"
    assert code(ask.dewi.post(cycle, {"from": "chance"})) == (400, "invalid")
    upload(ask.dewi, *ROWS)
    assert ask.dewi.post(cycle, {"from": "last_year"}).status_code == 202
    run_waiting()
    (plan,) = ask.ani.read("plans/")["results"]
    assert len(ask.ani.read(f"plans/{plan['id']}/contents/")["results"]) == 2


def test_an_owner_begins_the_draft_with_the_template(ask: Asking) -> None:
    upload(ask.dewi, *ROWS)
    plan = f"plans/{ask.ani.post('plans/', ask.new_plan()).json()['id']}/"
    start = f"{plan}contents/start/"
    assert code(ask.ani.post(start, {"from": "template"})) == (428, "version_required")
    answer = ask.ani.post(start, {"from": "template"}, 0)
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"1"')
    assert answer.json() == ask.ani.read(f"{plan}contents/")
    assert code(ask.ani.post(start, {"from": "template"}, 0)) == (412, "stale")
    again = ask.ani.post(start, {"from": "template"}, 1)
    assert code(again) == (422, "rules_broken")
    assert [each["rule"] for each in again.json()["blockers"]] == ["ours:contents_there"]
    assert ask.ani.post(start, {"from": "template", "replace": True}, 1).status_code == 200
    assert code(ask.budi.post(start, {"from": "template"}, 2)) == (403, "not_your_turn")
    assert code(ask.eko.post(start, {"from": "template"}, 2)) == (404, "not_found")
    assert code(ask.ani.post(start, {"from": "chance"}, 2)) == (400, "invalid")


def test_a_mark_that_a_result_is_carried_over_is_taken_away_by_saving(ask: Asking) -> None:
    plan = ask.drafted()
    contents = ask.agency.complete_contents()
    contents["results"][0]["carried_over"] = True
    ask.ani.put(f"{plan}contents/", contents, 1)
    refused = ask.ani.post(f"{plan}steps/submit/", {}, 1)
    assert [each["rule"] for each in refused.json()["blockers"]] == ["ours:carried_over"]
    contents["results"][0]["carried_over"] = False
    assert "carried_over" not in ask.ani.put(f"{plan}contents/", contents, 2).json()["results"][0]
    assert ask.ani.post(f"{plan}steps/submit/", {}, 1).status_code == 200
